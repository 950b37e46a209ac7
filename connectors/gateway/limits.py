"""How much one person may do, counted in Redis so that it holds across gateways."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from dataclasses import dataclass

from redis.asyncio import Redis
from redis.exceptions import RedisError

from connectors.errors import RateLimited

MAX_PACKET = 2_000_000
"""Bytes of one Socket.IO packet; a larger one ends its connection."""

_PATIENCE_SECONDS = 0.25
_KEY = "pandityatra:limit:"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` times in `seconds`."""

    name: str
    most: int
    seconds: int


MESSAGES = Limit("messages", 40, 10)
SMALL_EVENTS = Limit("events", 200, 10)
SIGN_INS = Limit("sign_ins", 10, 60)


class Limits:
    """Counts in fixed windows. While Redis is away nothing is refused."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def check(self, limit: Limit, who: str) -> None:
        """Count one use; raises RateLimited with the seconds to wait."""
        now = time.time()
        window = int(now // limit.seconds)
        key = f"{_KEY}{limit.name}:{who}:{window}"
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                async with self._redis.pipeline(transaction=False) as pipe:
                    pipe.incr(key)
                    pipe.expire(key, limit.seconds * 2)
                    used, _ = await pipe.execute()
        except (RedisError, OSError, TimeoutError) as error:
            log.debug("limits.unchecked error=%s", type(error).__name__)
            return
        if used > limit.most:
            wait = max(1, math.ceil((window + 1) * limit.seconds - now))
            raise RateLimited(f"Too fast: try again in {wait} s.", retry_after=wait)
