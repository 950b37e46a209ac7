"""What is unread in a room, shown to those who are not in it."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.domain.ids import new_id
from connectors.language import LETTERS
from connectors.stores.database import Database
from tests.integration.gateway.test_room_staff import seen
from tests.integration.gateway.test_rooms import a_booking, entry
from tests.support.gateway import Gateway
from tests.support.sockets import Socket, Sockets
from tests.support.waiting import eventually

Wire = dict[str, Any]


@pytest.fixture
async def booking(stored: Database) -> Wire:
    """A booking that is being held."""
    return await a_booking(stored)


@pytest.fixture
async def customer(gateway: Gateway, sockets: Sockets, booking: Wire) -> Socket:
    """Its customer, in the room."""
    return (await sockets.join(gateway.url, auth=entry(gateway, booking, "customer")))[0]


async def outside(
    gateway: Gateway, sockets: Sockets, booking: Wire, role: str, url: str = ""
) -> tuple[Socket, Wire]:
    """A party of the booking with the guide, not in the room; and the session."""
    token = gateway.token(booking[role], role, role.title())
    return await sockets.join(url or gateway.url, auth={"token": token})


async def test_somebody_outside_is_told(
    gateway: Gateway, twin: Gateway, sockets: Sockets, booking: Wire, customer: Socket
) -> None:
    """On any gateway, with what was said; until it is read in the room."""
    pandits = [
        await outside(gateway, sockets, booking, "pandit", one.url) for one in (gateway, twin)
    ]
    assert [session["notices"] for _, session in pandits] == [[], []]
    await customer.say("hello?")
    await customer.say("are you there?")
    for pandit, _ in pandits:
        notice = await pandit.wait("notice", lambda notice: notice["unread"] == 2)
        assert notice == {
            "booking_id": booking["_id"],
            "title": "satyanarayan_puja",
            "titles": dict.fromkeys(LETTERS, "satyanarayan_puja"),
            "conversation": (await customer.wait("session"))["conversation"],
            "unread": 2,
            "last_seq": 2,
            "sender": {"role": "customer", "id": booking["customer"], "name": "Customer"},
            "text": "are you there?",
        }
    inside, _ = await sockets.join(twin.url, auth=entry(gateway, booking, "pandit"))
    await inside.emit("read", {"seq": 2})
    for pandit, _ in pandits:
        cleared = await pandit.wait("notice", lambda notice: notice["unread"] == 0)
        assert cleared["booking_id"] == booking["_id"]
        assert "text" not in cleared


async def test_whoever_comes_finds_what_is_unread(
    gateway: Gateway, sockets: Sockets, stored: Database, booking: Wire, customer: Socket
) -> None:
    """`session.notices` lists rooms with unread words of others, to their parties only."""
    await customer.say("hello?")
    _, session = await outside(gateway, sockets, booking, "pandit")
    [notice] = session["notices"]
    assert (notice["booking_id"], notice["unread"], notice["text"]) == (booking["_id"], 1, "hello?")
    _, own = await outside(gateway, sockets, booking, "customer")
    assert own["notices"] == []
    _, stranger = await outside(gateway, sockets, await a_booking(stored), "pandit")
    assert stranger["notices"] == []
    _, in_the_room = await sockets.join(gateway.url, auth=entry(gateway, booking, "pandit"))
    assert "notices" not in in_the_room
    _, guest = await sockets.join(gateway.url)
    assert guest["notices"] == []


async def test_nobody_is_told_of_the_room_they_are_in(
    gateway: Gateway, sockets: Sockets, booking: Wire, customer: Socket
) -> None:
    """While a connection of theirs is in the room; what they leave unread is told then."""
    inside, _ = await sockets.join(gateway.url, auth=entry(gateway, booking, "pandit"))
    tab, _ = await outside(gateway, sockets, booking, "pandit")
    await eventually(lambda: len(seen(customer)) == 2)
    await customer.say("first")
    await inside.wait("message")
    await inside.emit("read", {"seq": 1})
    await customer.say("second")
    await inside.wait("message", lambda message: message["seq"] == 2)
    assert not tab.all("notice")
    await inside.close()
    notice = await tab.wait("notice")
    assert (notice["unread"], notice["text"]) == (1, "second")
    await customer.say("third")
    assert (await tab.wait("notice", lambda notice: notice["unread"] == 2))["text"] == "third"


async def test_ones_own_words_are_not_unread(
    gateway: Gateway, sockets: Sockets, booking: Wire, customer: Socket
) -> None:
    """Only what others said counts."""
    inside, _ = await sockets.join(gateway.url, auth=entry(gateway, booking, "pandit"))
    await inside.say("I am late")
    await eventually(lambda: len(seen(customer)) == 2)
    await inside.close()
    tab, session = await outside(gateway, sockets, booking, "pandit")
    assert session["notices"] == []
    await eventually(lambda: seen(customer) == [booking["customer"]])
    await customer.say("no hurry")
    notice = await tab.wait("notice")
    assert (notice["unread"], notice["last_seq"]) == (1, 2)


async def test_an_agents_words_reach_both(
    gateway: Gateway, sockets: Sockets, booking: Wire
) -> None:
    """What staff say in a room is told to both parties, none of whom is there."""
    outsiders = [
        (await outside(gateway, sockets, booking, role))[0] for role in ("customer", "pandit")
    ]
    agent, _ = await sockets.join(gateway.url, auth=entry(gateway, booking, "agent", new_id()))
    await agent.emit("join", {})
    await agent.say("Is everything all right?")
    for person in outsiders:
        assert (await person.wait("notice"))["sender"]["role"] == "agent"
