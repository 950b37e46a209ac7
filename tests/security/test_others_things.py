"""What is another's: bookings, rooms, messages, files. Answered as if there were no such thing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from connectors.domain.ids import new_id
from connectors.stores.database import Database
from tests.integration.gateway.test_api import bearer
from tests.integration.gateway.test_attachments import Person, Room, a_picture
from tests.integration.gateway.test_rooms import a_booking, entry
from tests.support.gateway import Gateway
from tests.support.sockets import Socket, Sockets

SECRET = "the secret of another room"


@dataclass
class Theirs:
    """A room with a message and a picture in it, and its customer's connection."""

    booking: str
    conversation: str
    message: str
    picture: str
    upload: str
    customer: Socket


@dataclass
class Thief:
    """A customer with a booking of their own, in the room of it."""

    token: str
    booking: str
    socket: Socket
    person: Person


@pytest.fixture
async def theirs(
    gateway: Gateway, sockets: Sockets, stored: Database, http: httpx.AsyncClient
) -> Theirs:
    """What is to be stolen."""
    booking = await a_booking(stored)
    room = Room(gateway, http, booking)
    socket, session = await sockets.join(gateway.url, auth=entry(gateway, booking, "customer"))
    said = await socket.say(SECRET)
    picture = await room.customer.upload(a_picture(), name="secret.png")
    await socket.say("", attachments=[picture["id"]])
    upload = await room.customer.upload(a_picture(), name="not-sent.png")
    return Theirs(
        booking["_id"], session["conversation"], said["id"], picture["id"], upload["id"], socket
    )


@pytest.fixture(params=["customer", "pandit", "guest"])
async def thief(
    request: pytest.FixtureRequest,
    gateway: Gateway,
    sockets: Sockets,
    stored: Database,
    http: httpx.AsyncClient,
) -> AsyncIterator[Thief]:
    """Somebody who has something of their own, and wants more."""
    if request.param == "guest":
        socket, session = await sockets.join(gateway.url)
        await socket.emit("handoff", {})
        yield Thief(session["token"], "", socket, Person(http, session["token"]))
        return
    booking = await a_booking(stored)
    auth = entry(gateway, booking, request.param)
    socket, _ = await sockets.join(gateway.url, auth=auth)
    yield Thief(auth["token"], booking["_id"], socket, Person(http, auth["token"], booking["_id"]))


async def test_rooms(gateway: Gateway, sockets: Sockets, theirs: Theirs, thief: Thief) -> None:
    """The door says of another's room what it says of one that does not exist."""
    for booking in (theirs.booking, f"PY-{new_id()}"):
        auth = {"token": thief.token, "booking_id": booking}
        assert (await sockets.refusal(gateway.url, auth=auth))["code"] == "booking_not_found"


async def test_histories(http: httpx.AsyncClient, theirs: Theirs, thief: Thief) -> None:
    """Another's booking has no messages to read, search or download."""
    for booking in (theirs.booking, f"PY-{new_id()}"):
        for what in ("messages", "search?q=secret", "transcript", "transcript?format=json"):
            path = f"/api/bookings/{booking}/{what}"
            answer = await http.get(path, headers=bearer(thief.token))
            assert answer.json()["error"]["code"] == "booking_not_found"
            assert answer.status_code == 404


async def test_messages(theirs: Theirs, thief: Thief) -> None:
    """Their ids mean nothing in another conversation: no reply, no reaction, no change."""
    socket, message = thief.socket, theirs.message
    reply = await socket.say("?", reply_to=message)
    assert reply["error"]["code"] == "invalid_input"
    reaction = {"message_id": message, "emoji": "👍", "on": True}
    for event, data in (
        ("reaction", reaction),
        ("edit", {"message_id": message, "text": "mine"}),
        ("delete", {"message_id": message}),
    ):
        named = data | {"conversation": theirs.conversation, "booking_id": theirs.booking}
        assert (await socket.emit(event, named))["error"]["code"] == "not_found", event
    for since in ({}, {"changed_since": "2000-01-01T00:00:00Z"}):
        place = {"after_seq": 0, "conversation": theirs.conversation}
        page = await socket.emit("resume", place | since)
        assert SECRET not in str(page)
    history = await theirs.customer.emit("resume", {"after_seq": 0})
    assert [each["text"] for each in history["messages"]] == [SECRET, ""]
    assert not any(each.get("version") for each in history["messages"])


async def test_files(http: httpx.AsyncClient, theirs: Theirs, thief: Thief) -> None:
    """A file is not found by others, before it is sent or after, and cannot be sent by them."""
    for file in (theirs.picture, theirs.upload, new_id()):
        for method in ("GET", "HEAD"):
            answer = await http.request(
                method, f"/api/attachments/{file}", headers=bearer(thief.token)
            )
            assert answer.status_code == 404
            assert "content-disposition" not in answer.headers
    for file in (theirs.picture, theirs.upload):
        stolen = await thief.socket.say("", attachments=[file])
        assert stolen["error"]["code"] in ("not_found", "invalid_input"), stolen
    answer = await thief.person.try_upload(a_picture(), name="x.png", booking_id=theirs.booking)
    assert answer.json()["error"]["code"] == "booking_not_found"
    elsewhere = Person(http, thief.token)
    answer = await elsewhere.try_upload(a_picture(), conversation=theirs.conversation)
    assert answer.json()["error"]["code"] == "forbidden"


async def test_data_rights(http: httpx.AsyncClient, thief: Thief) -> None:
    """Only an admin exports or erases another person."""
    for method, path in (("GET", "/api/people/asha/export"), ("DELETE", "/api/people/asha")):
        answer = await http.request(method, path, headers=bearer(thief.token))
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "forbidden")
        assert (await http.request(method, path)).json()["error"]["code"] == "token_missing"


async def test_nobody_at_all(http: httpx.AsyncClient, theirs: Theirs) -> None:
    """Without a token there is nothing."""
    for path in (
        f"/api/bookings/{theirs.booking}/messages",
        f"/api/attachments/{theirs.picture}",
        "/api/chat/messages",
        "/api/orders",
    ):
        answer = await http.get(path)
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "token_missing")


async def test_the_other_party_changes_nothing(
    gateway: Gateway, sockets: Sockets, stored: Database
) -> None:
    """Pandit and customer of one room read each other, and change only their own words."""
    booking = await a_booking(stored)
    customer, _ = await sockets.join(gateway.url, auth=entry(gateway, booking, "customer"))
    pandit, _ = await sockets.join(gateway.url, auth=entry(gateway, booking, "pandit"))
    said = (await customer.say("mine"))["id"]
    for event in ("edit", "delete"):
        ack = await pandit.emit(event, {"message_id": said, "text": "his"})
        assert ack["error"]["code"] == "forbidden"
    assert (await pandit.say("x", reply_to=said))["seq"] == 2


async def test_colleagues(gateway: Gateway, sockets: Sockets) -> None:
    """An agent who has not taken a conversation reads it and says nothing in it."""
    visitor, session = await sockets.join(gateway.url)
    await visitor.emit("handoff", {})
    has_it, other = [
        (await sockets.join(gateway.url, "/agent", {"token": gateway.token(new_id(), "agent")}))[0]
        for _ in range(2)
    ]
    named: dict[str, Any] = {"conversation": session["conversation"]}
    await has_it.emit("assign", named)
    said = await has_it.emit("reply", named | {"client_id": new_id(), "text": "Namaste"})
    for event, data in (
        ("reply", {"client_id": new_id(), "text": "I am she"}),
        ("typing", {"on": True}),
        ("transfer", {"agent_id": "x"}),
        ("edit", {"message_id": said["id"], "text": "rude"}),
        ("delete", {"message_id": said["id"]}),
    ):
        ack = await other.emit(event, named | data)
        assert ack["error"]["code"] in ("not_assigned", "forbidden"), event
    await visitor.wait("message", lambda message: message["id"] == said["id"])
    texts = [message["text"] for message in visitor.messages if message["type"] == "text"]
    assert texts == ["Namaste"]
