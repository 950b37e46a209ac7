"""Staff in a room: unseen readers until they join."""

from __future__ import annotations

from typing import Any

from connectors.domain.ids import new_id
from connectors.stores.database import Database
from tests.integration.gateway.test_desk import an_agent
from tests.integration.gateway.test_rooms import a_booking, entry
from tests.support.gateway import Gateway
from tests.support.sockets import Socket, Sockets
from tests.support.waiting import eventually


def seen(person: Socket) -> list[str]:
    """Who is in the room, as this person was last told."""
    told = person.all("presence")
    return [participant["id"] for participant in told[-1]["participants"]] if told else []


def activities(person: Socket) -> list[str]:
    """What happened in the room, as this person was told."""
    return [message["payload"]["activity"] for message in person.messages if "payload" in message]


def code(ack: dict[str, Any]) -> str:
    """The code of a refusal."""
    return str(ack.get("error", {}).get("code", ""))


async def test_staff_watch_unseen(
    gateway: Gateway, twin: Gateway, sockets: Sockets, stored: Database
) -> None:
    """A watcher reads everything, is on nobody's list, and every way to take part is refused."""
    booking, agent = await a_booking(stored), new_id()
    customer, _ = await sockets.join(gateway.url, auth=entry(gateway, booking, "customer"))
    watcher, session = await sockets.join(twin.url, auth=entry(gateway, booking, "agent", agent))
    assert session["watching"] is True
    said = await customer.say("namaste")
    await watcher.wait("message", lambda message: message["text"] == "namaste")
    await eventually(lambda: seen(watcher) == [booking["customer"]])
    attempts: list[tuple[str, dict[str, Any]]] = [
        ("message", {"client_id": new_id(), "text": "boo"}),
        ("typing", {"on": True}),
        ("delivered", {"seq": 1}),
        ("read", {"seq": 1}),
        ("edit", {"message_id": said["id"], "text": "boo"}),
        ("delete", {"message_id": said["id"]}),
        ("reaction", {"message_id": said["id"], "emoji": "👍", "on": True}),
    ]
    for event, data in attempts:
        assert code(await watcher.emit(event, data)) == "not_joined"
    assert (await customer.say("anybody there?"))["seq"] == 2
    await eventually(lambda: seen(customer) == [booking["customer"]])
    assert not customer.all("typing") + customer.all("receipt") + customer.all("reaction")


async def test_joining_and_leaving_are_seen_and_written_down(
    gateway: Gateway, twin: Gateway, sockets: Sockets, stored: Database
) -> None:
    """Once each, however often it is asked for; in between the agent takes part like the others."""
    booking, agent = await a_booking(stored), new_id()
    customer, _ = await sockets.join(gateway.url, auth=entry(gateway, booking, "customer"))
    auth = entry(gateway, booking, "agent", agent)
    helper, _ = await sockets.join(twin.url, auth=auth)
    for _ in range(2):
        assert await helper.emit("join", {}) == {}
    await eventually(lambda: agent in seen(customer))
    assert "seq" in await helper.say("I am here to help")
    await customer.wait("message", lambda message: message["text"] == "I am here to help")
    for _ in range(2):
        assert await helper.emit("leave", {}) == {}
    await eventually(lambda: agent not in seen(customer))
    assert code(await helper.emit("typing", {"on": True})) == "not_joined"
    await eventually(lambda: activities(customer) == ["joined", "left"])
    joined = next(one for one in customer.messages if one["type"] == "activity")
    assert joined["payload"]["agent"]["id"] == agent
    assert await helper.emit("join", {}) == {}
    await eventually(lambda: activities(customer) == ["joined", "left", "joined"])


async def test_staff_who_are_alone_see_themselves_come_and_go(
    gateway: Gateway, sockets: Sockets, stored: Database
) -> None:
    """A room from which the last one goes is told to be empty."""
    booking, agent = await a_booking(stored), new_id()
    helper, _ = await sockets.join(gateway.url, auth=entry(gateway, booking, "agent", agent))
    await helper.emit("join", {})
    await eventually(lambda: seen(helper) == [agent])
    await helper.emit("leave", {})
    await eventually(lambda: seen(helper) == [])


async def test_who_has_joined_stays_so_over_a_reconnect(
    gateway: Gateway, twin: Gateway, sockets: Sockets, stored: Database
) -> None:
    """Back on another gateway the agent still takes part, and no second joining is written."""
    booking, agent = await a_booking(stored), new_id()
    customer, _ = await sockets.join(gateway.url, auth=entry(gateway, booking, "customer"))
    auth = entry(gateway, booking, "agent", agent)
    first, _ = await sockets.join(gateway.url, auth=auth)
    await first.emit("join", {})
    await eventually(lambda: agent in seen(customer))
    await first.close()
    await eventually(lambda: seen(customer) == [booking["customer"]])
    second, session = await sockets.join(twin.url, auth=auth)
    assert session["watching"] is False
    assert "seq" in await second.say("back again")
    await eventually(lambda: agent in seen(customer))
    assert activities(customer) == ["joined"]


async def test_the_console_watches_and_joins(
    gateway: Gateway, twin: Gateway, sockets: Sockets, stored: Database
) -> None:
    """An opened room is read only, unseen, until the agent joins; then replies reach everybody."""
    booking = await a_booking(stored)
    customer, session = await sockets.join(gateway.url, auth=entry(gateway, booking, "customer"))
    await customer.say("namaste")
    agent, person = await an_agent(twin, sockets)
    room = {"conversation": session["conversation"]}
    reply = {**room, "client_id": new_id(), "text": "Can I help?"}
    opened = await agent.emit("open", room)
    assert opened["watching"] is True
    assert [message["text"] for message in opened["messages"]] == ["namaste"]
    for event, data in (
        ("reply", reply),
        ("typing", {**room, "on": True}),
        ("read", {**room, "seq": 1}),
    ):
        assert code(await agent.emit(event, data)) == "not_joined"
    await eventually(lambda: seen(customer) == [booking["customer"]])
    assert await agent.emit("join", room) == {}
    assert (await agent.emit("reply", reply))["seq"] == 3
    await customer.wait("message", lambda message: message["text"] == "Can I help?")
    await eventually(lambda: person in seen(customer))
    assert await agent.emit("leave", room) == {}
    assert code(await agent.emit("reply", {**reply, "client_id": new_id()})) == "not_joined"
    await eventually(lambda: seen(customer) == [booking["customer"]])


async def test_leaving_counts_for_every_window(
    gateway: Gateway, sockets: Sockets, stored: Database
) -> None:
    """An agent who leaves in one of two windows is not seen through the other."""
    booking, agent = await a_booking(stored), new_id()
    customer, _ = await sockets.join(gateway.url, auth=entry(gateway, booking, "customer"))
    auth = entry(gateway, booking, "agent", agent)
    first, _ = await sockets.join(gateway.url, auth=auth)
    await first.emit("join", {})
    second, _ = await sockets.join(gateway.url, auth=auth)
    await eventually(lambda: agent in seen(customer))
    await first.emit("leave", {})
    await eventually(lambda: agent not in seen(customer))
    assert code(await second.emit("typing", {"on": True})) == "not_joined"
    await second.emit("join", {})
    await eventually(lambda: agent in seen(customer))
    assert "seq" in await first.say("both windows again")


async def test_a_shut_room_takes_no_staff(
    gateway: Gateway, sockets: Sockets, stored: Database
) -> None:
    """Neither joining nor replying works once the booking is cancelled; its history stays open."""
    booking = await a_booking(stored)
    customer, session = await sockets.join(gateway.url, auth=entry(gateway, booking, "customer"))
    await customer.say("namaste")
    agent, _ = await an_agent(gateway, sockets)
    room = {"conversation": session["conversation"]}
    await agent.emit("join", room)
    cancelled = {"$set": {"status": "cancelled"}}
    await stored.collection("bookings").update_one({"_id": booking["_id"]}, cancelled)
    reply = {**room, "client_id": new_id(), "text": "too late"}
    assert code(await agent.emit("reply", reply)) == "room_closed"
    assert code(await agent.emit("join", room)) == "room_closed"
    assert (await agent.emit("open", room))["messages"][0]["text"] == "namaste"


async def test_joining_is_for_staff_in_rooms(
    gateway: Gateway, sockets: Sockets, stored: Database
) -> None:
    """A party of the booking has nothing to join, nor has an agent outside of rooms."""
    booking = await a_booking(stored)
    customer, _ = await sockets.join(gateway.url, auth=entry(gateway, booking, "customer"))
    visitor, session = await sockets.join(gateway.url)
    agent, _ = await an_agent(gateway, sockets)
    for event in ("join", "leave"):
        assert code(await customer.emit(event, {})) == "wrong_mode"
        assert code(await visitor.emit(event, {})) == "wrong_mode"
        guide = {"conversation": session["conversation"]}
        assert code(await agent.emit(event, guide)) == "wrong_mode"


async def test_a_room_is_nobodys_to_take(
    gateway: Gateway, sockets: Sockets, stored: Database
) -> None:
    """The desk's `assign` does not give an agent a room, nor the right to write in it."""
    booking = await a_booking(stored)
    _, session = await sockets.join(gateway.url, auth=entry(gateway, booking, "customer"))
    agent, _ = await an_agent(gateway, sockets)
    room = {"conversation": session["conversation"]}
    assert code(await agent.emit("assign", room)) == "not_waiting"
    reply = {**room, "client_id": new_id(), "text": "mine now"}
    assert code(await agent.emit("reply", reply)) == "not_joined"
