"""Guests' conversations end with their token: they and everything said in them are removed.

So are uploads that were never sent.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime

from redis.asyncio import Redis

from connectors.gateway.lease import lease
from connectors.gateway.talk import notes_of
from connectors.gateway.uploads import Uploads
from connectors.stores.attachments import Attachments
from connectors.stores.conversations import Conversations
from connectors.stores.database import Database, durably
from connectors.stores.messages import Messages
from connectors.tasks import end

_EVERY_SECONDS = 600.0

log = logging.getLogger(__name__)


class Retention:
    """Removes what has expired, on one gateway at a time."""

    def __init__(
        self,
        *,
        redis: Redis,
        database: Database,
        conversations: Conversations,
        messages: Messages,
        attachments: Attachments,
        uploads: Uploads,
    ) -> None:
        self._redis = redis
        self._trackers = database.collection("trackers")
        self._events = database.collection("tracker_events")
        self._conversations = conversations
        self._messages = messages
        self._attachments = attachments
        self._uploads = uploads
        self._ticker: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look now and then."""
        self._ticker = asyncio.create_task(self._tick())

    async def stop(self) -> None:
        """End looking."""
        await end(self._ticker)

    async def remove_expired(self) -> int:
        """Remove what has expired or was never sent; how many conversations."""
        removed = 0
        async with lease(self._redis, "retention") as held:
            while held and (expired := await self._conversations.expired(datetime.now(UTC))):
                for conversation in expired:
                    await self._remove(conversation.id)
                removed += len(expired)
            if held:
                await self._uploads.sweep()
        return removed

    async def _remove(self, conversation: str) -> None:
        """The conversation itself last: a removal that is interrupted is found again."""
        await self._attachments.remove_of(conversation)
        await self._messages.delete_of(notes_of(conversation))
        await self._messages.delete_of(conversation)
        await durably(lambda: self._events.delete_many({"sender_id": conversation}))
        await durably(lambda: self._trackers.delete_one({"_id": conversation}))
        await self._conversations.delete(conversation)

    async def _tick(self) -> None:
        while True:
            try:
                if removed := await self.remove_expired():
                    log.info("retention.removed conversations=%d", removed)
            except Exception as error:
                log.warning("retention.failed error=%s", type(error).__name__)
            await asyncio.sleep(_EVERY_SECONDS)
