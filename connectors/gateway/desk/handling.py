"""How long a conversation takes an agent, learnt from those that were handled."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime

from redis.asyncio import Redis
from redis.exceptions import RedisError

_AT_FIRST_SECONDS = 240.0
_SHORTEST_SECONDS, _LONGEST_SECONDS = 15.0, 3600.0
_PATIENCE_SECONDS = 2.0

# Salesforce's smoothing of estimated waits: A = 0.9 A' + 0.1 W.
_LEARN = """
local before = tonumber(redis.call('GET', KEYS[1]) or ARGV[2])
redis.call('SET', KEYS[1], 0.9 * before + 0.1 * ARGV[1])
"""

log = logging.getLogger(__name__)


class Handling:
    """The smoothed time from taking a conversation to giving it back, kept in Redis for all."""

    def __init__(self, redis: Redis, database: str) -> None:
        self._redis = redis
        self._key = f"pandityatra:handling:{database}"
        self._learn = redis.register_script(_LEARN)
        self._known = _AT_FIRST_SECONDS

    async def learn(self, since: datetime, until: datetime) -> None:
        """One more was handled. What was forgotten open counts as an hour."""
        took = (until - since).total_seconds()
        took = min(max(took, _SHORTEST_SECONDS), _LONGEST_SECONDS)
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await self._learn(keys=[self._key], args=[took, _AT_FIRST_SECONDS])
        except (RedisError, OSError, TimeoutError) as error:
            log.debug("handling.not_learnt error=%s", type(error).__name__)

    async def seconds(self) -> float:
        """What the next one may take; while Redis is away as known last."""
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                learnt = await self._redis.get(self._key)
        except (RedisError, OSError, TimeoutError) as error:
            log.debug("handling.unknown error=%s", type(error).__name__)
        else:
            self._known = float(learnt) if learnt else _AT_FIRST_SECONDS
        return self._known
