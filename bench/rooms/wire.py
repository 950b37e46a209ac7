"""A WebSocket client with as little in it as measuring needs.

Text frames both ways, not fragmented, pings answered (RFC 6455). Frames are masked with zeros,
which changes nothing in them and is as valid as any other mask.
"""

from __future__ import annotations

import asyncio
import base64
import os
from collections.abc import Callable
from typing import cast

_TEXT, _CLOSE, _PING, _PONG = 0x1, 0x8, 0x9, 0xA
_NO_MASK = bytes(4)


class WebSocket(asyncio.Protocol):
    """One connection; `on_text` is called with the bytes of each text frame.

    `opened` is done when the server has switched protocols, or raises ConnectionError.
    """

    def __init__(self, path: str, on_text: Callable[[bytes], None]) -> None:
        self._path = path
        self._on_text = on_text
        self._buffer = b""
        self._transport: asyncio.Transport | None = None
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the upgrade."""
        self._transport = transport = cast(asyncio.Transport, transport)
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            f"GET {self._path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n"
            f"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {key}\r\n\r\n".encode()
        )

    def send(self, text: bytes) -> None:
        """Send a text frame; nothing happens once the server has closed the connection."""
        self._send(_TEXT, text)

    def close(self) -> None:
        """Say goodbye and end the connection."""
        self._send(_CLOSE, b"\x03\xe8")
        if self._transport:
            self._transport.close()

    def data_received(self, data: bytes) -> None:
        """Take whole frames; keep the rest for the next time."""
        data = self._buffer + data if self._buffer else data
        if not self.opened.done():
            data = self._take_head(data)
        begin, size = 0, len(data)
        while size - begin >= 2:
            length, body = data[begin + 1], begin + 2
            if length >= 126:
                body += 2 if length == 126 else 8
                length = int.from_bytes(data[begin + 2 : body], "big")
            if size < body + length:
                break
            self._take(data[begin] & 15, data[body : body + length])
            begin = body + length
        self._buffer = data[begin:]

    def connection_lost(self, error: Exception | None) -> None:
        """Tell who waits for the opening."""
        if not self.opened.done():
            self.opened.set_exception(ConnectionError("closed before it was open"))

    def _take_head(self, data: bytes) -> bytes:
        head, ended, rest = data.partition(b"\r\n\r\n")
        if not ended:
            return data
        status = head.split(b"\r\n", 1)[0]
        if b" 101 " not in status:
            self.opened.set_exception(ConnectionError(status.decode()))
            return b""
        self.opened.set_result(None)
        return rest

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode == _TEXT:
            self._on_text(payload)
        elif opcode == _PING:
            self._send(_PONG, payload)

    def _send(self, opcode: int, payload: bytes) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        length = len(payload)
        head = bytes((0x80 | opcode, 0x80 | min(length, 126)))
        if length >= 126:
            head += length.to_bytes(2, "big")
        self._transport.write(head + _NO_MASK + payload)
