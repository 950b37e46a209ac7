"""What the console is told of the rooms that are open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.stores.database import Database
from tests.integration.gateway.test_desk import an_agent
from tests.integration.gateway.test_rooms import a_booking, entry
from tests.support.gateway import Gateway
from tests.support.sockets import Socket, Sockets
from tests.support.waiting import eventually

Wire = dict[str, Any]


async def an_early_booking(stored: Database, **changed: Any) -> Wire:
    """A booking that began long ago and is still held: the first of the list."""
    now = datetime.now(UTC).replace(microsecond=0)
    times = {"starts_at": now - timedelta(hours=40), "ends_at": now + timedelta(hours=1)}
    return await a_booking(stored, **times | changed)


def shown(agent: Socket, booking: Wire) -> Wire:
    """The room of a booking in the newest list an agent was sent; empty when it is not there."""
    lists = agent.all("rooms")
    rooms = lists[-1]["rooms"] if lists else []
    return next((room for room in rooms if room["booking_id"] == booking["_id"]), {})


def who(room: Wire, part: str = "participants") -> set[str]:
    """The people of a part of the list."""
    return {person["id"] for person in room.get(part, ())}


async def test_who_is_there_and_who_is_not(
    gateway: Gateway, twin: Gateway, sockets: Sockets, stored: Database
) -> None:
    """People on both gateways, since when, the newest message, and who is missing."""
    booking = await an_early_booking(stored)
    agent, _ = await an_agent(gateway, sockets)
    listed = (await agent.emit("rooms", {}))["rooms"]
    room = next(one for one in listed if one["booking_id"] == booking["_id"])
    assert (room["state"], room["conversation"], room["last_seq"]) == ("open", None, 0)
    assert room["missing"] == ["customer", "pandit"]

    customer, session = await sockets.join(twin.url, auth=entry(gateway, booking, "customer"))
    ack = await customer.say("anybody there?")

    def is_shown() -> bool:
        room = shown(agent, booking)
        return room.get("last_at") == ack["at"] and who(room) == {booking["customer"]}

    await eventually(is_shown)
    room = shown(agent, booking)
    assert (room["last_seq"], room["missing"]) == (1, ["pandit"])
    assert room["conversation"] == session["conversation"]
    (person,) = room["participants"]
    assert person["name"] == "Customer"
    waited = datetime.now(UTC) - datetime.fromisoformat(person["connected_since"])
    assert timedelta() < waited < timedelta(minutes=5)

    pandit, _ = await sockets.join(gateway.url, auth=entry(gateway, booking, "pandit"))
    await eventually(lambda: shown(agent, booking)["missing"] == [])
    await pandit.close()
    await eventually(lambda: shown(agent, booking)["missing"] == ["pandit"])


async def test_watchers_and_those_who_have_joined(
    gateway: Gateway, twin: Gateway, sockets: Sockets, stored: Database
) -> None:
    """Staff see which of them watches a room, and which takes part."""
    booking = await an_early_booking(stored)
    await sockets.join(gateway.url, auth=entry(gateway, booking, "customer"))
    agent, _ = await an_agent(gateway, sockets)
    await agent.emit("rooms", {})
    colleague, person = await an_agent(twin, sockets)
    room = {"conversation": (await eventually(lambda: shown(agent, booking)))["conversation"]}
    await colleague.emit("open", room)
    await eventually(lambda: who(shown(agent, booking), "watchers") == {person})
    await eventually(lambda: who(shown(agent, booking)) == {booking["customer"]})
    await colleague.emit("join", room)
    await eventually(lambda: who(shown(agent, booking)) == {booking["customer"], person})
    assert who(shown(agent, booking), "watchers") == set()
    await colleague.emit("close", room)
    await eventually(lambda: who(shown(agent, booking)) == {booking["customer"]})


async def test_reconnects_are_counted(
    gateway: Gateway, twin: Gateway, sockets: Sockets, stored: Database
) -> None:
    """Coming in for the first time is none; each time again is one, on whatever gateway."""
    booking = await an_early_booking(stored)
    agent, _ = await an_agent(gateway, sockets)
    await agent.emit("rooms", {})
    auth = entry(gateway, booking, "customer")
    customer, _ = await sockets.join(gateway.url, auth=auth)
    await sockets.join(gateway.url, auth=entry(gateway, booking, "pandit"))
    await eventually(lambda: len(who(shown(agent, booking))) == 2)
    assert shown(agent, booking)["reconnects"] == 0
    await customer.drop()
    await eventually(lambda: shown(agent, booking)["reconnects"] == 1)
    await customer.close()
    await sockets.join(twin.url, auth=auth)
    await eventually(lambda: shown(agent, booking)["reconnects"] == 2)


async def test_a_room_that_closes_leaves_the_list(
    gateway: Gateway, sockets: Sockets, stored: Database
) -> None:
    """Cancelled, over, or not open yet: not on it."""
    booking = await an_early_booking(stored)
    over = await an_early_booking(stored, ends_at=datetime.now(UTC) - timedelta(hours=2))
    ahead = await a_booking(stored, starts_at=datetime.now(UTC) + timedelta(hours=2))
    agent, _ = await an_agent(gateway, sockets)
    rooms = {room["booking_id"] for room in (await agent.emit("rooms", {}))["rooms"]}
    assert booking["_id"] in rooms
    assert not {over["_id"], ahead["_id"]} & rooms
    cancelled = {"$set": {"status": "cancelled"}}
    await stored.collection("bookings").update_one({"_id": booking["_id"]}, cancelled)
    await agent.wait("rooms", lambda _: not shown(agent, booking))
