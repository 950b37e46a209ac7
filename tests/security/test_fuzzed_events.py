"""Any JSON value as the data of any event is acknowledged: the connection and the log stay calm."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from connectors.domain.ids import new_id
from connectors.gateway.sockets.agent import Agent
from connectors.gateway.sockets.chat import Chat
from connectors.gateway.sockets.rasa import RasaProtocol
from tests.integration.gateway.test_rooms import a_booking, entry
from tests.security.conftest import assert_unharmed, database_of
from tests.security.hostile import QUERIES, almost, documented_codes, fuzz, texts, values
from tests.support.gateway import Gateway
from tests.support.sockets import Socket, Sockets

KNOWN = "$known"
GOOD: dict[str, list[Any]] = {
    "client_id": ["a", "b", "A-1_2.3"],
    "text": ["hello", "/restart", "नमस्ते"],
    "message": ["hello", "/human_handoff"],
    "payload": ["/greet", '/inform{"puja": "x"}', None],
    "message_id": [KNOWN],
    "reply_to": [KNOWN, None],
    "attachments": [[], ["unknown"]],
    "emoji": ["👍", "❤️"],
    "code": ["en", "hi", "xx"],
    "score": [1, 5],
    "seq": [0, 1, 10**6],
    "after_seq": [0, 1, 2**53 - 1],
    "before_seq": [1, 2**53 - 1],
    "limit": [1, 200],
    "on": [True, False],
}


@dataclass
class Place:
    """A connection, and the ids it may name."""

    socket: Socket
    ids: list[str]

    def fill(self, data: Any) -> Any:
        """Data with real ids where they are meant."""
        match data:
            case "$known":
                return self.ids[-1]
            case dict():
                return {key: self.fill(value) for key, value in data.items()}
            case _:
                return data


def fields_of(model: type[BaseModel]) -> dict[str, list[Any]]:
    """The fields of an event with values that fit, as far as we know any."""
    return {name: GOOD.get(name, [KNOWN, "", "asha"]) for name in model.model_fields}


def calls(namespace: type[Chat] | type[Agent] | type[RasaProtocol]) -> st.SearchStrategy[Any]:
    """Events of a namespace, each with data that nearly fits or does not at all."""
    each = [
        st.tuples(st.just(event), almost(fields_of(model)) | values)
        for event, model in namespace.events.items()
    ]
    return st.one_of(each) | st.tuples(texts, values)


async def check(place: Place, event: str, data: Any) -> None:
    """The event is acknowledged, with a documented code if it is refused."""
    ack = await place.socket.emit(event, place.fill(data), seconds=15)
    assert isinstance(ack, dict)
    if "error" in ack:
        assert ack["error"]["code"] in documented_codes() - {"internal"}, (event, data)
        assert isinstance(ack["error"]["message"], str)
    assert not place.socket.all("$disconnect")


@pytest.fixture
async def guide(unlimited: Gateway, sockets: Sockets) -> Place:
    """A visitor with the guide."""
    socket, _ = await sockets.join(unlimited.url)
    return Place(socket, [(await socket.say("hello"))["id"]])


@pytest.fixture
async def room(unlimited: Gateway, sockets: Sockets) -> AsyncIterator[Place]:
    """A customer in a room."""
    async with database_of(unlimited) as database:
        booking = await a_booking(database)
        socket, _ = await sockets.join(unlimited.url, auth=entry(unlimited, booking, "customer"))
        yield Place(socket, [(await socket.say("hello"))["id"]])


@pytest.fixture
async def console(unlimited: Gateway, sockets: Sockets) -> Place:
    """An agent who has a visitor's conversation."""
    visitor, session = await sockets.join(unlimited.url)
    await visitor.emit("handoff", {})
    agent = {"token": unlimited.token(new_id(), "agent")}
    socket, _ = await sockets.join(unlimited.url, "/agent", agent)
    await socket.emit("assign", {"conversation": session["conversation"]})
    return Place(socket, [session["conversation"]])


@pytest.fixture
async def other_widget(unlimited: Gateway, sockets: Sockets) -> Place:
    """A widget made for Rasa."""
    socket = await sockets.open(unlimited.url, "/")
    await socket.emit("session_request", {})
    return Place(socket, ["x"])


@fuzz
@given(call=calls(Chat))
async def test_events_to_the_guide(guide: Place, call: tuple[str, Any]) -> None:
    """A visitor's events."""
    await check(guide, *call)


@fuzz
@given(call=calls(Chat))
async def test_events_in_a_room(room: Place, call: tuple[str, Any]) -> None:
    """A participant's events."""
    await check(room, *call)


@fuzz
@given(call=calls(Agent))
async def test_events_of_the_console(console: Place, call: tuple[str, Any]) -> None:
    """An agent's events."""
    await check(console, *call)


@fuzz
@given(call=calls(RasaProtocol))
async def test_events_of_other_widgets(other_widget: Place, call: tuple[str, Any]) -> None:
    """Events of Rasa's own protocol."""
    await check(other_widget, *call)


HANDSHAKE: dict[str, list[Any]] = {
    "token": [None, "x"],
    "booking_id": ["PY-1", None],
    "language": ["en", "hi"],
}


@fuzz
@given(auth=almost(HANDSHAKE) | values, namespace=st.sampled_from(["/chat", "/agent", "/"]))
async def test_handshakes(unlimited: Gateway, sockets: Sockets, auth: Any, namespace: str) -> None:
    """A handshake is answered by a connection or by a documented code."""
    socket = await sockets.open(unlimited.url, namespace, auth or None, reconnection=False)
    outcome = await socket.outcome()
    if outcome is not None:
        assert outcome["code"] in documented_codes() - {"internal"}, auth
    await socket.close()


@pytest.mark.parametrize("query", QUERIES, ids=str)
async def test_queries_where_texts_belong(guide: Place, query: dict[str, Any]) -> None:
    """An object for MongoDB in place of an id or a text is no text, and finds nothing."""
    for event, model in Chat.events.items():
        for field in model.model_fields:
            good = {name: place_of(name, guide) for name in model.model_fields if name != field}
            ack = await guide.socket.emit(event, good | {field: query})
            assert ack["error"]["code"] == "invalid_input", (event, field)


def place_of(field: str, place: Place) -> Any:
    """A value that fits the field."""
    return place.fill(GOOD.get(field, ["x"])[0])


async def test_nothing_was_harmed(unlimited: Gateway, guide: Place) -> None:
    """After all that it answers, and its log has no traceback."""
    assert (await guide.socket.say("still here?"))["seq"] > 1
    assert_unharmed(unlimited)
