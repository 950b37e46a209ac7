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

from wsproto import ConnectionType, WSConnection
from wsproto.events import CloseConnection, Event, Ping, RejectConnection, Request, TextMessage
from wsproto.utilities import LocalProtocolError, RemoteProtocolError

Wire = dict[str, Any]
OnEvent = Callable[[str, Any], None]

_PATH = "/socket.io/?EIO=4&transport=websocket"


class Cut(Exception):
    """The connection has ended; what was not acknowledged may or may not have happened."""


class Refused(Exception):
    """The handshake was refused; `error` is the gateway's."""

    def __init__(self, error: Wire) -> None:
        super().__init__(error)
        self.error = error


class RawSocket:
    """One connection to a namespace of a gateway on this machine; made by `open`."""

    def __init__(self, namespace: str, on_event: OnEvent) -> None:
        self._prefix = f"{namespace},"
        self._on_event = on_event
        self._connection = WSConnection(ConnectionType.CLIENT)
        self._ids = itertools.count(1)
        self._acks: dict[int, asyncio.Future[Any]] = {}
        self._admitted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._text = ""

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
            socket._send(Request(host=f"127.0.0.1:{port}", target=_PATH))
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
        self._send(TextMessage(f"42{self._prefix}{number}{json.dumps([event, data])}"))
        async with asyncio.timeout(seconds):
            return await answer

    async def abort(self) -> None:
        """Cut the connection without a word."""
        self._writer.transport.abort()
        await asyncio.wait({self.ended})

    def _send(self, event: Event) -> None:
        try:
            self._writer.write(self._connection.send(event))
        except LocalProtocolError:  # the other side has said goodbye
            raise Cut from None

    async def _read(self, reader: asyncio.StreamReader, auth: Wire) -> None:
        """Until the connection ends, however it does."""
        try:
            while data := await reader.read(65536):
                self._connection.receive_data(data)
                for event in self._connection.events():
                    if isinstance(event, RejectConnection | CloseConnection):
                        return
                    self._take(event, auth)
        except (OSError, RemoteProtocolError, Cut):
            pass
        finally:
            self._writer.close()
            waiting = [self._admitted, *self._acks.values()]
            for future in waiting:
                if not future.done():
                    future.set_exception(Cut())
                    future.exception()  # nobody may be waiting any more

    def _take(self, event: Any, auth: Wire) -> None:
        if isinstance(event, Ping):
            self._send(event.response())
        elif isinstance(event, TextMessage):
            self._text += event.data
            if event.message_finished:
                packet, self._text = self._text, ""
                self._take_packet(packet, auth)

    def _take_packet(self, packet: str, auth: Wire) -> None:
        kind, body = packet[:2], packet[2:].removeprefix(self._prefix)
        if packet.startswith("0"):
            self._send(TextMessage(f"40{self._prefix}{json.dumps(auth)}"))
        elif packet == "2":
            self._send(TextMessage("3"))
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
