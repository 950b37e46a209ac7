"""The estimate of the waiting time learns from how long agents take."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from redis.asyncio import Redis

from connectors.domain.ids import new_id
from connectors.gateway.desk.handling import Handling
from tests.integration.gateway.test_desk import an_agent
from tests.support.gateway import Gateway
from tests.support.sockets import Sockets

NOW = datetime.now(UTC)


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """The session's Redis."""
    client = Redis.from_url(redis_url)
    yield client
    await client.aclose()


async def test_it_nears_what_conversations_take(redis: Redis) -> None:
    """From four minutes, a tenth of the way with each; every gateway knows it."""
    platform = new_id()
    here, there = Handling(redis, platform), Handling(redis, platform)
    assert await here.seconds() == 240
    await here.learn(NOW - timedelta(seconds=140), NOW)
    assert await there.seconds() == pytest.approx(230)
    for _ in range(60):
        await there.learn(NOW - timedelta(seconds=600), NOW)
    assert await here.seconds() == pytest.approx(600, abs=5)


@pytest.mark.parametrize(("took", "counts"), [(timedelta(0), 15), (timedelta(days=3), 3600)])
async def test_what_is_no_work_does_not_spoil_it(
    redis: Redis, took: timedelta, counts: float
) -> None:
    """A click by mistake and a conversation that was forgotten open count within bounds."""
    handling = Handling(redis, new_id())
    await handling.learn(NOW - took, NOW)
    assert await handling.seconds() == pytest.approx(0.9 * 240 + 0.1 * counts)


async def test_handing_back_teaches(gateway: Gateway, sockets: Sockets, redis: Redis) -> None:
    """What the desk resolves counts from when it was taken, also after a transfer."""
    handling = Handling(redis, gateway.settings.mongo_db)
    before = await handling.seconds()
    agent, _ = await an_agent(gateway, sockets)
    colleague, colleague_id = await an_agent(gateway, sockets)
    visitor, session = await sockets.join(gateway.url)
    await visitor.emit("handoff", {})
    here = {"conversation": session["conversation"]}
    assert "error" not in await agent.emit("assign", here)
    assert "error" not in await agent.emit("transfer", here | {"agent_id": colleague_id})
    assert "error" not in await colleague.emit("resolve", here)
    assert await handling.seconds() == pytest.approx(0.9 * before + 0.1 * 15, rel=0.02)
