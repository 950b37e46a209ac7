"""What was said, looked up later: search, and transcripts to keep."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from connectors.domain.message import Message, MessageType
from connectors.domain.transcript import head_lines, lines
from connectors.language.search import Query
from connectors.stores.messages import PAGE, Messages

_MOST_FOUND = 50
_MOST_READ = 1000
_SEARCH_PAGE = 100  # compared in one go: others wait for a few milliseconds at the most


class Archive:
    """Reads conversations page by page, whatever their length."""

    def __init__(self, messages: Messages, zone: ZoneInfo) -> None:
        self._messages = messages
        self.zone = zone

    async def search(
        self, conversation: str, text: str, before_seq: int | None
    ) -> tuple[list[Message], int | None]:
        """Messages that fit, newest first, and the number to go on before; None at the end.

        Reads a bounded part of the conversation, in which there may be none.
        """
        query, found = Query(text), list[Message]()
        start = await self._messages.last_seq(conversation) + 1
        start = min(start, before_seq or start)
        last = max(start - _MOST_READ, 1)
        while start > last:
            page = await self._messages.before(conversation, start, min(_SEARCH_PAGE, start - last))
            start -= _SEARCH_PAGE
            for message in reversed(page):
                if query.fits(_words(message)):
                    found.append(message)
                    if len(found) == _MOST_FOUND:
                        return found, message.seq
        return found, last if last > 1 else None

    async def transcript(self, conversation: str, about: dict[str, str]) -> AsyncIterator[str]:
        """The conversation as text, headed by `about`, in pieces."""
        yield "".join(f"{line}\n" for line in head_lines(about | self._moment()))
        day = None
        async for page in self._pages(conversation):
            piece = ""
            for message in page:
                at = message.at.astimezone(self.zone)
                if at.date() != day:
                    day = at.date()
                    piece += f"\n{day:%Y-%m-%d}\n"
                piece += "".join(f"{line}\n" for line in lines(message, at))
            yield piece

    async def export(self, conversation: str, about: dict[str, str]) -> AsyncIterator[str]:
        """The conversation as a JSON object: `about`, and `messages`, in pieces."""
        yield _json(about | self._moment())[:-1] + ', "messages": ['
        comma = ""
        async for page in self._pages(conversation):
            for message in page:
                yield comma + "\n" + _json(self._in_zone(message))
                comma = ","
        yield "\n]}\n"

    def _moment(self) -> dict[str, str]:
        now = datetime.now(self.zone).isoformat(timespec="seconds")
        return {"written_at": now, "timezone": self.zone.key}

    def _in_zone(self, message: Message) -> dict[str, Any]:
        times = {"at": message.at, "edited_at": message.edited_at, "deleted_at": message.deleted_at}
        here = {name: at.astimezone(self.zone).isoformat() for name, at in times.items() if at}
        return message.to_wire() | here

    async def _pages(self, conversation: str) -> AsyncIterator[list[Message]]:
        """Up to what is the last message now: it may grow while it is read."""
        seq, last = 0, await self._messages.last_seq(conversation)
        while seq < last:
            page = await self._messages.after(conversation, seq, min(PAGE, last - seq))
            if not page:
                return  # it is being erased
            yield page
            seq = page[-1].seq


def _words(message: Message) -> str:
    """What a message can be found by; what the service itself says is not looked for."""
    if message.type is MessageType.ACTIVITY:
        return ""
    name = message.payload.get("attachment", {}).get("name", "")
    return f"{message.text} {name}"


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)
