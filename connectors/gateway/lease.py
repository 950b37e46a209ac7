"""A lease in Redis: one gateway at a time works on a conversation's answers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis

from connectors.domain.ids import new_id
from connectors.redis_calls import REDIS_AWAY, redis_key
from connectors.tasks import end

LEASE_SECONDS = 6.0
_RENEW_SECONDS = 1.5
_IF_MINE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call({}) else return 0 end"
_RENEW = _IF_MINE.format("'pexpire', KEYS[1], ARGV[2]")
_RELEASE = _IF_MINE.format("'del', KEYS[1]")

log = logging.getLogger(__name__)


@asynccontextmanager
async def lease(redis: Redis, name: str) -> AsyncIterator[bool]:
    """Hold the lease inside the block; yields False when another holds it or Redis is away.

    A holder that dies loses it after LEASE_SECONDS. Two may hold it for a moment after Redis
    lost its memory, so what is done under a lease must bear being done twice.
    """
    key, token = redis_key("lease", name), new_id()
    try:
        held = await redis.set(key, token, nx=True, px=int(LEASE_SECONDS * 1000))
    except REDIS_AWAY as error:
        log.warning("lease.unavailable error=%s", type(error).__name__)
        held = False
    if not held:
        yield False
        return
    renewal = asyncio.create_task(_renew(redis, key, token))
    try:
        yield True
    finally:
        await end(renewal)
        await _call(redis, _RELEASE, key, token)


async def _renew(redis: Redis, key: str, token: str) -> None:
    while True:
        await asyncio.sleep(_RENEW_SECONDS)
        await _call(redis, _RENEW, key, token, str(int(LEASE_SECONDS * 1000)))


async def _call(redis: Redis, script: str, key: str, *arguments: str) -> None:
    try:
        await redis.eval(script, 1, key, *arguments)
    except REDIS_AWAY as error:
        log.warning("lease.not_kept error=%s", type(error).__name__)
