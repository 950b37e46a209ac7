"""Redis as every part uses it: the names of keys, and calls that may go without an answer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from typing import TypeVar

from redis.exceptions import RedisError

T = TypeVar("T")

REDIS_AWAY = (RedisError, OSError)
"""What a call raises while Redis is away; a TimeoutError is an OSError."""

_PATIENCE_SECONDS = 2.0

log = logging.getLogger(__name__)


def redis_key(*names: str) -> str:
    """The name of a key or a topic: `pandityatra:<what>:<whose>`."""
    return ":".join(("pandityatra", *names))


async def answer_of(call: Awaitable[T], within: float = _PATIENCE_SECONDS) -> T | None:
    """What Redis answers within so many seconds, or None: for those who can do without."""
    try:
        async with asyncio.timeout(within):
            return await call
    except REDIS_AWAY as error:
        log.debug("redis.no_answer error=%s", type(error).__name__)
        return None
