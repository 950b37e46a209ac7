"""Redis topics: what the processes tell each other while it happens.

Best effort by design. Whatever must not be lost is in MongoDB first; the bus only says that
there is something to fetch, and carries what may be missed (typing, pieces of an answer, stop).
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from connectors.redis_calls import REDIS_AWAY, redis_key
from connectors.tasks import end

Handler = Callable[[str, str, dict[str, Any]], Awaitable[None]]
"""Called with topic, event and data."""

_IDLE_TOPIC = "idle"  # keeps the subscription alive while nobody subscribes
_MAX_BACKOFF = 2.0
_CONFIRM_SECONDS = 2.0

log = logging.getLogger(__name__)


class Bus:
    """Publish and subscribe by topic; reconnects by itself and subscribes again."""

    def __init__(self, url: str) -> None:
        self.redis: Redis = Redis.from_url(
            url,
            health_check_interval=10,
            socket_timeout=5,
            # Once, for a connection that broke while it was idle; whoever waits has a user waiting.
            retry=Retry(NoBackoff(), 1),
        )
        self._handlers: defaultdict[str, list[Handler]] = defaultdict(list)
        self._on_reconnect: list[Callable[[], Awaitable[None]]] = []
        self._pubsub: PubSub | None = None
        self._listener: asyncio.Task[None] | None = None
        self._confirmations: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self.connected = False

    async def publish(self, topic: str, event: str, data: dict[str, Any]) -> bool:
        """Tell every subscriber; False when Redis is away (subscribers catch up later)."""
        return await self.publish_all([(topic, event, data)])

    async def publish_all(self, events: Sequence[tuple[str, str, dict[str, Any]]]) -> bool:
        """`publish` for several events in one round trip; False when some may not have gone out."""
        try:
            async with self.redis.pipeline(transaction=False) as pipe:
                for topic, event, data in events:
                    pipe.publish(redis_key(topic), json.dumps([event, data]))
                await pipe.execute()
        except REDIS_AWAY as error:
            names = ",".join(sorted({event for _, event, _ in events}))
            log.warning("bus.publish_failed events=%s error=%s", names, type(error).__name__)
            return False
        return True

    async def subscribe(self, topic: str, handler: Handler) -> None:
        """Call `handler` for each event of the topic.

        Returns when Redis has confirmed it, so that a read that follows misses nothing; while
        Redis is away it returns at once, and the reconnect callbacks tell when to read again.
        """
        self._handlers[topic].append(handler)
        self._start()
        if len(self._handlers[topic]) == 1:
            await self._tell_redis("subscribe", topic)
        if self.connected:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._confirmations[topic].wait(), _CONFIRM_SECONDS)

    async def unsubscribe(self, topic: str, handler: Handler) -> None:
        """Stop calling `handler` for the topic."""
        handlers = self._handlers[topic]
        if handler in handlers:
            handlers.remove(handler)
        if not handlers:
            del self._handlers[topic]
            self._confirmations.pop(topic, None)
            await self._tell_redis("unsubscribe", topic)

    def on_reconnect(self, callback: Callable[[], Awaitable[None]]) -> None:
        """Call back each time the subscription stands again: events may have been missed."""
        self._on_reconnect.append(callback)

    async def close(self) -> None:
        """Stop listening and close every connection."""
        await end(self._listener)
        await self.redis.aclose()

    def _start(self) -> None:
        if self._listener is None:
            self._listener = asyncio.create_task(self._listen(), name="bus")

    async def _tell_redis(self, command: str, topic: str) -> None:
        """(Un)subscribe now if there is a connection; a new connection subscribes to all."""
        if self._pubsub is None:
            return
        try:
            await getattr(self._pubsub, command)(redis_key(topic))
        except REDIS_AWAY as error:
            log.warning("bus.%s_failed error=%s", command, type(error).__name__)

    async def _listen(self) -> None:
        delay = 0.05
        while True:
            try:
                async with self.redis.pubsub() as pubsub:
                    known = set(self._handlers)
                    if known:
                        await pubsub.subscribe(*(redis_key(topic) for topic in known))
                    self._pubsub, delay = pubsub, 0.05
                    # With those of which `subscribe` could not tell Redis meanwhile.
                    late = self._handlers.keys() - known
                    await pubsub.subscribe(*(redis_key(topic) for topic in (*late, _IDLE_TOPIC)))
                    await self._deliver_from(pubsub)
            except REDIS_AWAY as error:
                log.warning("bus.disconnected error=%s", type(error).__name__)
            except Exception:  # a gateway that hears nothing any more would be worse
                log.exception("bus.failed")
            self.connected, self._pubsub = False, None
            self._confirmations.clear()
            await asyncio.sleep(delay)
            delay = min(delay * 2, _MAX_BACKOFF)

    async def _deliver_from(self, pubsub: PubSub) -> None:
        while True:
            raw = await pubsub.get_message(timeout=5)
            if raw is None:
                continue
            topic = raw["channel"].decode().removeprefix(redis_key(""))
            if raw["type"] == "subscribe":
                await self._confirm(topic)
            elif raw["type"] == "message":
                await self._deliver(topic, *json.loads(raw["data"]))

    async def _confirm(self, topic: str) -> None:
        if topic in self._handlers:
            self._confirmations[topic].set()
        if topic == _IDLE_TOPIC:  # the last of a new connection's topics
            self.connected = True
            for callback in self._on_reconnect:
                await callback()

    async def _deliver(self, topic: str, event: str, data: dict[str, Any]) -> None:
        for handler in list(self._handlers.get(topic, ())):
            try:
                await handler(topic, event, data)
            except Exception:
                log.exception("bus.handler_failed topic=%s event=%s", topic, event)
