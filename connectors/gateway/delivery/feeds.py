"""The feeds of this gateway, and what they tell those of the others over the bus."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from connectors.bus import Bus
from connectors.domain.ids import new_id
from connectors.domain.message import Message
from connectors.domain.wire import Wire
from connectors.gateway.delivery.feed import Audience, Feed, Mender
from connectors.stores.changes import MessageChanges
from connectors.stores.messages import Messages
from connectors.tasks import end

TICK_SECONDS = 2.0
_LINGER_SECONDS = 30.0  # whoever reconnects soon finds the feed, and the answer it was reading
_MOST_QUEUED = 10_000
_MOST_AT_ONCE = 100
_FROM = "from_gateway"
_MISSED = "missed"
_TURN_OVER = "turn_over"
_STORED = {"message", "change", "reaction", "receipt", _MISSED}

log = logging.getLogger(__name__)


class Feeds:
    """Opens and closes feeds, publishes, and keeps every feed complete while Redis is away."""

    def __init__(self, bus: Bus, messages: Messages, changes: MessageChanges) -> None:
        self.gateway = new_id()
        self._bus = bus
        self._messages = messages
        self._changes = changes
        self._feeds: dict[str, Feed] = {}
        self._audiences: list[Audience] = []
        self._menders: list[Mender] = []
        self._listeners: dict[str, Callable[[Feed], Awaitable[None]]] = {}
        self._outgoing: asyncio.Queue[tuple[str, str, Wire]] = asyncio.Queue(_MOST_QUEUED)
        self._unpublished: set[str] = set()
        self._tasks: list[asyncio.Task[None]] = []
        bus.on_reconnect(self.catch_up)

    def add_audience(self, audience: Audience) -> None:
        """Deliver to these clients, too."""
        self._audiences.append(audience)

    def on(self, event: str, listener: Callable[[Feed], Awaitable[None]]) -> None:
        """Call `listener` with the feed instead of delivering `event`."""
        self._listeners[event] = listener

    def on_missed(self, mender: Mender) -> None:
        """Call `mender` for each feed that may have missed notices."""
        self._menders.append(mender)

    async def start(self) -> None:
        """Begin to publish and to tick."""
        self._tasks = [asyncio.create_task(self._publish_all()), asyncio.create_task(self._tick())]

    async def stop(self) -> None:
        """End every task."""
        await end(*self._tasks)
        for feed in self._feeds.values():
            await feed.close()

    def all(self) -> list[Feed]:
        """Every feed that is open here."""
        return list(self._feeds.values())

    def get(self, conversation: str) -> Feed | None:
        """The conversation's feed, if it has clients here."""
        return self._feeds.get(conversation)

    async def open(self, conversation: str) -> Feed:
        """The feed of a conversation for one more client; give it back with `leave`."""
        feed = self._feeds.get(conversation)
        if feed is None:
            feed = Feed(conversation, self._messages, self._changes, self._audiences, self._menders)
            self._feeds[conversation] = feed
        feed.clients += 1
        try:
            async with feed.opening:
                if not feed.live:
                    await self._go_live(feed)
        except BaseException:
            self.leave(feed)
            raise
        return feed

    async def _go_live(self, feed: Feed) -> None:
        """First listen, then read: what comes in between is told twice, not never."""
        topic = _topic(feed.conversation)
        await self._bus.subscribe(topic, self._hear)
        try:
            last = await self._messages.last_seq(feed.conversation)
        except BaseException:
            await self._bus.unsubscribe(topic, self._hear)
            raise
        await feed.go_live(last)

    def leave(self, feed: Feed) -> None:
        """One client less."""
        feed.clients -= 1
        feed.idle_since = time.monotonic()

    async def publish(self, message: Message) -> None:
        """Deliver a stored message here and on every other gateway."""
        wire = message.to_wire()
        if feed := self._feeds.get(message.conversation):
            await feed.offer(wire)
        self._send(message.conversation, "message", wire)

    async def tell(
        self, conversation: str, event: str, data: Wire, *, skip: str | None = None
    ) -> None:
        """Deliver what may be missed, here and on every other gateway."""
        await self._tell_here(conversation, event, data, skip)
        self._send(conversation, event, data | {_FROM: self.gateway})

    async def turn_over(self, conversation: str) -> None:
        """The guide has finished: what it was writing is a message now, or nothing."""
        await self.tell(conversation, _TURN_OVER, {})

    async def _tell_here(
        self, conversation: str, event: str, data: Wire, skip: str | None = None
    ) -> None:
        feed = self._feeds.get(conversation)
        if feed is None:
            return
        if event == _TURN_OVER:
            feed.drop_pieces()
        elif listener := self._listeners.get(event):
            await listener(feed)
        else:
            await feed.tell(event, data, skip)

    async def _hear(self, topic: str, event: str, data: Wire) -> None:
        conversation = topic.removeprefix("conversation:")
        feed = self._feeds.get(conversation)
        if feed is None or data.pop(_FROM, None) == self.gateway:
            return
        if event == "message":
            await feed.offer(data)
        elif event == _MISSED:
            feed.catch_up_soon(missed=True)
        else:
            await self._tell_here(conversation, event, data)

    def _send(self, conversation: str, event: str, data: Wire) -> None:
        """Queue for the bus: nobody who writes waits for Redis."""
        try:
            self._outgoing.put_nowait((conversation, event, data))
        except asyncio.QueueFull:
            self._not_published(conversation, event)

    async def _publish_all(self) -> None:
        while True:
            waiting = [await self._outgoing.get()]
            while len(waiting) < _MOST_AT_ONCE and not self._outgoing.empty():
                waiting.append(self._outgoing.get_nowait())
            events = [(_topic(place), event, data) for place, event, data in waiting]
            if not await self._bus.publish_all(events):
                for conversation, event, _ in waiting:
                    self._not_published(conversation, event)

    def _not_published(self, conversation: str, event: str) -> None:
        """Remember which conversations the others have not heard of."""
        if event in _STORED:
            self._unpublished.add(conversation)

    async def catch_up(self) -> None:
        """Look in every feed for what was stored and not told."""
        for feed in self._feeds.values():
            feed.catch_up_soon(missed=True)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            unpublished, self._unpublished = self._unpublished, set()
            for conversation in unpublished:
                self._send(conversation, _MISSED, {})
            for feed in self.all():
                if feed.clients == 0 and time.monotonic() - feed.idle_since > _LINGER_SECONDS:
                    await self._drop(feed)
                elif feed.behind or not self._bus.connected:
                    feed.catch_up_soon()

    async def _drop(self, feed: Feed) -> None:
        if feed.clients == 0 and self._feeds.get(feed.conversation) is feed:
            del self._feeds[feed.conversation]
            await feed.close()
            if feed.live:
                await self._bus.unsubscribe(_topic(feed.conversation), self._hear)


def _topic(conversation: str) -> str:
    return f"conversation:{conversation}"
