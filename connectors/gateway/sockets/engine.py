"""Engine.IO with a bounded queue for each connection: who does not read is cut off."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import engineio

_MOST_BYTES = 512 * 1024
_MOST_PACKETS = 2000

log = logging.getLogger(__name__)


class Outbox(asyncio.Queue[Any]):
    """Packets on their way to one client; None ends its writer."""

    def _init(self, maxsize: int) -> None:
        super()._init(maxsize)
        self.bytes = 0

    def _put(self, item: Any) -> None:
        self.bytes += _size(item)
        super()._put(item)

    def _get(self) -> Any:
        item = super()._get()
        self.bytes -= _size(item)
        return item

    @property
    def is_full(self) -> bool:
        """Whether more waits than a client that reads would ever leave."""
        return self.bytes > _MOST_BYTES or self.qsize() > _MOST_PACKETS

    def discard(self) -> None:
        """Forget what waits."""
        while not self.empty():
            self.get_nowait()
            self.task_done()


class Engine(engineio.AsyncServer):
    """A packet of any size is queued for a client that has read nearly all before it.

    One that has not is cut off and what waits for it is forgotten: it will come back and resume.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._closing: set[asyncio.Task[None]] = set()

    def create_queue(self) -> Outbox:
        """Called by every new connection."""
        return Outbox()

    async def send_packet(self, sid: str, pkt: Any) -> None:
        """Queue a packet."""
        socket = self.sockets.get(sid)
        if socket and not socket.closing and socket.queue.is_full:
            log.warning("socket.slow packets=%d bytes=%d", socket.queue.qsize(), socket.queue.bytes)
            self.cut_off(sid, "slow consumer")
        elif socket and not (socket.closing or socket.closed):
            await super().send_packet(sid, pkt)

    def cut_off(self, sid: str, reason: str) -> None:
        """End a connection without waiting for it."""
        socket = self.sockets.get(sid)
        if socket is None or socket.closing or socket.closed:
            return
        socket.queue.discard()
        socket.queue.put_nowait(None)
        closing = asyncio.create_task(socket.close(wait=False, abort=True, reason=reason))
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)


def _size(packet: Any) -> int:
    return len(packet.data) if packet is not None and isinstance(packet.data, str) else 0
