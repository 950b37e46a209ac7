"""Clients on two gateways agree again after Redis, which carries their events, was away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from connectors.stores.database import Database, open_database
from tests.fakes.rasa_server import RasaServer
from tests.integration.gateway.conftest import gateway_settings
from tests.integration.gateway.test_rooms import a_booking, entry
from tests.support.gateway import Gateway
from tests.support.servers import RedisServer
from tests.support.sockets import Socket, Sockets
from tests.support.waiting import eventually

Wire = dict[str, Any]


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[RedisServer]:
    """A Redis to be killed."""
    with RedisServer(tmp_path / "redis") as server:
        yield server


@pytest.fixture
def gateways(
    mongo_url: str, own_redis: RedisServer, rasa: RasaServer, tmp_path: Path
) -> Iterator[tuple[Gateway, Gateway]]:
    """Two gateways on it."""
    settings = gateway_settings(mongo_url, own_redis.url)
    with (
        Gateway(tmp_path / "one", settings, rasa.url) as one,
        Gateway(tmp_path / "other", settings, rasa.url) as other,
    ):
        yield one, other


@pytest.fixture
async def their_database(gateways: tuple[Gateway, Gateway]) -> AsyncIterator[Database]:
    """The database of both."""
    database = open_database(gateways[0].settings)
    yield database
    await database.close()


def state_of(socket: Socket) -> tuple[dict[int, Wire], dict[str, Wire]]:
    """The messages and cursors a client builds from its events, as docs/protocol.md says."""
    messages: dict[int, Wire] = {}
    cursors: dict[str, Wire] = {}
    for event, data in socket.events:
        if event in ("message", "change", "reaction"):
            message = data if event == "message" else data["message"]
            held = messages.get(message["seq"])
            if held is None or held.get("version", 0) < message.get("version", 0):
                messages[message["seq"]] = message
        elif event == "receipt":
            cursor = cursors.setdefault(data["participant"], {})
            for name in ("delivered", "read"):
                if name in data:
                    cursor[name] = max(data[name], cursor.get(name, 0))
    return messages, cursors


async def fresh(socket: Socket) -> tuple[dict[int, Wire], dict[str, Wire]]:
    """The same, fetched."""
    page = await socket.emit("resume", {"after_seq": 0})
    assert "error" not in page, page
    return {message["seq"]: message for message in page["messages"]}, page["cursors"]


async def test_what_happened_while_redis_was_away(
    gateways: tuple[Gateway, Gateway],
    own_redis: RedisServer,
    sockets: Sockets,
    their_database: Database,
) -> None:
    """Edits, deletions, reactions and receipts of that time reach the other gateway's clients."""
    one, other = gateways
    booking = await a_booking(their_database)
    customer, _ = await sockets.join(one.url, auth=entry(one, booking, "customer"))
    pandit, _ = await sockets.join(other.url, auth=entry(one, booking, "pandit"))
    first, second, third = [await customer.say(text) for text in ("one", "two", "three")]
    await pandit.wait("message", lambda message: message["seq"] == 3)

    own_redis.kill()
    await customer.emit("edit", {"message_id": first["id"], "text": "One."})
    await customer.emit("delete", {"message_id": second["id"]})
    await pandit.emit("reaction", {"message_id": third["id"], "emoji": "🙏", "on": True})
    await pandit.emit("read", {"seq": 3})
    await customer.say("four")
    await pandit.wait("message", lambda message: message["seq"] == 4)
    await asyncio.to_thread(own_redis.start)

    async def agreed() -> bool:
        stored = await fresh(customer)
        return state_of(customer) == state_of(pandit) == stored == await fresh(pandit)

    await eventually(agreed, seconds=20)
    messages, cursors = state_of(customer)
    assert [message["text"] for message in messages.values()] == ["One.", "", "three", "four"]
    assert messages[3]["reactions"] == {"🙏": [booking["pandit"]]}
    assert cursors[booking["pandit"]] == {"delivered": 3, "read": 3}


async def test_changes_of_both_at_once_converge(
    gateways: tuple[Gateway, Gateway], sockets: Sockets, their_database: Database
) -> None:
    """Many changes of the same messages through two gateways: everybody ends with the same."""
    one, other = gateways
    booking = await a_booking(their_database)
    customer, _ = await sockets.join(one.url, auth=entry(one, booking, "customer"))
    pandit, _ = await sockets.join(other.url, auth=entry(one, booking, "pandit"))
    said = [await customer.say(f"m{number}") for number in range(3)]

    async def fuss(person: Socket, emoji: str) -> None:
        for number in range(12):
            message = {"message_id": said[number % 3]["id"]}
            await person.emit("reaction", message | {"emoji": emoji, "on": number % 2 == 0})
            await person.emit("read", {"seq": 1 + number % 3})
            if person is customer:
                await person.emit("edit", message | {"text": f"m{number}!"})

    await asyncio.gather(fuss(customer, "👍"), fuss(pandit, "🙏"))

    async def agreed() -> bool:
        return state_of(customer) == state_of(pandit) == await fresh(customer)

    await eventually(agreed)


async def test_a_receipt_outlives_its_gateway(
    gateways: tuple[Gateway, Gateway], sockets: Sockets, their_database: Database
) -> None:
    """What was told and not yet written when a gateway was killed is written by who heard it."""
    one, other = gateways
    booking = await a_booking(their_database)
    customer, session = await sockets.join(one.url, auth=entry(one, booking, "customer"))
    auth = entry(one, booking, "pandit")
    pandit, _ = await sockets.join(other.url, auth=auth, reconnection=False)

    async def written(read: int) -> bool:
        rooms = their_database.collection("conversations")
        room = await rooms.find_one({"_id": session["conversation"]}) or {}
        return room.get("cursors") == {booking["pandit"]: {"delivered": read, "read": read}}

    async def says_and_is_read(seq: int) -> None:
        await customer.say("hello")
        await pandit.wait("message", lambda message: message["seq"] == seq)
        await pandit.emit("read", {"seq": seq})
        await customer.wait("receipt", lambda receipt: receipt["read"] == seq)

    await says_and_is_read(1)
    await eventually(lambda: written(1))
    await says_and_is_read(2)
    other.kill()
    await eventually(lambda: written(2), seconds=20)
