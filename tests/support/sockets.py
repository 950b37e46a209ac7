"""The official Socket.IO client, driven from Python through a Node.js process."""

from __future__ import annotations

import asyncio
import itertools
import json
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from typing import Any, Self

from connectors.domain.ids import new_id
from connectors.stack.places import ROOT
from tests.support.waiting import eventually, patient

_DRIVER = ROOT / "tests/integration/driver.mjs"
_NODE = ROOT / ".venv/bin/node"
_LONGEST_LINE = 8_000_000

Wire = dict[str, Any]


class Unanswered(Exception):
    """An event was not acknowledged in time."""


class Socket:
    """One client connection; `events` is everything it was sent, as (event, data)."""

    def __init__(self, sockets: Sockets, name: str) -> None:
        self._sockets = sockets
        self._name = name
        self.events: list[tuple[str, Any]] = []

    def all(self, event: str) -> list[Any]:
        """The data of every event of that name, in the order of arrival."""
        return [data for name, data in self.events if name == event]

    @property
    def messages(self) -> list[Wire]:
        """The messages it was sent."""
        return self.all("message")

    @property
    def texts(self) -> list[str]:
        """Their texts."""
        return [message["text"] for message in self.messages]

    async def wait(
        self, event: str, fits: Callable[[Any], bool] = lambda _: True, *, seconds: float = 30
    ) -> Any:
        """The data of the first such event, waiting for it."""
        found = await eventually(
            lambda: [(data,) for data in self.all(event) if fits(data)],
            seconds=seconds,
            what=f"{event} among {self.events!r:.2000}",
        )
        return found[0][0]

    async def heard(self, count: int) -> None:
        """Wait until so many messages have come, not one more."""
        await eventually(lambda: len(self.messages) == count, what=f"{count} messages")

    async def emit(self, event: str, *args: Any, seconds: float = 20) -> Any:
        """Send an event; its acknowledgement. Raises Unanswered."""
        return await self._sockets.command(
            "emit", socket=self._name, event=event, args=args, seconds=patient(seconds)
        )

    async def say(self, text: str, client_id: str | None = None, **more: Any) -> Wire:
        """Send a message; its acknowledgement."""
        message = {"client_id": client_id or new_id(), "text": text, **more}
        ack: Wire = await self.emit("message", message)
        return ack

    async def outcome(self) -> Wire | None:
        """How the handshake ends: None when it is let in, or what it is refused with."""
        ends = ("$connect", "$refused")
        await eventually(lambda: any(event in ends for event, _ in self.events), what="an outcome")
        refusals = self.all("$refused")
        return refusals[0] if refusals else None

    async def raw(self, frame: str | Wire) -> None:
        """Send a WebSocket frame as it is."""
        await self._sockets.command("raw", socket=self._name, frame=frame)

    async def drop(self) -> None:
        """Cut the connection as a network does; the client comes back by itself."""
        await self._sockets.command("drop", socket=self._name)

    async def reconnect(self, auth: Wire | None = None) -> None:
        """Disconnect and connect again, with other credentials if given."""
        await self._sockets.command("reconnect", socket=self._name, auth=auth)

    async def close(self) -> None:
        """Disconnect for good."""
        await self._sockets.command("close", socket=self._name)


class Sockets:
    """The Node.js process with its clients. Use it with `async with`."""

    def __init__(self) -> None:
        self._process: Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._ids = itertools.count(1)
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._sockets: dict[str, Socket] = {}

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            _NODE, _DRIVER, stdin=PIPE, stdout=PIPE, limit=_LONGEST_LINE
        )
        self._reader = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._process
        assert self._process.stdin
        assert self._reader
        self._process.stdin.close()  # the driver's sign to end; the program itself is a wrapper
        await self._process.wait()
        await self._reader

    async def open(
        self, url: str, namespace: str = "/chat", auth: Wire | None = None, **options: Any
    ) -> Socket:
        """A client that connects; returns at once."""
        name = f"s{next(self._ids)}"
        self._sockets[name] = Socket(self, name)
        more = {"auth": auth} if auth is not None else {}
        await self.command("connect", socket=name, url=url + namespace, options=options | more)
        return self._sockets[name]

    async def join(
        self, url: str, namespace: str = "/chat", auth: Wire | None = None, **options: Any
    ) -> tuple[Socket, Wire]:
        """A client that has its `session`, and the session."""
        socket = await self.open(url, namespace, auth, **options)
        return socket, await socket.wait("session")

    async def refusal(self, url: str, namespace: str = "/chat", auth: Wire | None = None) -> Wire:
        """What a handshake is refused with."""
        socket = await self.open(url, namespace, auth, reconnection=False)
        refusal: Wire = await socket.wait("$refused")
        assert not socket.all("session")
        return refusal

    async def command(self, op: str, **fields: Any) -> Any:
        """Send one command to the driver and wait for its answer."""
        assert self._process
        assert self._process.stdin
        number = next(self._ids)
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._answers[number] = answer
        line = json.dumps({"id": number, "op": op, **fields})
        self._process.stdin.write(line.encode() + b"\n")
        return await answer

    async def _read(self) -> None:
        assert self._process
        assert self._process.stdout
        while line := await self._process.stdout.readline():
            said = json.loads(line)
            if "socket" in said:
                self._sockets[said["socket"]].events.append((said["event"], said.get("data")))
                continue
            answer = self._answers.pop(said["id"])
            if answer.done():
                continue
            if "failure" in said:
                answer.set_exception(Unanswered(said["failure"]))
            else:
                answer.set_result(said["result"])
