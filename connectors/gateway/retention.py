"""Guests' conversations end with their token: they and everything said in them are removed.

So are uploads that were never sent, and what an interrupted erasure has left.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime

from redis.asyncio import Redis

from connectors.gateway.lease import lease
from connectors.gateway.uploads import Uploads
from connectors.privacy.contents import Contents
from connectors.privacy.erase import Eraser
from connectors.stores.conversations import Conversations
from connectors.tasks import end

_EVERY_SECONDS = 600.0

log = logging.getLogger(__name__)


class Retention:
    """Removes what has expired, on one gateway at a time."""

    def __init__(
        self,
        redis: Redis,
        conversations: Conversations,
        contents: Contents,
        uploads: Uploads,
        eraser: Eraser,
    ) -> None:
        self._redis = redis
        self._conversations = conversations
        self._contents = contents
        self._uploads = uploads
        self._eraser = eraser
        self._ticker: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to look now and then."""
        self._ticker = asyncio.create_task(self._tick())

    async def stop(self) -> None:
        """End looking."""
        await end(self._ticker)

    async def remove_expired(self) -> int:
        """Remove what has expired and all else that is due; how many conversations expired."""
        removed = 0
        async with lease(self._redis, "retention") as held:
            while held and (expired := await self._conversations.expired(datetime.now(UTC))):
                for conversation in expired:
                    # The conversation itself last: what is interrupted is found again.
                    await self._contents.remove(conversation.id)
                    await self._conversations.delete(conversation.id)
                removed += len(expired)
            if held:
                await self._uploads.sweep()
                await self._eraser.finish_abandoned()
        return removed

    async def _tick(self) -> None:
        while True:
            try:
                if removed := await self.remove_expired():
                    log.info("retention.removed conversations=%d", removed)
            except Exception as error:
                log.warning("retention.failed error=%s", type(error).__name__)
            await asyncio.sleep(_EVERY_SECONDS)
