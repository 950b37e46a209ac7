"""Rasa's lock store on Redis: the turns of one conversation run one after another, in order.

Every turn draws a ticket; the smallest ticket has the lock. A ticket lives a few seconds and its
owner keeps renewing it, waiting or not: that of a process that was killed lapses, while a turn may
take as long as it needs. What must hold even if Redis loses a lock is held by the tracker store:
a turn is stored once and positions are unique.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, LockError, LockStore
from rasa.utils.endpoints import EndpointConfig
from redis.asyncio import Redis

from connectors.domain.ids import new_id
from connectors.redis_calls import REDIS_AWAY, redis_key
from connectors.tasks import end

TICKET_SECONDS = 8.0
"""How long the conversation of a killed process stays locked."""

_RENEW_SECONDS = TICKET_SECONDS / 4
_SHORTEST_WAIT, _LONGEST_WAIT = 0.005, 0.05

# Draws or renews a ticket, drops lapsed ones; returns how many are before it.
_TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for _, lapsed in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now)) do
    redis.call('ZREM', KEYS[1], lapsed)
    redis.call('ZREM', KEYS[2], lapsed)
end
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then
    local last = redis.call('ZREVRANGE', KEYS[1], 0, 0, 'WITHSCORES')
    redis.call('ZADD', KEYS[1], (last[2] or 0) + 1, ARGV[1])
end
redis.call('ZADD', KEYS[2], now + ARGV[2], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return redis.call('ZRANK', KEYS[1], ARGV[1])
"""

log = logging.getLogger(__name__)


class RedisTicketLockStore(LockStore):
    """Named in endpoints.yml; `url` is REDIS_URL."""

    def __init__(self, endpoint_config: EndpointConfig) -> None:
        """Connect at the first use."""
        self.redis: Redis = Redis.from_url(endpoint_config.url, socket_timeout=5)
        self.take = self.redis.register_script(_TAKE)
        super().__init__()

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float = _LONGEST_WAIT,
    ) -> AsyncIterator[TicketLock]:
        """Hold the lock of a conversation; raises LockError after `lock_lifetime` s of waiting."""
        ticket = _Ticket(self, conversation_id)
        try:
            await ticket.wait(lock_lifetime, wait_time_in_seconds)
            renewal = asyncio.create_task(ticket.keep())
            try:
                yield TicketLock(conversation_id)
            finally:
                await end(renewal)
        finally:
            await asyncio.shield(ticket.give_back())

    async def close(self) -> None:
        """Close the connections."""
        await self.redis.aclose()


class _Ticket:
    """A place in the queue of a conversation."""

    def __init__(self, store: RedisTicketLockStore, conversation: str) -> None:
        self._store = store
        self._id = new_id()
        # The braces keep both keys on one node of a Redis cluster.
        key = redis_key("lock", f"{{{conversation}}}")
        self._keys = [f"{key}:tickets", f"{key}:alive"]

    async def wait(self, patience: float, longest_wait: float) -> None:
        deadline = time.monotonic() + patience
        pause = _SHORTEST_WAIT
        while await self._renew() > 0:
            if time.monotonic() > deadline:
                raise LockError(f"Others have held the conversation for {patience:g} s.")
            await asyncio.sleep(pause)
            pause = min(pause * 2, longest_wait)

    async def keep(self) -> None:
        while True:
            await asyncio.sleep(_RENEW_SECONDS)
            try:
                await self._renew()
            except LockError as error:
                log.warning("lock.not_renewed reason=%s", error)

    async def give_back(self) -> None:
        # If Redis is away the ticket lapses by itself.
        with suppress(*REDIS_AWAY):
            async with self._store.redis.pipeline(transaction=True) as pipe:
                for key in self._keys:
                    pipe.zrem(key, self._id)
                await pipe.execute()

    async def _renew(self) -> int:
        arguments: list[str | int] = [self._id, int(TICKET_SECONDS * 1000)]
        try:
            return int(await self._store.take(keys=self._keys, args=arguments))
        except REDIS_AWAY as error:
            raise LockError(f"Redis does not answer: {type(error).__name__}.") from error
