"""What a client knows of a conversation, built from events and pages of `resume` alone."""

from __future__ import annotations

from typing import Any

Wire = dict[str, Any]


class View:
    """The history as far as it is known without a gap, the cursors, and who is here.

    `take` raises AssertionError when an event breaks the protocol: on one connection the messages
    follow `session.last_seq` one by one. Of two states of a message the higher version counts.
    """

    def __init__(self) -> None:
        self.conversation = ""
        self.messages: list[Wire] = []
        self.cursors: dict[str, dict[str, int]] = {}
        self.present: list[str] = []
        self._later: dict[int, Wire] = {}
        self._next: int | None = None
        self._changed_since: str | None = None

    @property
    def synced(self) -> int:
        """The number up to which everything is known."""
        return len(self.messages)

    @property
    def behind(self) -> bool:
        """Whether something was shown that has a gap before it."""
        return bool(self._later)

    def reconnect(self) -> None:
        """A new connection begins."""
        self._next = None

    def take(self, event: str, data: Any) -> None:
        """An event of the gateway."""
        match event:
            case "session":
                self.conversation = data["conversation"]
                self._next = data["last_seq"] + 1
                self._changed_since = self._changed_since or data["now"]
                self._move(data["cursors"])
            case "message":
                self._take_live(data)
            case "change" | "reaction":
                self._change(data["message"])
            case "receipt":
                person = data["participant"]
                self._move({person: {k: v for k, v in data.items() if k != "participant"}})
            case "presence":
                self.present = [person["id"] for person in data["participants"]]

    def _take_live(self, message: Wire) -> None:
        expected, seq = self._next, message["seq"]
        self._next = seq + 1
        self._add([message])
        assert expected is not None, f"message {seq} before the session"
        assert seq == expected, f"message {seq} was pushed when {expected} was to come"

    def resume(self) -> Wire:
        """What to ask for."""
        return {"after_seq": self.synced, "changed_since": self._changed_since}

    def take_page(self, page: Wire) -> None:
        """An answer to `resume`."""
        for message in page["changed"]:
            self._change(message)
        self._add(page["messages"])
        self._move(page["cursors"])
        self._changed_since = page["now"]

    def _add(self, messages: list[Wire]) -> None:
        for message in messages:
            self._change(message)
        while following := self._later.pop(self.synced + 1, None):
            self.messages.append(following)

    def _change(self, message: Wire) -> None:
        place = message["seq"] - 1
        known = self.messages[place] if place < self.synced else self._later.get(message["seq"])
        if known and known.get("version", 0) >= message.get("version", 0):
            return
        if place < self.synced:
            self.messages[place] = message
        else:
            self._later[message["seq"]] = message

    def _move(self, cursors: dict[str, dict[str, int]]) -> None:
        for person, cursor in cursors.items():
            known = self.cursors.setdefault(person, {})
            for name, seq in cursor.items():
                known[name] = max(seq, known.get(name, 0))
