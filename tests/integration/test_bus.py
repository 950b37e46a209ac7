"""The bus on a real Redis: delivery, and coming back after Redis was killed."""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from connectors.bus import Bus
from tests.support.servers import RedisServer
from tests.support.waiting import eventually

MOMENTS = 300
"""Topics that are still subscribed to when the connection stands again."""


class Inbox:
    """A handler that keeps what it is given."""

    def __init__(self) -> None:
        self.events: list[tuple[str, str, dict[str, Any]]] = []

    async def __call__(self, topic: str, event: str, data: dict[str, Any]) -> None:
        self.events.append((topic, event, data))


@pytest.fixture
async def buses(redis_url: str) -> AsyncIterator[tuple[Bus, Bus]]:
    """Two processes' worth of buses."""
    pair = Bus(redis_url), Bus(redis_url)
    yield pair
    for bus in pair:
        await bus.close()


async def test_subscribers_get_their_topic_only(buses: tuple[Bus, Bus]) -> None:
    """An event reaches the subscribers of its topic, and after unsubscribe nobody."""
    here, there = buses
    inbox = Inbox()
    await here.subscribe("conversation:1", inbox)
    await here.subscribe("conversation:2", inbox)
    await here.unsubscribe("conversation:2", inbox)
    await eventually(lambda: here.connected)
    await there.publish("conversation:2", "message", {"seq": 1})
    await there.publish("conversation:1", "message", {"seq": 2})
    await eventually(lambda: inbox.events == [("conversation:1", "message", {"seq": 2})])


async def test_a_failing_handler_does_not_stop_the_others(buses: tuple[Bus, Bus]) -> None:
    """One handler's error leaves the next handler and the next event alone."""
    here, there = buses
    inbox = Inbox()

    async def broken(topic: str, event: str, data: dict[str, Any]) -> None:
        raise RuntimeError("broken handler")

    await here.subscribe("t", broken)
    await here.subscribe("t", inbox)
    await eventually(lambda: here.connected)
    await there.publish("t", "one", {})
    await there.publish("t", "two", {})
    await eventually(lambda: [event for _, event, _ in inbox.events] == ["one", "two"])


async def test_noise_on_a_topic_does_not_make_deaf(buses: tuple[Bus, Bus]) -> None:
    """What is no event of ours is survived, and what comes after it is heard."""
    here, there = buses
    inbox = Inbox()
    await here.subscribe("t", inbox)
    await eventually(lambda: here.connected)
    await there.redis.publish("pandityatra:t", "noise")

    async def heard() -> bool:
        await there.publish("t", "after", {})
        return bool(inbox.events)

    await eventually(heard)


async def test_topics_of_the_moment_of_a_reconnect_are_heard(tmp_path: Path) -> None:
    """Whoever subscribes while Redis comes back is subscribed, in whatever moment of it."""
    with RedisServer(tmp_path / "redis") as server:
        bus = Bus(server.url)
        inbox = Inbox()
        await bus.subscribe("first", inbox)
        await eventually(lambda: bus.connected)
        server.kill()
        await eventually(lambda: not bus.connected)
        starting = asyncio.create_task(asyncio.to_thread(server.start))
        topics: deque[str] = deque()
        for number in itertools.count():
            topics.append(f"t{number}")
            await bus.subscribe(topics[-1], inbox)
            if bus.connected:
                break
            await asyncio.sleep(0)
            if len(topics) > MOMENTS:
                await bus.unsubscribe(topics.popleft(), inbox)
        await starting
        for topic in topics:
            await bus.publish(topic, "hello", {})
        await eventually(lambda: {topic for topic, _, _ in inbox.events} == set(topics))
        await bus.close()


async def test_subscriptions_return_after_redis_was_killed(tmp_path: Path) -> None:
    """While Redis is away publishing says so; afterwards subscribers are called back and served."""
    with RedisServer(tmp_path / "redis") as server:
        bus = Bus(server.url)
        inbox = Inbox()
        returns: list[bool] = []

        async def came_back() -> None:
            returns.append(True)

        bus.on_reconnect(came_back)
        await bus.subscribe("t", inbox)
        await eventually(lambda: returns)
        returns.clear()
        server.kill()
        assert not await bus.publish("t", "lost", {})
        server.start()
        await eventually(lambda: returns)
        assert await bus.publish("t", "after", {})
        await eventually(lambda: [event for _, event, _ in inbox.events] == ["after"])
        await bus.close()
