"""The Socket.IO server, hardened against what no well-meaning client sends."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from typing import Any

import socketio
from engineio.payload import Payload
from socketio.packet import ACK, BINARY_ACK, BINARY_EVENT, CONNECT, CONNECT_ERROR, Packet

from connectors.errors import InvalidInput
from connectors.gateway.access.addresses import address_of
from connectors.gateway.access.limits import MAX_PACKET
from connectors.gateway.sockets.engine import Engine
from connectors.settings import Settings

_BINARY = (str(BINARY_EVENT), str(BINARY_ACK))
NAMELESS_SECONDS = 5.0
"""How long a connection may be in no namespace, give or take as much."""

_MOST_PACKETS_AT_ONCE = 500  # of a polling client; by default 16, and more are lost

log = logging.getLogger(__name__)


class SocketServer(socketio.AsyncServer):
    """Events of one connection are handled one after the other, in the order they came.

    Binary packets are refused and packets that are no Socket.IO are answered with an `error`
    event; neither ends the connection.
    """

    def __init__(self, settings: Settings) -> None:
        Payload.max_decode_packets = _MOST_PACKETS_AT_ONCE
        super().__init__(
            async_mode="asgi",
            async_handlers=False,
            cors_allowed_origins=[],  # origins.py does it, for everything
            max_http_buffer_size=MAX_PACKET,
            ping_interval=20,
            ping_timeout=20,
        )
        # Twice, so that who is one too many is let in far enough to be told so.
        self._most_of_address = 2 * settings.limit_connections_per_address
        self._of_address: Counter[str] = Counter()
        self._sweeper: asyncio.Task[None] | None = None

    def _engineio_server_class(self) -> type[Engine]:
        return Engine

    async def _handle_eio_connect(self, eio_sid: str, environ: dict[str, Any]) -> str | None:
        address = address_of(environ["asgi.scope"])
        if self._of_address[address] >= self._most_of_address:
            return "Too many connections"
        self._of_address[address] += 1
        self._sweeper = self._sweeper or asyncio.create_task(self._sweep())
        await super()._handle_eio_connect(eio_sid, environ)
        return None

    async def _handle_eio_disconnect(self, eio_sid: str, reason: str) -> None:
        if environ := self.environ.get(eio_sid):
            address = address_of(environ["asgi.scope"])
            self._of_address[address] -= 1
            if not self._of_address[address]:
                del self._of_address[address]
        await super()._handle_eio_disconnect(eio_sid, reason)

    async def _sweep(self) -> None:
        """End connections that are in no namespace, at the latest in the second round."""
        suspects: set[str] = set()
        while True:
            await asyncio.sleep(NAMELESS_SECONDS)
            rooms = self.manager.rooms.values()
            named = {eio_sid for each in rooms for eio_sid in each.get(None, {}).values()}
            nameless = self.environ.keys() - named
            for eio_sid in nameless & suspects:
                self.eio.cut_off(eio_sid, "no namespace")
            suspects = nameless

    def has_room(self, namespace: str, room: str) -> bool:
        """Whether anybody is in the room on this gateway."""
        return room in self.manager.rooms.get(namespace, ())

    def is_gone(self, sid: str, namespace: str) -> bool:
        """Whether the connection behind a session has ended."""
        return self.get_environ(sid, namespace) is None

    async def _handle_eio_message(self, eio_sid: str, data: str | bytes) -> None:
        if isinstance(data, bytes):
            return  # the attachment of an event that was refused
        try:
            if data.startswith(_BINARY):
                await self._refuse_binary(eio_sid, data)
            else:
                await super()._handle_eio_message(eio_sid, data)
        except Exception as error:  # the parser raises whatever the noise makes it stumble over
            log.info("socket.malformed error=%s", type(error).__name__)
            await self._tell_malformed(eio_sid, data)

    async def _refuse_binary(self, eio_sid: str, data: str) -> None:
        packet = Packet(encoded_packet=data)
        error = InvalidInput("Binary data is not accepted.").to_wire()
        if packet.packet_type == BINARY_EVENT and packet.id is not None:
            answer: dict[str, Any] = {"error": error}
            refusal = Packet(ACK, namespace=packet.namespace, id=packet.id, data=[answer])
            await self._send_packet(eio_sid, refusal)

    async def _tell_malformed(self, eio_sid: str, data: str) -> None:
        error = InvalidInput("This is not a Socket.IO packet.").to_wire()
        if data.startswith(str(CONNECT)):
            path = data[1:].partition(",")[0]
            namespace = path if path in self.namespace_handlers else "/"
            refused = {"message": error["message"], "data": error}
            await self._send_packet(eio_sid, Packet(CONNECT_ERROR, refused, namespace))
            return
        for namespace in list(self.manager.get_namespaces()):
            if sid := self.manager.sid_from_eio_sid(eio_sid, namespace):
                await self.emit("error", error, to=sid, namespace=namespace)
