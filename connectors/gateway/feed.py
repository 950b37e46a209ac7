"""Delivery: what happens in a conversation reaches its clients on this gateway, in order.

A feed exists for each conversation that has clients here and knows the number it delivered last.
The next number is delivered, a later one makes it fetch the gap from MongoDB, an earlier one is
ignored. So a notice from Redis that is lost, late or doubled costs time and nothing else.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from typing import Any

from connectors.domain.identity import Identity
from connectors.stores.messages import PAGE, Messages

Wire = dict[str, Any]
Audience = Callable[[str, str, Wire, str | None], Awaitable[None]]
"""Called with conversation, event, data, and the connection to leave out."""

_MOST_PENDING = 1000
_MOST_PIECES = 5000
_MOST_ENDED = 50

log = logging.getLogger(__name__)


class Feed:
    """One conversation's delivery on this gateway.

    Hold `gate` to let a client in between two deliveries: `last` is then what was delivered.
    `live` once it listens and knows `last`. `people` are the participants here, by connection,
    `shown` everybody the clients were told to be there.
    """

    def __init__(self, conversation: str, messages: Messages, audiences: list[Audience]) -> None:
        self.conversation = conversation
        self.last = 0
        self.gate = asyncio.Lock()
        self.opening = asyncio.Lock()
        self.live = False
        self.clients = 0
        self.people: dict[str, Identity] = {}
        self.shown: list[Identity] = []
        self.idle_since = time.monotonic()
        self.behind = False
        self._messages = messages
        self._audiences = audiences
        self._pending: dict[int, Wire] = {}
        self._flushing = False
        self._catching_up: asyncio.Task[None] | None = None
        self._pieces: defaultdict[str, list[Wire]] = defaultdict(list)
        self._ended: deque[str] = deque(maxlen=_MOST_ENDED)

    async def offer(self, message: Wire) -> None:
        """Deliver a stored message when its turn comes; returns without waiting for a gap."""
        if message["seq"] > self.last:
            self._pending[message["seq"]] = message
            await self._go_on()

    async def go_live(self, last: int) -> None:
        """Begin after number `last` with what was offered since."""
        self.last, self.live = max(last, self.last), True
        await self._go_on()

    async def _go_on(self) -> None:
        await self._flush()
        if self._pending and self.live and not self._flushing:
            self.catch_up_soon()

    def catch_up_soon(self) -> None:
        """Fetch and deliver what is stored and was not delivered, in the background."""
        self.behind = True
        if self._catching_up is None or self._catching_up.done():
            self._catching_up = asyncio.create_task(self._catch_up())

    async def _catch_up(self) -> None:
        try:
            while self.behind:  # asked for again while we read: what we read may be too old
                self.behind = False
                await self._fetch()
            self.behind = bool(self._pending)
        except Exception as error:  # the ticker tries again as long as we are behind
            self.behind = True
            log.warning("feed.catch_up_failed error=%s", type(error).__name__)

    async def _fetch(self) -> None:
        full = True
        while full:
            page = await self._messages.after(self.conversation, self.last, PAGE)
            for message in page:
                self._pending.setdefault(message.seq, message.to_wire())
            await self._flush()
            full = len(page) == PAGE

    async def _flush(self) -> None:
        """Deliver what is pending up to the first gap. One flush at a time takes all there is."""
        if self._flushing or not self.live:
            return
        self._flushing = True
        try:
            while message := self._pending.pop(self.last + 1, None):
                async with self.gate:
                    self.last = message["seq"]
                    self._pieces.pop(message["id"], None)
                    self._ended.append(message["id"])
                    await self._deliver("message", message)
        finally:
            self._flushing = False
        stale = [seq for seq in self._pending if seq <= self.last]
        for seq in stale if len(self._pending) <= _MOST_PENDING else list(self._pending):
            del self._pending[seq]

    async def tell(self, event: str, data: Wire, skip: str | None = None) -> None:
        """Deliver what may be missed."""
        if event == "partial":
            if data["id"] in self._ended:
                return  # overtaken by its message
            self._keep_piece(data)
        await self._deliver(event, data, skip)

    @property
    def pieces(self) -> list[Wire]:
        """The pieces so far of the answers that are being written."""
        return [piece for pieces in self._pieces.values() for piece in pieces]

    def drop_pieces(self) -> None:
        """The turn is over: what was not finished will not be."""
        self._pieces.clear()

    def _keep_piece(self, piece: Wire) -> None:
        pieces = self._pieces[piece["id"]]
        if piece["index"] == 0:
            pieces.clear()
        if len(pieces) < _MOST_PIECES:
            pieces.append(piece)

    async def _deliver(self, event: str, data: Wire, skip: str | None = None) -> None:
        for audience in self._audiences:
            try:
                await audience(self.conversation, event, data, skip)
            except Exception:  # one client's trouble is not the others'
                log.exception("feed.delivery_failed event=%s", event)

    async def close(self) -> None:
        """Stop catching up."""
        if self._catching_up:
            self._catching_up.cancel()
            await asyncio.gather(self._catching_up, return_exceptions=True)
