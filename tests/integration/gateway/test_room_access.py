"""Who may be in a room follows the booking while people are inside."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.booking_changes import tell_change
from connectors.bus import Bus
from connectors.domain.ids import new_id
from connectors.stores.database import Database
from tests.integration.gateway.test_rooms import a_booking, entry
from tests.support.gateway import Gateway
from tests.support.sockets import Socket, Sockets

Fields = dict[str, Any]


@pytest.fixture
async def bus(redis_url: str) -> AsyncIterator[Bus]:
    """The gateways' bus, for who changes bookings elsewhere."""
    opened = Bus(redis_url)
    yield opened
    await opened.close()


async def change(stored: Database, booking: Fields, **fields: Any) -> None:
    """Change a booking as a host does that writes to MongoDB and tells nobody."""
    await stored.collection("bookings").update_one({"_id": booking["_id"]}, {"$set": fields})


async def both(
    gateway: Gateway, other: Gateway, sockets: Sockets, booking: Fields
) -> tuple[Socket, Socket]:
    """Customer and pandit of a booking, each on a gateway."""
    customer, _ = await sockets.join(gateway.url, auth=entry(gateway, booking, "customer"))
    pandit, _ = await sockets.join(other.url, auth=entry(gateway, booking, "pandit"))
    return customer, pandit


async def seen_out(person: Socket) -> Fields:
    """The error with which somebody was put out of the room."""
    assert await person.wait("$disconnect") == "io server disconnect"
    error: Fields = person.all("error")[-1]
    return error


async def test_a_cancelled_booking_closes_its_room(
    gateway: Gateway, twin: Gateway, sockets: Sockets, stored: Database
) -> None:
    """Everybody is told why and put out on every gateway, and nobody comes in again."""
    booking = await a_booking(stored)
    customer, pandit = await both(gateway, twin, sockets, booking)
    await change(stored, booking, status="cancelled")
    for person in (customer, pandit):
        error = await seen_out(person)
        assert (error["code"], error["status"]) == ("room_closed", "cancelled")
    refused = await sockets.refusal(gateway.url, auth=entry(gateway, booking, "customer"))
    assert (refused["code"], refused["status"]) == ("room_closed", "cancelled")


async def test_a_reassigned_pandit_is_out_and_the_new_one_is_in(
    gateway: Gateway, twin: Gateway, sockets: Sockets, stored: Database, bus: Bus
) -> None:
    """The one hears what a stranger hears, the customer stays, the other reads the history."""
    booking = await a_booking(stored)
    customer, pandit = await both(gateway, twin, sockets, booking)
    await customer.say("namaste")
    successor = f"pandit-{new_id()}"
    await change(stored, booking, pandit=successor)
    await tell_change(bus, booking["_id"])
    assert (await seen_out(pandit))["code"] == "booking_not_found"
    again = await sockets.refusal(twin.url, auth=entry(gateway, booking, "pandit"))
    assert again["code"] == "booking_not_found"
    newcomer = entry(gateway, booking, "pandit", successor)
    joined, _ = await sockets.join(twin.url, auth=newcomer)
    page = await joined.emit("resume", {"after_seq": 0})
    assert [message["text"] for message in page["messages"]] == ["namaste"]
    assert (await customer.say("and welcome"))["seq"] == 2
    assert not customer.all("$disconnect")


async def test_a_newcomer_is_not_judged_by_what_was(
    gateway: Gateway, sockets: Sockets, stored: Database
) -> None:
    """Who enters by a booking that has just changed may act at once."""
    booking = await a_booking(stored)
    customer, _ = await sockets.join(gateway.url, auth=entry(gateway, booking, "customer"))
    for _ in range(3):
        successor = f"pandit-{new_id()}"
        await change(stored, booking, pandit=successor)
        pandit, _ = await sockets.join(
            gateway.url, auth=entry(gateway, booking, "pandit", successor)
        )
        assert "seq" in await pandit.say("namaste")
    assert not customer.all("$disconnect")


async def test_those_who_stay_learn_of_the_change(
    gateway: Gateway, twin: Gateway, sockets: Sockets, stored: Database
) -> None:
    """A new time within the margins and a new video link reach both; nobody has to leave."""
    booking = await a_booking(stored)
    customer, pandit = await both(gateway, twin, sockets, booking)
    ends_at = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=2)
    await change(stored, booking, ends_at=ends_at, video_url="https://video.example/other")
    for person in (customer, pandit):
        room = await person.wait("room")
        assert (room["state"], room["booking_id"]) == ("open", booking["_id"])
        assert room["video_url"] == "https://video.example/other"
        assert datetime.fromisoformat(room["ends_at"]) == ends_at
        assert datetime.fromisoformat(room["closes_at"]) == ends_at + timedelta(hours=1)
    assert (await customer.say("still here"))["seq"] == 1


async def test_a_moved_booking_moves_its_room(
    gateway: Gateway, twin: Gateway, sockets: Sockets, stored: Database
) -> None:
    """Put off until tomorrow, it says when it opens; brought forward again, it is open."""
    booking = await a_booking(stored)
    customer, _ = await both(gateway, twin, sockets, booking)
    tomorrow = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
    later = {"starts_at": tomorrow, "ends_at": tomorrow + timedelta(hours=1)}
    await change(stored, booking, **later)
    error = await seen_out(customer)
    assert error["code"] == "room_early"
    assert datetime.fromisoformat(error["opens_at"]) == tomorrow - timedelta(minutes=30)
    await change(stored, booking, starts_at=booking["starts_at"], ends_at=booking["ends_at"])
    _, session = await sockets.join(gateway.url, auth=entry(gateway, booking, "customer"))
    assert session["room"]["booking_id"] == booking["_id"]


async def test_the_end_of_its_time_closes_the_room(
    gateway: Gateway, twin: Gateway, sockets: Sockets, stored: Database
) -> None:
    """Nobody has to send anything to learn that it is over, and since when."""
    booking = await a_booking(stored)
    customer, pandit = await both(gateway, twin, sockets, booking)
    closes = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=4)
    await change(stored, booking, ends_at=closes - timedelta(minutes=60))
    for person in (customer, pandit):
        error = await seen_out(person)
        assert error["code"] == "room_closed"
        assert datetime.fromisoformat(error["closed_at"]) == closes
    refused = await sockets.refusal(gateway.url, auth=entry(gateway, booking, "customer"))
    assert datetime.fromisoformat(refused["closed_at"]) == closes


async def test_a_booking_that_is_gone_has_no_room(
    gateway: Gateway, twin: Gateway, sockets: Sockets, stored: Database
) -> None:
    """A booking that its host has removed puts everybody out, like one that never was."""
    booking = await a_booking(stored)
    customer, pandit = await both(gateway, twin, sockets, booking)
    await stored.collection("bookings").delete_one({"_id": booking["_id"]})
    for person in (customer, pandit):
        assert (await seen_out(person))["code"] == "booking_not_found"


async def test_who_was_seen_out_does_not_come_back(
    gateway: Gateway, sockets: Sockets, stored: Database
) -> None:
    """A client that connects again and writes on is refused, and nothing of it is stored."""
    booking = await a_booking(stored)
    customer, _ = await sockets.join(gateway.url, auth=entry(gateway, booking, "customer"))
    await customer.say("first")
    await change(stored, booking, status="cancelled")
    await seen_out(customer)
    await customer.reconnect()
    assert (await customer.wait("$refused"))["code"] == "room_closed"
    kept = stored.collection("messages").find({"booking": booking["_id"]})
    assert [message["text"] async for message in kept] == ["first"]
