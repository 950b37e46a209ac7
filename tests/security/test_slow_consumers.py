"""Clients that do not read, do not answer or do not go on are cut off; nobody else notices."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import psutil
import pytest
import uvicorn

from connectors.gateway import websocket
from connectors.gateway.websocket import WebSocket
from connectors.stack.processes import free_port
from tests.integration.gateway.test_rooms import a_booking, entry
from tests.security.conftest import Start, database_of
from tests.support.gateway import Gateway
from tests.support.slow_reader import SlowReader, enter
from tests.support.sockets import Socket, Sockets
from tests.support.waiting import eventually, patient

LONG = "ॐ" * 4000
MEGABYTE = 2**20


def said(gateway: Gateway, words: str) -> bool:
    """Whether the gateway has logged it."""
    return bool(re.search(words, gateway.log.read_text()))


def memory(gateway: Gateway) -> int:
    """Bytes of memory of the gateway's process."""
    assert gateway.process
    return int(psutil.Process(gateway.process.pid).memory_info().rss)


async def everything(socket: Socket) -> list[int]:
    """The numbers of all messages, page by page."""
    numbers: list[int] = []
    more = True
    while more:
        page = await socket.emit("resume", {"after_seq": numbers[-1] if numbers else 0}, seconds=20)
        numbers += [message["seq"] for message in page["messages"]]
        more = page["more"]
    return numbers


async def test_who_does_not_read_is_cut_off(start: Start, sockets: Sockets) -> None:
    """In a busy room one stops reading: the others get all at once, and it gets all when back."""
    gateway = start(LIMIT_MESSAGES="100000", LIMIT_EVENTS="100000")
    async with database_of(gateway) as database:
        booking = await a_booking(database)
    customer = entry(gateway, booking, "customer")
    reader, _ = await sockets.join(gateway.url, auth=customer)
    writer, _ = await sockets.join(gateway.url, auth=entry(gateway, booking, "pandit"))
    async with SlowReader(gateway.url) as slow, SlowReader(gateway.url) as greedy:
        await enter(slow, "/chat", customer)
        sent = 0
        while not said(gateway, "socket.slow"):
            assert sent < 1000
            await asyncio.gather(*(writer.say(LONG) for _ in range(20)))
            sent += 20
        await eventually(lambda: len(reader.messages) == sent, seconds=60)
        before = memory(gateway)
        await enter(greedy, "/chat", customer)
        for number in range(100):  # each is answered with megabytes
            await greedy.emit("/chat", "resume", {"after_seq": 0}, number)
        await eventually(lambda: len(re.findall("socket.slow", gateway.log.read_text())) == 2)
        assert (await writer.say("and on"))["seq"] == sent + 1
        await reader.wait("message", lambda message: message["text"] == "and on")
        assert memory(gateway) - before < 100 * MEGABYTE
    assert [message["seq"] for message in reader.messages] == list(range(1, sent + 2))
    assert not reader.all("$disconnect")
    back, _ = await sockets.join(gateway.url, auth=customer)
    assert await everything(back) == list(range(1, sent + 2))
    assert "Traceback" not in gateway.log.read_text()


async def test_connections_that_are_in_no_namespace_end(gateway: Gateway, sockets: Sockets) -> None:
    """Handshakes that never go on, refused ones and those that left do not stay; others do."""
    visitor, _ = await sockets.join(gateway.url)
    async with (
        SlowReader(gateway.url) as silent,
        SlowReader(gateway.url) as refused,
        SlowReader(gateway.url) as left,
        gateway.http() as http,
    ):
        await refused.send('40/agent,{"token":"x"}')
        await enter(left, "/chat", {})
        await left.send("41/chat,")
        opened = await http.get("/socket.io/?EIO=4&transport=polling")
        session = json.loads(opened.text.removeprefix("0"))["sid"]
        assert all(await asyncio.gather(*(raw.closed(30) for raw in (silent, refused, left))))

        async def forgotten() -> bool:
            poll = {"EIO": "4", "transport": "polling", "sid": session}
            return (await http.get("/socket.io/", params=poll)).status_code == 400

        await eventually(forgotten, seconds=60)
    assert (await visitor.say("still here"))["seq"] == 1
    assert not visitor.all("$disconnect")


async def test_connections_of_one_address(start: Start) -> None:
    """Who opens connections and goes no further cannot open any number of them."""
    gateway = start(LIMIT_CONNECTIONS_PER_ADDRESS="5")
    async with gateway.http() as http:
        url = "/socket.io/?EIO=4&transport=polling"
        # At once: after some seconds those that are in no namespace are ended.
        answers = await asyncio.gather(*(http.get(url) for _ in range(15)))
    assert Counter(each.status_code for each in answers) == {200: 10, 401: 5}


@asynccontextmanager
async def serving(app: Any, **options: Any) -> AsyncIterator[str]:
    """An ASGI application on our WebSockets; its URL."""
    port = free_port()
    config = uvicorn.Config(app, port=port, ws=WebSocket, log_config=None, **options)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    await eventually(lambda: server.started)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = server.force_exit = True
    await running


async def until_cut_off(act: Callable[[Any], Coroutine[Any, Any, None]], **options: Any) -> bool:
    """Whether a connection ends that acts so, and whose client neither reads nor answers."""
    over = asyncio.Event()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "websocket":
            return
        await receive()
        await send({"type": "websocket.accept"})
        listening = asyncio.create_task(receive())
        acting = asyncio.create_task(act(send))
        message = await listening
        acting.cancel()
        await asyncio.gather(acting, return_exceptions=True)
        assert message["type"] == "websocket.disconnect"
        over.set()

    async with serving(app, **options) as url, SlowReader(url, "/"):
        async with asyncio.timeout(patient(30)):
            await over.wait()
    return True


async def test_a_full_buffer_that_nobody_empties(monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection is cut, though the peer's machine still answers for it."""
    monkeypatch.setattr(websocket, "STUCK_SECONDS", 0.5)

    async def talk(send: Any) -> None:
        while True:
            await send({"type": "websocket.send", "text": "x" * 60_000})

    assert await until_cut_off(talk)


async def test_half_open_connections() -> None:
    """A peer that does not answer pings is gone."""

    async def wait(_: Any) -> None:
        await asyncio.Event().wait()

    assert await until_cut_off(wait, ws_ping_interval=0.2, ws_ping_timeout=0.3)
