"""uvicorn's WebSockets, which also end for peers that are there no more or take nothing."""

from __future__ import annotations

import logging
from asyncio import TimerHandle

from uvicorn.protocols.websockets.wsproto_impl import WSProtocol

STUCK_SECONDS = 30.0
"""How long a peer may leave a full buffer (64 KiB) untouched."""

log = logging.getLogger(__name__)


class WebSocket(WSProtocol):
    """A peer that takes nothing is cut off; uvicorn would wait for its buffer without end."""

    _stuck: TimerHandle | None = None

    def pause_writing(self) -> None:
        """The buffer is full."""
        super().pause_writing()
        self._stuck = self.loop.call_later(STUCK_SECONDS, self._cut_off)

    def resume_writing(self) -> None:
        """The peer reads on."""
        self._forget()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is over."""
        self._forget()
        super().connection_lost(exc)

    def keepalive_timeout(self) -> None:
        """The peer has not answered a ping."""
        super().keepalive_timeout()
        self.transport.abort()

    def _forget(self) -> None:
        if self._stuck:
            self._stuck.cancel()

    def _cut_off(self) -> None:
        log.warning("socket.stuck bytes=%d", self.transport.get_write_buffer_size())
        self.transport.abort()
