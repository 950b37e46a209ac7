"""What was said, looked up later: search, and transcripts to keep."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import datetime
from zoneinfo import ZoneInfo

from connectors.domain.message import Message, MessageType
from connectors.domain.wire import Wire
from connectors.gateway.transcript import Transcript
from connectors.language.search import Query
from connectors.stores.messages import PAGE, Messages
from connectors.texts import Texts

About = dict[str, str | datetime]
"""Facts about a conversation by the names of docs/protocol.md."""

_MOST_FOUND = 50
_MOST_READ = 1000
_SEARCH_PAGE = 100  # compared in one go: others wait for a few milliseconds at the most


class Archive:
    """Reads conversations page by page, whatever their length."""

    def __init__(self, messages: Messages, zone: ZoneInfo, labels: Texts) -> None:
        self._messages = messages
        self._zone = zone
        self.labels = labels

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

    async def transcript(
        self, conversation: str, about: About, language: str
    ) -> AsyncIterator[str]:
        """The conversation as text for readers of a language, headed by `about`, in pieces."""
        written = Transcript(self.labels, language, self._zone)
        yield "".join(f"{line}\n" for line in written.head(about | self._moment()))
        day = None
        async for page in self._pages(conversation):
            piece = ""
            for message in page:
                if (that_day := message.at.astimezone(self._zone).date()) != day:
                    day = that_day
                    piece += f"\n{written.day(day)}\n"
                piece += "".join(f"{line}\n" for line in written.lines(message))
            yield piece

    async def export(self, conversation: str, about: About) -> AsyncIterator[str]:
        """The conversation as a JSON object: `about`, and `messages`, in pieces."""
        yield _json(about | self._moment())[:-1] + ', "messages": ['
        comma = ""
        async for page in self._pages(conversation):
            for message in page:
                yield comma + "\n" + _json(self._in_zone(message))
                comma = ","
        yield "\n]}\n"

    def _moment(self) -> About:
        return {"written_at": datetime.now(self._zone), "timezone": self._zone.key}

    def _in_zone(self, message: Message) -> Wire:
        times = {"at": message.at, "edited_at": message.edited_at, "deleted_at": message.deleted_at}
        here = {name: at.astimezone(self._zone).isoformat() for name, at in times.items() if at}
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


def _json(value: Wire) -> str:
    return json.dumps(value, ensure_ascii=False, default=_iso)


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
