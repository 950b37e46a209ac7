"""The Socket.IO server, hardened against what no well-meaning client sends."""

from __future__ import annotations

import logging
from typing import Any

import socketio
from engineio.payload import Payload
from socketio.packet import ACK, BINARY_ACK, BINARY_EVENT, Packet

from connectors.errors import InvalidInput
from connectors.gateway.limits import MAX_PACKET

_BINARY = (str(BINARY_EVENT), str(BINARY_ACK))
_MOST_PACKETS_AT_ONCE = 500  # of a polling client; by default 16, and more are lost

log = logging.getLogger(__name__)


class SocketServer(socketio.AsyncServer):
    """Events of one connection are handled one after the other, in the order they came.

    Binary packets are refused and packets that are no Socket.IO are answered with an `error`
    event; neither ends the connection.
    """

    def __init__(self) -> None:
        Payload.max_decode_packets = _MOST_PACKETS_AT_ONCE
        super().__init__(
            async_mode="asgi",
            async_handlers=False,
            cors_allowed_origins=[],  # origins.py does it, for everything
            max_http_buffer_size=MAX_PACKET,
            ping_interval=20,
            ping_timeout=20,
        )

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
            await self._tell_malformed(eio_sid)

    async def _refuse_binary(self, eio_sid: str, data: str) -> None:
        packet = Packet(encoded_packet=data)
        error = InvalidInput("Binary data is not accepted.").to_wire()
        if packet.packet_type == BINARY_EVENT and packet.id is not None:
            answer: dict[str, Any] = {"error": error}
            refusal = Packet(ACK, namespace=packet.namespace, id=packet.id, data=[answer])
            await self._send_packet(eio_sid, refusal)

    async def _tell_malformed(self, eio_sid: str) -> None:
        error = InvalidInput("This is not a Socket.IO packet.").to_wire()
        for namespace in list(self.manager.get_namespaces()):
            if sid := self.manager.sid_from_eio_sid(eio_sid, namespace):
                await self.emit("error", error, to=sid, namespace=namespace)
