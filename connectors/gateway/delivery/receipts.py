"""How far each participant's devices have got the messages, and how far each has read.

Receipts are told at once and written together, so that somebody who scrolls costs one write a
second. What a killed gateway had not written, its clients tell again when they come back.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

from connectors.domain.cursors import Cursors, advance
from connectors.domain.identity import Identity
from connectors.gateway.delivery.feed import Feed
from connectors.gateway.delivery.feeds import Feeds
from connectors.stores.conversations import Conversations
from connectors.stores.messages import Messages
from connectors.tasks import end

_WRITE_SECONDS = 1.0

log = logging.getLogger(__name__)


class Receipts:
    """Cursors in the conversation, told to its clients."""

    def __init__(self, conversations: Conversations, messages: Messages, feeds: Feeds) -> None:
        self._conversations = conversations
        self._messages = messages
        self._feeds = feeds
        self._unwritten: dict[str, Cursors] = {}
        self._writer: asyncio.Task[None] | None = None
        feeds.on_missed(self.refresh)

    async def start(self) -> None:
        """Begin to write what moved."""
        self._writer = asyncio.create_task(self._write_now_and_then())

    async def stop(self) -> None:
        """Write what is left."""
        await end(self._writer)
        await self._write_all()

    async def delivered(self, feed: Feed, person: Identity, seq: int) -> None:
        """A device of the person's has the messages up to there."""
        seq = await self._existing(feed, seq)
        await self._move(feed, person.id, {"delivered": seq})

    async def read(self, feed: Feed, person: Identity, seq: int) -> int:
        """The person has read up to there, on a device that therefore has the messages.

        Returns the number that is now told, 0 when it was known.
        """
        seq = await self._existing(feed, seq)
        return seq if await self._move(feed, person.id, {"delivered": seq, "read": seq}) else 0

    async def cursors(self, feed: Feed) -> Cursors:
        """Everybody's, as stored and as told since."""
        await self.refresh(feed)
        return dict(feed.cursors)

    async def flush(self, conversation: str) -> None:
        """Write what is unwritten of one conversation: somebody leaves it."""
        if cursors := self._unwritten.pop(conversation, None):
            await self._write(conversation, cursors)

    def forget(self, person: str) -> None:
        """The person is erased."""
        for cursors in (*self._unwritten.values(), *(feed.cursors for feed in self._feeds.all())):
            cursors.pop(person, None)

    async def _existing(self, feed: Feed, seq: int) -> int:
        """At most the last message there is."""
        if seq <= feed.last:
            return seq
        return min(seq, await self._messages.last_seq(feed.conversation))

    async def _move(self, feed: Feed, person: str, cursor: Mapping[str, int]) -> bool:
        news = advance(dict(feed.cursors), person, cursor)
        if news:
            advance(self._unwritten.setdefault(feed.conversation, {}), person, cursor)
            await self._tell(feed.conversation, person, cursor)
        return news

    async def _tell(self, conversation: str, person: str, cursor: Mapping[str, int]) -> None:
        await self._feeds.tell(conversation, "receipt", {"participant": person, **cursor})

    async def refresh(self, feed: Feed) -> None:
        """Tell here what is stored and was not heard of; write what was heard and is not stored.

        The gateway that told of it may have died before it wrote.
        """
        found = await self._conversations.get(feed.conversation)
        if found is None:
            return
        for person, cursor in found.cursors.items():
            await feed.tell("receipt", {"participant": person, **cursor})
        for person, cursor in feed.cursors.items():
            # Who is not there at all may have been erased.
            if person in found.cursors and advance(dict(found.cursors), person, cursor):
                advance(self._unwritten.setdefault(feed.conversation, {}), person, cursor)

    async def _write_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(_WRITE_SECONDS)
            await self._write_all()

    async def _write_all(self) -> None:
        for conversation in list(self._unwritten):
            await self.flush(conversation)

    async def _write(self, conversation: str, cursors: Cursors) -> None:
        try:
            await self._conversations.advance(conversation, cursors)
        except Exception as error:
            log.warning("receipts.not_written error=%s", type(error).__name__)
            for person, cursor in cursors.items():
                advance(self._unwritten.setdefault(conversation, {}), person, cursor)
            return
        # Again: a gateway may have read the old ones after we told of these and before this.
        for person, cursor in cursors.items():
            await self._tell(conversation, person, cursor)
