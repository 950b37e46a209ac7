"""What no well-meaning client sends: each gets an error, and the connection lives on."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from pydantic import BaseModel

from connectors.domain.ids import new_id
from connectors.gateway.sockets.agent import Agent
from connectors.gateway.sockets.chat import Chat
from connectors.gateway.sockets.rasa import RasaProtocol
from tests.support.gateway import Gateway
from tests.support.sockets import Socket, Sockets, Unanswered
from tests.support.waiting import eventually

BINARY = {"$binary": "noise"}
DEEP: Any = []
for _ in range(500):
    DEEP = [DEEP]
VALUES: list[Any] = [None, 0, "x", [], [1], True, DEEP, {"a": DEEP}, {"text": 1, "client_id": 2}]


async def connected(gateway: Gateway, sockets: Sockets, namespace: str) -> Socket:
    """A connection that is let in."""
    token = gateway.token(new_id(), "agent")
    if namespace == "/":
        return await sockets.open(gateway.url, namespace)
    socket, _ = await sockets.join(gateway.url, namespace, {"token": token})
    return socket


def needs_something(model: type[BaseModel]) -> bool:
    """Whether it does not take every object."""
    return any(field.is_required() for field in model.model_fields.values())


@pytest.mark.parametrize("namespace", [Chat, Agent, RasaProtocol])
async def test_malformed_data(
    gateway: Gateway, sockets: Sockets, namespace: type[Chat] | type[Agent] | type[RasaProtocol]
) -> None:
    """Each event with each wrong shape, and with too many arguments, is `invalid_input`."""
    path = {Chat: "/chat", Agent: "/agent", RasaProtocol: "/"}[namespace]
    socket = await connected(gateway, sockets, path)
    for event, model in namespace.events.items():
        for value in VALUES:
            ack = await socket.emit(event, value)
            if isinstance(value, dict) and not needs_something(model):
                continue
            assert ack["error"]["code"] in ("invalid_input", "not_found"), (event, value)
        assert (await socket.emit(event, {}, {}))["error"]["code"] == "invalid_input", event
    assert not socket.all("$disconnect")


@pytest.mark.parametrize("namespace", ["/chat", "/agent", "/"])
async def test_unknown_events_and_binary_noise(
    gateway: Gateway, sockets: Sockets, namespace: str
) -> None:
    """Unknown names, our own methods' names and binary data are refused and harm nothing."""
    socket = await connected(gateway, sockets, namespace)
    for event in ("nonsense", "", "__init__", "enter", "left", "ping", "*", "trigger_event"):
        assert (await socket.emit(event, {}))["error"]["code"] == "invalid_input", event
    for args in ([BINARY], [{"text": BINARY, "client_id": "1"}], [BINARY, BINARY]):
        assert (await socket.emit("message", *args))["error"]["code"] == "invalid_input"
    assert (await socket.emit("still there?"))["error"]["code"] == "invalid_input"
    assert not socket.all("$disconnect")


async def test_frames_that_are_no_packets(gateway: Gateway, sockets: Sockets) -> None:
    """Broken Engine.IO and Socket.IO packets end neither the connection nor the gateway."""
    visitor, _ = await sockets.join(gateway.url)
    frames: list[Any] = [
        *("", "x", "hello", "9", "\u0000", "4", "4x", "42", "42{", '42["', "42[]", "42[[]]"),
        *('42/chat,["message"', '42/chat,7["message",{"', "42/chat,7[{}]", "42/chat,[null]"),
        *(
            "459999999999-[1]",
            "451-/chat,[]",
            '451-/chat,1["message",{"_placeholder":true,"num":5}]',
        ),
        *(
            "40/nowhere,",
            "43/chat,1[]",
            "49",
            "4" + "[" * 50_000,
            "42/chat,1" + "[" * 50_000,
            "2" + "[" * 50_000,
            "4" + "1" * 5000,
        ),
        *('42/chat,["connect",{}]', '42/chat,["disconnect"]', '42/nowhere,["message",{}]'),
        *(BINARY, {"$binary": "b"}, "b4AAAA", "6", "3probe", "5"),
    ]
    for frame in frames:
        await visitor.raw(frame)
    assert (await visitor.say("still here"))["seq"] == 1
    await visitor.wait("message", lambda message: message["seq"] == 2)
    assert not visitor.all("$disconnect")
    assert {error["code"] for error in visitor.all("error")} == {"invalid_input"}


async def test_sizes(gateway: Gateway, sockets: Sockets) -> None:
    """4,000 characters pass; one more, many more and long fields are `too_large`."""
    visitor, _ = await sockets.join(gateway.url)
    await visitor.emit("handoff", {})
    assert (await visitor.say("ॐ" * 4000))["seq"] == 2
    for text in ("x" * 4001, "x" * 50_000):
        assert (await visitor.say(text))["error"]["code"] == "too_large"
    assert (await visitor.say("x", "c" * 65))["error"]["code"] == "too_large"
    long_reason = {"reason": "x" * 501}
    assert (await visitor.emit("handoff", long_reason))["error"]["code"] == "too_large"
    assert (await visitor.say("x", payload="/" + "x" * 2000))["error"]["code"] == "too_large"
    assert not visitor.all("$disconnect")


@pytest.mark.parametrize("text", ["", "   ", "\n", "\ud800", "half \udfff pair"], ids=ascii)
async def test_texts_that_say_nothing(gateway: Gateway, sockets: Sockets, text: str) -> None:
    """Empty texts and broken Unicode are refused before they reach the database."""
    visitor, session = await sockets.join(gateway.url)
    assert (await visitor.say(text))["error"]["code"] == "invalid_input"
    again = await visitor.emit("resume", {"after_seq": 0})
    assert (again["last_seq"], session["last_seq"]) == (0, 0)


async def test_a_packet_over_the_limit_ends_its_connection_only(
    gateway: Gateway, sockets: Sockets
) -> None:
    """Over 64 KiB the connection is cut; the client comes back and nobody else notices."""
    visitor, session = await sockets.join(gateway.url)
    other, _ = await sockets.join(gateway.url)
    with pytest.raises(Unanswered):
        await visitor.emit("message", {"client_id": "1", "text": "x" * 70_000}, seconds=3)
    await visitor.wait("$disconnect")
    await eventually(lambda: len(visitor.all("session")) == 2)
    assert (await other.say("fine"))["seq"] == 1
    assert not other.all("$disconnect")
    assert session["last_seq"] == 0


@pytest.mark.parametrize(
    "auth", [{"token": 5}, {"booking_id": {}}, {"language": "english"}, 1.5, "x", [1]]
)
async def test_malformed_handshakes(gateway: Gateway, sockets: Sockets, auth: Any) -> None:
    """A handshake of the wrong shape is refused with `invalid_input`."""
    assert (await sockets.refusal(gateway.url, auth=auth))["code"] == "invalid_input"


async def test_noise_over_long_polling(
    gateway: Gateway, sockets: Sockets, http: httpx.AsyncClient
) -> None:
    """A polling client is served, and polled noise is dropped without harm."""
    visitor, _ = await sockets.join(gateway.url, transports=["polling"])
    assert (await visitor.say("hello"))["seq"] == 1
    url = "/socket.io/?EIO=4&transport=polling"
    for body in (b"", b"x", b"\xff\xfe", b"42" + b"[" * 50_000, b"\x1e".join([b"6"] * 400)):
        session = json.loads((await http.get(url)).text.removeprefix("0"))["sid"]
        for content in (body, b"3"):  # and it is served on
            answer = await http.post(f"{url}&sid={session}", content=content)
            assert answer.status_code == 200
