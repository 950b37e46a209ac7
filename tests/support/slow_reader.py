"""A WebSocket client by hand: it reads only when it is told to, and sends what it likes."""

from __future__ import annotations

import asyncio
import socket
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from tests.support.framing import ENGINE, Ended, Framing, connect_packet, event_packet
from tests.support.waiting import patient

_SMALL_BUFFER = 4096


class SlowReader:
    """One connection. Use it with `async with`."""

    def __init__(self, url: str, target: str = ENGINE) -> None:
        parts = urlsplit(url)
        self._address = (parts.hostname or "", parts.port or 80)
        self._target = target
        self._framing = Framing(answer=lambda pong: None)
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SMALL_BUFFER)
        self._socket.setblocking(False)
        self._texts: list[str] = []

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        await loop.sock_connect(self._socket, self._address)
        await self._send(self._framing.request("127.0.0.1", self._target))
        await self._receive()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._socket.close()

    async def send(self, text: str) -> None:
        """Send a text frame."""
        await self._send(self._framing.frame(text))

    async def emit(self, namespace: str, event: str, data: Any, ack: int) -> None:
        """Send a Socket.IO event that is to be acknowledged."""
        await self.send(event_packet(namespace, event, data, ack))

    async def read(self, seconds: float = 30) -> str:
        """The next text frame; raises Ended once the server has ended the connection."""
        async with asyncio.timeout(patient(seconds)):
            while not self._texts:
                await self._receive()
        return self._texts.pop(0)

    async def closed(self, seconds: float = 30) -> bool:
        """Read until the server ends the connection."""
        try:
            while True:
                await self.read(seconds)
        except (Ended, OSError):
            return True

    async def _send(self, data: bytes) -> None:
        await asyncio.get_running_loop().sock_sendall(self._socket, data)

    async def _receive(self) -> None:
        data = await asyncio.get_running_loop().sock_recv(self._socket, 65536)
        self._texts += self._framing.texts(data)


async def enter(raw: SlowReader, namespace: str, auth: dict[str, Any]) -> None:
    """Connect to a namespace and wait until it is answered."""
    await raw.read()  # Engine.IO's greeting
    await raw.send(connect_packet(namespace, auth))
    assert (await raw.read()).startswith(f"40{namespace},")
