"""What is unread in a person's rooms, shown to their connections outside these rooms.

Told over the bus on the person's topic. Numbers only grow, so that notices may be lost, late or
doubled: of two the one with the later message counts, and what is read stays read.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from connectors.bus import Bus
from connectors.domain.identity import Identity
from connectors.domain.wire import Wire

_MOST_ROOMS = 100


log = logging.getLogger(__name__)


class Inbox:
    """One person's rooms. A notice is as in docs/protocol.md, and may bear `read`."""

    def __init__(self, person: Identity) -> None:
        self.person = person
        self.connections = 0
        self._rooms: dict[str, Wire] = {}

    def hear(self, notice: Wire) -> Wire | None:
        """Take in a notice; what is to be shown if that is another than before."""
        before = self._rooms.pop(notice["conversation"], {"unread": 0, "last_seq": 0, "read": 0})
        later = notice.get("last_seq", 0) > before["last_seq"]
        now = before | notice if later else notice | before
        now["read"] = max(before["read"], notice.get("read", 0))
        now["unread"] = max(0, min(now["unread"], now["last_seq"] - now["read"]))
        self._rooms[notice["conversation"]] = now
        if len(self._rooms) > _MOST_ROOMS:
            del self._rooms[next(iter(self._rooms))]
        changed = now["unread"] != before["unread"] or (later and now["unread"])
        return _shown(now) if changed else None

    def forget(self, person: str) -> None:
        """What this person said last is no longer quoted."""
        for place, room in self._rooms.items():
            if room.get("sender", {}).get("id") == person:
                self._rooms[place] = _unquoted(room)

    def unread(self) -> list[Wire]:
        """A notice for each room with something unread."""
        return [_shown(room) for room in self._rooms.values() if room["unread"]]


class Inboxes:
    """The inboxes of those who are connected to this gateway outside their rooms."""

    def __init__(self, bus: Bus, unread: Callable[[Identity], Awaitable[list[Wire]]]) -> None:
        self._bus = bus
        self._unread = unread
        self._inboxes: dict[str, Inbox] = {}
        self._on_notice: list[Callable[[str, Wire], Awaitable[None]]] = []

    def on_notice(self, callback: Callable[[str, Wire], Awaitable[None]]) -> None:
        """Call back with a person's id and what is to be shown."""
        self._on_notice.append(callback)

    async def open(self, person: Identity) -> Inbox:
        """A person's inbox for one more connection; give it back with `close`."""
        inbox = self._inboxes.setdefault(person.id, Inbox(person))
        inbox.connections += 1
        if inbox.connections == 1:
            await self._bus.subscribe(_topic(person.id), self._hear)
            await self._read(inbox)
        return inbox

    async def close(self, person: str) -> None:
        """One connection less."""
        inbox = self._inboxes[person]
        inbox.connections -= 1
        if inbox.connections == 0:
            del self._inboxes[person]
            await self._bus.unsubscribe(_topic(person), self._hear)

    def forget(self, person: str) -> None:
        """The person is erased."""
        for inbox in self._inboxes.values():
            inbox.forget(person)

    async def tell(self, person: str, notice: Wire) -> None:
        """Tell the person's connections on every gateway."""
        await self._hear_here(person, notice)
        await self._bus.publish(_topic(person), "notice", notice)

    async def _hear(self, topic: str, event: str, data: Wire) -> None:
        await self._hear_here(topic.removeprefix(_topic("")), data)

    async def _hear_here(self, person: str, notice: Wire) -> None:
        inbox = self._inboxes.get(person)
        shown = inbox.hear(notice) if inbox else None
        if shown:
            for show in self._on_notice:
                await show(person, shown)

    async def _read(self, inbox: Inbox) -> None:
        for notice in await self._unread(inbox.person):
            await self._hear_here(inbox.person.id, notice)

    async def read_again(self) -> None:
        """Notices may have been lost: every inbox is read from the database."""
        for inbox in list(self._inboxes.values()):
            try:
                await self._read(inbox)
            except Exception as error:
                log.warning("inboxes.not_read error=%s", type(error).__name__)


def _shown(room: Wire) -> Wire:
    shown = room if room["unread"] else _unquoted(room)
    return {name: value for name, value in shown.items() if name != "read"}


def _unquoted(room: Wire) -> Wire:
    return {name: value for name, value in room.items() if name not in ("sender", "text")}


def _topic(person: str) -> str:
    return f"person:{person}"
