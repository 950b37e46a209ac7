"""A lease in Redis ends when its holder is done, whatever its renewal is doing in that moment."""

from __future__ import annotations

import asyncio

import pytest
from redis.asyncio import Redis

from connectors.domain.ids import new_id
from connectors.gateway import lease as module
from connectors.gateway.lease import lease
from tests.support.waiting import patient


async def test_a_lease_is_let_go(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Taken and let go again and again while it is renewed all the time."""
    monkeypatch.setattr(module, "_RENEW_SECONDS", 0)
    name = new_id()
    async with Redis.from_url(redis_url, socket_timeout=patient(5)) as redis:
        async with asyncio.timeout(patient(20)):
            for _ in range(15):
                async with lease(redis, name) as held:
                    assert held
                    await asyncio.sleep(0.001)
        assert not await redis.exists(f"pandityatra:lease:{name}")
