"""A Socket.IO client of our own: one connection that does what it is told and can be cut.

The official client (sockets.py) comes back by itself and hides what happened; this one does not,
and is light enough to have hundreds of.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Callable
from typing import Any, Self

from tests.support.framing import Ended, Framing, connect_packet, event_packet

Wire = dict[str, Any]
OnEvent = Callable[[str, Any], None]


class Cut(Exception):
    """The connection has ended; what was not acknowledged may or may not have happened."""


class Refused(Exception):
    """The handshake was refused; `error` is the gateway's."""

    def __init__(self, error: Wire) -> None:
        super().__init__(error)
        self.error = error


class RawSocket:
    """One connection to a namespace of a gateway on this machine; made by `open`."""

    ended: asyncio.Task[None]
    _writer: asyncio.StreamWriter

    def __init__(self, namespace: str, on_event: OnEvent) -> None:
        self._namespace = namespace
        self._on_event = on_event
        self._framing = Framing(lambda pong: self._writer.write(pong))
        self._ids = itertools.count(1)
        self._acks: dict[int, asyncio.Future[Any]] = {}
        self._admitted: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @classmethod
    async def open(
        cls, port: int, namespace: str, auth: Wire, on_event: OnEvent, *, seconds: float = 10
    ) -> Self:
        """Connect; `on_event` is called with each event from now on.

        Raises OSError or TimeoutError when nobody answers, Refused, or Cut.
        """
        socket = cls(namespace, on_event)
        async with asyncio.timeout(seconds):
            reader, socket._writer = await asyncio.open_connection("127.0.0.1", port)
            socket._writer.write(socket._framing.request(f"127.0.0.1:{port}"))
            socket.ended = asyncio.create_task(socket._read(reader, auth))
            try:
                await asyncio.shield(socket._admitted)
            except BaseException:
                await socket.abort()
                raise
        return socket

    async def ask(self, event: str, data: Wire, *, seconds: float = 8) -> Any:
        """Send an event; its acknowledgement. Raises Cut or TimeoutError."""
        if self.ended.done():
            raise Cut
        number = next(self._ids)
        answer = self._acks[number] = asyncio.get_running_loop().create_future()
        self._send(event_packet(self._namespace, event, data, number))
        async with asyncio.timeout(seconds):
            return await answer

    async def abort(self) -> None:
        """Cut the connection without a word."""
        self._writer.transport.abort()
        await asyncio.wait({self.ended})

    def _send(self, packet: str) -> None:
        try:
            self._writer.write(self._framing.frame(packet))
        except Ended:
            raise Cut from None

    async def _read(self, reader: asyncio.StreamReader, auth: Wire) -> None:
        """Until the connection ends, however it does."""
        try:
            while data := await reader.read(65536):
                for packet in self._framing.texts(data):
                    self._take(packet, auth)
        except (OSError, Ended, Cut):
            pass
        finally:
            self._writer.close()
            waiting = [self._admitted, *self._acks.values()]
            for future in waiting:
                if not future.done():
                    future.set_exception(Cut())
                    future.exception()  # nobody may be waiting any more

    def _take(self, packet: str, auth: Wire) -> None:
        kind, body = packet[:2], packet[2:].removeprefix(f"{self._namespace},")
        if packet.startswith("0"):
            self._send(connect_packet(self._namespace, auth))
        elif packet == "2":
            self._send("3")
        elif kind == "40":
            self._admitted.set_result(None)
        elif kind == "44":
            refusal = json.loads(body)
            self._admitted.set_exception(Refused(refusal.get("data") or refusal))
        elif kind == "42":
            event, *data = json.loads(body)
            self._on_event(event, data[0] if data else None)
        elif kind == "43":
            number, bracket, rest = body.partition("[")
            answer = self._acks.pop(int(number))
            if not answer.done():
                answer.set_result(json.loads(bracket + rest)[0])
        elif kind == "41":
            self._writer.close()
