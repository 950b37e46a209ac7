"""How long a conversation takes an agent, learnt from those that were handled."""

from __future__ import annotations

from datetime import datetime

from redis.asyncio import Redis

from connectors.redis_calls import answer_of, redis_key

_AT_FIRST_SECONDS = 240.0
_SHORTEST_SECONDS, _LONGEST_SECONDS = 15.0, 3600.0

# Salesforce's smoothing of estimated waits: A = 0.9 A' + 0.1 W.
_LEARN = """
local before = tonumber(redis.call('GET', KEYS[1]) or ARGV[2])
redis.call('SET', KEYS[1], 0.9 * before + 0.1 * ARGV[1])
"""


class Handling:
    """The smoothed time from taking a conversation to giving it back, kept in Redis for all."""

    def __init__(self, redis: Redis, database: str) -> None:
        self._redis = redis
        self._key = redis_key("handling", database)
        self._learn = redis.register_script(_LEARN)
        self._known = _AT_FIRST_SECONDS

    async def learn(self, since: datetime, until: datetime) -> None:
        """One more was handled. What was forgotten open counts as an hour."""
        took = (until - since).total_seconds()
        took = min(max(took, _SHORTEST_SECONDS), _LONGEST_SECONDS)
        await answer_of(self._learn(keys=[self._key], args=[took, _AT_FIRST_SECONDS]))

    async def seconds(self) -> float:
        """What the next one may take; while Redis is away as known last."""
        learnt = await answer_of(self._redis.get(self._key))
        if learnt is not None:
            self._known = float(learnt)
        return self._known
