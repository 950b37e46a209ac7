"""The gateways that live now, and a word when one of them has died.

A gateway that is killed between storing a message and telling the others leaves clients that
wait for something they cannot know of. So its death is news: every feed looks what it missed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from redis.asyncio import Redis

from connectors.redis_calls import answer_of, redis_key
from connectors.tasks import end

BEAT_SECONDS = 2.0
LAPSE_SECONDS = 6.0
"""How long after its last beat a gateway counts as alive."""

GATEWAYS = redis_key("gateways")
"""A sorted set: each gateway by the moment it lapses, in milliseconds of Redis's clock."""

# Redis's own clock: those of the machines may differ.
_BEAT = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
return redis.call('ZRANGE', KEYS[1], 0, -1)
"""

log = logging.getLogger(__name__)


class Peers:
    """Says that this gateway lives, and notices which others do not any more."""

    def __init__(self, redis: Redis, gateway: str) -> None:
        self._redis = redis
        self._gateway = gateway
        self._beat = redis.register_script(_BEAT)
        self._alive: set[str] = set()
        self._on_death: list[Callable[[], Awaitable[None]]] = []
        self._ticker: asyncio.Task[None] | None = None

    def on_death(self, callback: Callable[[], Awaitable[None]]) -> None:
        """Call back each time gateways have gone, or Redis has forgotten them."""
        self._on_death.append(callback)

    async def start(self) -> None:
        """Begin to beat."""
        self._ticker = asyncio.create_task(self._tick())

    async def stop(self) -> None:
        """Take leave, if Redis is there to hear it."""
        await end(self._ticker)
        await answer_of(self._redis.zrem(GATEWAYS, self._gateway))

    async def _tick(self) -> None:
        while True:
            try:
                await self._look()
            except Exception as error:
                log.warning("peers.unknown error=%s", type(error).__name__)
            await asyncio.sleep(BEAT_SECONDS)

    async def _look(self) -> None:
        arguments: list[str | int] = [self._gateway, int(LAPSE_SECONDS * 1000)]
        alive = {one.decode() for one in await self._beat(keys=[GATEWAYS], args=arguments)}
        gone, self._alive = self._alive - alive, alive
        if gone:
            log.info("peers.gone gateways=%d", len(gone))
            for callback in self._on_death:
                await callback()
