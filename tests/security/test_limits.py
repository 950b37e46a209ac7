"""Limits: by person and by address, across gateways, also while Redis is away."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from redis.asyncio import Redis

from connectors.domain.ids import new_id
from connectors.errors import RateLimited
from connectors.gateway.access.addresses import address_of
from connectors.gateway.access.connections import Connections
from connectors.gateway.access.limits import Limit, Limits
from connectors.gateway.delivery.peers import GATEWAYS
from connectors.settings import Settings
from connectors.stack.processes import free_port
from tests.integration.gateway.test_rooms import a_booking, entry
from tests.security.conftest import Start, assert_unharmed, database_of
from tests.support.host import a_call, signed
from tests.support.servers import RedisServer
from tests.support.sockets import Sockets
from tests.support.waiting import eventually, patient


@pytest.fixture
async def redis(fresh_redis: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Redis]:
    """An emptied Redis, which is waited for."""
    for module in ("limits", "connections"):
        name = f"connectors.gateway.access.{module}.PATIENCE_SECONDS"
        monkeypatch.setattr(name, patient(30))
    client: Redis = Redis.from_url(fresh_redis)
    yield client
    await client.aclose()


@pytest.fixture
async def no_redis() -> AsyncIterator[Redis]:
    """A Redis that is away."""
    client: Redis = Redis.from_url(f"redis://127.0.0.1:{free_port()}")
    yield client
    await client.aclose()


async def how_many(
    limits: Limits, limit: Limit, tries: int, *, person: str, address: str = ""
) -> int:
    """How many of so many uses are let through."""
    refused = 0
    for _ in range(tries):
        try:
            await limits.check(limit, person=person, address=address)
        except RateLimited as error:
            refused += error.details["retry_after"] >= 1
    return tries - refused


async def test_two_gateways_count_together(redis: Redis, settings: Settings) -> None:
    """What was used up through one gateway is used up on the other; nobody else is concerned."""
    one, other = (Limits(redis, settings) for _ in range(2))
    assert await how_many(one, one.data_rights, 10, person="asha") == 10
    assert await how_many(other, other.data_rights, 3, person="asha") == 0
    assert await how_many(other, other.data_rights, 3, person="ravi") == 3


async def test_an_address_is_counted_beside_its_people(redis: Redis, settings: Settings) -> None:
    """Ever new people of one address come to its limit; who is refused by it has used nothing."""
    limits = Limits(redis, settings)
    many = [{"person": new_id(), "address": "192.0.2.1"} for _ in range(105)]
    passed = [await how_many(limits, limits.data_rights, 1, **who) for who in many]
    assert passed == [1] * 100 + [0] * 5
    assert await how_many(limits, limits.data_rights, 10, person=many[-1]["person"]) == 10


async def test_bytes_are_counted(redis: Redis, settings: Settings) -> None:
    """Uploads cost their size; one that is larger than the whole limit passes when all is free."""
    limits = Limits(redis, settings)
    half = limits.uploads.per_person / 2
    for _ in range(2):
        await limits.check(limits.uploads, person="asha", cost=half)
    with pytest.raises(RateLimited) as refusal:
        await limits.check(limits.uploads, person="asha", cost=half)
    assert 1700 < refusal.value.details["retry_after"] <= 1800
    await limits.check(limits.uploads, person="ravi", cost=half * 3)


async def test_each_gateway_counts_alone_without_redis(no_redis: Redis, settings: Settings) -> None:
    """While Redis is away a flood is refused all the same."""
    limits = Limits(no_redis, settings)
    assert await how_many(limits, limits.data_rights, 15, person="asha", address="192.0.2.1") == 10
    assert await how_many(limits, limits.data_rights, 9, person="ravi", address="192.0.2.1") == 9
    here = Connections(no_redis, "gateway", Settings(limit_connections_per_person=2))
    for number in range(2):
        await here.hold(str(number), "asha", "192.0.2.1")
    with pytest.raises(RateLimited):
        await here.hold("third", "asha", "192.0.2.1")


async def test_who_used_a_limit_up_gets_no_new_one_without_redis(
    settings: Settings, tmp_path: Path
) -> None:
    """A gateway that Redis does not answer any more goes on with what it has counted."""
    with RedisServer(tmp_path / "redis") as server:
        async with Redis.from_url(server.url) as redis:
            limits = Limits(redis, settings)
            assert await how_many(limits, limits.data_rights, 6, person="asha") == 6
            server.kill()
            assert await how_many(limits, limits.data_rights, 6, person="asha") == 4
            assert await how_many(limits, limits.data_rights, 1, person="ravi") == 1


async def test_connections_of_a_dead_gateway_lapse(redis: Redis) -> None:
    """What a gateway held when it died stands in nobody's way for long."""
    settings = Settings(limit_connections_per_person=3, limit_rooms_per_person=1)
    dead, alive = (Connections(redis, name, settings) for name in ("dead", "alive"))
    seconds, _ = await redis.time()
    await redis.zadd(GATEWAYS, {"dead": (seconds + 3600) * 1000})
    await dead.hold("a", "asha", "192.0.2.1", room="PY-1")
    await dead.hold("b", "asha", "192.0.2.1")
    await alive.hold("c", "asha", "192.0.2.1", room="PY-1")
    for room in ("", "PY-2"):
        with pytest.raises(RateLimited):
            await alive.hold("d", "asha", "192.0.2.1", room=room)
    await redis.zadd(GATEWAYS, {"dead": seconds * 1000})  # its last beat has lapsed
    await alive.hold("d", "asha", "192.0.2.1")


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("no address", "no address"),
        ("x" * 10_000, "x" * 64),
    ],
)
def test_addresses_as_they_are_counted(host: str, counted: str) -> None:
    """Whoever has a whole IPv6 network cannot choose a new address for each try."""
    assert address_of({"type": "http", "client": (host, 1)}) == counted


async def test_new_guests_are_counted_by_address(start: Start, sockets: Sockets) -> None:
    """A guest too many is refused in the handshake and over HTTP; who is one already comes back."""
    gateway = start(LIMIT_GUESTS="3")
    visitors = [await sockets.join(gateway.url) for _ in range(3)]
    refusal = await sockets.refusal(gateway.url)
    assert (refusal["code"], refusal["retry_after"] > 0) == ("rate_limited", True)
    async with gateway.http() as http:
        answer = await http.post("/api/chat", json={"text": "hello"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (429, "rate_limited")
    old = await sockets.open(gateway.url, "/")
    error = await old.emit("session_request", {"session_id": "forged"})
    assert error["error"]["code"] == "rate_limited"
    await sockets.join(gateway.url, auth={"token": visitors[0][1]["token"]})


async def test_calls_of_a_host_are_counted_by_address(start: Start) -> None:
    """Beyond the limit nothing is verified or stored any more; wrong signatures count as well."""
    one, other = (start(LIMIT_HOST_CALLS="2") for _ in range(2))
    booking = a_call()
    async with httpx.AsyncClient(timeout=patient(30), trust_env=False) as http:
        assert (await http.send(signed(one.url, booking))).status_code == 200
        forged = await http.post(f"{other.url}/api/host/bookings", json=booking)
        assert forged.json()["error"]["code"] == "signature_missing"
        cancelled = signed(other.url, booking | {"status": "cancelled"})
        refusal = await http.send(cancelled)
    error = refusal.json()["error"]
    assert (refusal.status_code, error["code"]) == (429, "rate_limited")
    assert 0 < error["retry_after"] <= 30
    async with database_of(one) as database:
        stored = await database.collection("bookings").find_one({"_id": booking["id"]})
    assert stored is not None
    assert stored["status"] == "confirmed"


async def test_connections_at_a_time(start: Start, sockets: Sockets) -> None:
    """One too many is refused in the handshake; when another is closed it gets in."""
    gateway = start(LIMIT_CONNECTIONS_PER_PERSON="2")
    _, session = await sockets.join(gateway.url)
    auth = {"token": session["token"]}
    second, _ = await sockets.join(gateway.url, auth=auth)
    refusal = await sockets.refusal(gateway.url, auth=auth)
    assert (refusal["code"], refusal["retry_after"] > 0) == ("too_many_connections", True)
    await second.close()

    async def gets_in() -> bool:
        again = await sockets.open(gateway.url, auth=auth, reconnection=False)
        return await again.outcome() is None

    await eventually(gets_in)


async def test_handshakes_by_address(start: Start, sockets: Sockets) -> None:
    """Whoever knocks again and again is told to wait, and whoever is in notices nothing."""
    gateway = start(LIMIT_HANDSHAKES="5")
    visitor, _ = await sockets.join(gateway.url)

    async def code() -> str:
        refusal = await sockets.refusal(gateway.url, "/agent", {"token": "x"})
        return str(refusal["code"])

    codes = [await code() for _ in range(8)]
    assert codes[:4] == ["token_invalid"] * 4
    assert "rate_limited" in codes
    assert (await visitor.say("still here"))["seq"] == 1


async def test_rooms_at_a_time(start: Start, sockets: Sockets) -> None:
    """A person is in so many rooms over all gateways, and in each as often as they like."""
    one, other = (start(LIMIT_ROOMS_PER_PERSON="1") for _ in range(2))
    async with database_of(one) as database:
        first = await a_booking(database)
        second = await a_booking(database, customer=first["customer"])
    await sockets.join(one.url, auth=entry(one, first, "customer"))
    await sockets.join(other.url, auth=entry(one, first, "customer"))
    refusal = await sockets.refusal(other.url, auth=entry(one, second, "customer"))
    assert (refusal["code"], refusal["retry_after"] > 0) == ("too_many_rooms", True)


async def test_forwarded_addresses(start: Start) -> None:
    """What a trusted proxy says is the address; what anybody else says is not."""
    few = {"LIMIT_EVENTS": "1", "LIMIT_ADDRESS_TIMES": "1"}  # each ten seconds

    async def refused(**settings: str) -> int:
        statuses = []
        async with start(**few, **settings).http() as http:
            for number in range(20):
                headers = {"X-Forwarded-For": f"203.0.113.9, 198.51.100.{number}"}
                answer = await http.get("/api/catalog/products", headers=headers)
                statuses.append(answer.status_code)
        return statuses.count(429)

    assert await refused() == 0
    assert await refused(TRUSTED_PROXIES="192.0.2.0/24") > 0


async def test_calls_with_bad_tokens_are_counted(start: Start) -> None:
    """Whoever tries tokens is stopped as anybody else who calls too often."""
    gateway = start(LIMIT_EVENTS="2", LIMIT_ADDRESS_TIMES="1")  # each ten seconds
    bad = {"Authorization": "Bearer guessed"}
    async with gateway.http(headers=bad) as http:
        answers = [await http.get("/api/bookings") for _ in range(20)]
    codes = [answer.json()["error"]["code"] for answer in answers]
    assert codes[:2] == ["token_invalid"] * 2
    assert "rate_limited" in codes


async def test_who_leaves_in_the_middle_of_an_event_holds_nothing(
    start: Start, sockets: Sockets
) -> None:
    """A polling client may ask and be gone at once: its connection is given back all the same."""
    gateway = start(LIMIT_CONNECTIONS_PER_ADDRESS="3")
    path = "/socket.io/?EIO=4&transport=polling"
    requests = "\x1e".join(['42["session_request",{}]'] * 5)
    async with gateway.http() as http:

        async def leave(url: str, *, after: float) -> None:
            await asyncio.sleep(after)
            await http.post(url, content="41")

        for milliseconds in range(8):
            # Two at once, so that there are two connections to speak over at the same time.
            opened, other = await asyncio.gather(http.get(path), http.get(path))
            url, unused = (
                f"{path}&sid={json.loads(one.text[1:])['sid']}" for one in (opened, other)
            )
            await http.post(url, content="40")
            leaving = leave(url, after=milliseconds / 1000)
            await asyncio.gather(http.post(url, content=requests), leaving)
            for each in (url, unused):
                await http.post(each, content="1")

    async def gets_in() -> bool:
        visitor = await sockets.open(gateway.url, reconnection=False)
        return await visitor.outcome() is None

    await eventually(gets_in)
    assert_unharmed(gateway)
