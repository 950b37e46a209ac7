"""Delivery: what happens in a conversation reaches its clients on this gateway, in order.

A feed exists for each conversation that has clients here and knows the number it delivered last.
The next number is delivered, a later one makes it fetch the gap from MongoDB, an earlier one is
ignored. So a notice from Redis that is lost, late or doubled costs time and nothing else.
Changes of messages have no numbers in a row: they are delivered when their version is news, and
after a time in which notices may have been lost, those changed since are fetched.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict, defaultdict, deque
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from connectors.domain.cursors import Cursors, advance
from connectors.domain.identity import Identity
from connectors.domain.wire import Wire
from connectors.stores.changes import MessageChanges
from connectors.stores.messages import PAGE, Messages
from connectors.tasks import end

Audience = Callable[[str, str, Wire, str | None], Awaitable[None]]
"""Called with conversation, event, data, and the connection to leave out."""

Mender = Callable[["Feed"], Awaitable[None]]
"""Called when notices may have been lost: fetches what else it has to tell."""

_MOST_PENDING = 1000
_MOST_PIECES = 5000
_MOST_ENDED = 50
_MOST_VERSIONS = 1000

log = logging.getLogger(__name__)


class Feed:
    """One conversation's delivery on this gateway.

    Hold `gate` to let a client in between two deliveries: `last` is then what was delivered.
    `live` once it listens and knows `last`. `people` are the participants here, `watchers` staff
    who only read, by connection; `shown` is everybody the clients were told to be there, unless one
    of them is `untold`; `cursors` how far they were told each is.
    """

    def __init__(
        self,
        conversation: str,
        messages: Messages,
        changes: MessageChanges,
        audiences: list[Audience],
        menders: list[Mender],
    ) -> None:
        self.conversation = conversation
        self.last = 0
        self.gate = asyncio.Lock()
        self.opening = asyncio.Lock()
        self.live = False
        self.clients = 0
        self.people: dict[str, Identity] = {}
        self.watchers: dict[str, Identity] = {}
        self.shown: list[Identity] = []
        self.untold = False
        self.cursors: Cursors = {}
        self.idle_since = time.monotonic()
        self.behind = False
        self._messages = messages
        self._changes = changes
        self._audiences = audiences
        self._menders = menders
        self._pending: dict[int, Wire] = {}
        self._flushing = False
        self._catching_up: asyncio.Task[None] | None = None
        self._versions: OrderedDict[str, int] = OrderedDict()
        self._changes_known: datetime | None = None
        self._missed = False
        self._pieces: defaultdict[str, list[Wire]] = defaultdict(list)
        self._ended: deque[str] = deque(maxlen=_MOST_ENDED)

    async def offer(self, message: Wire) -> None:
        """Deliver a stored message when its turn comes; returns without waiting for a gap."""
        if message["seq"] > self.last:
            self._hold(message)
            await self._go_on()

    def _hold(self, message: Wire) -> None:
        held = self._pending.get(message["seq"])
        if held is None or _version(held) < _version(message):
            self._pending[message["seq"]] = message

    async def go_live(self, last: int) -> None:
        """Begin after number `last` with what was offered since."""
        self.last, self.live = max(last, self.last), True
        self._changes_known = datetime.now(UTC)
        await self._go_on()

    async def _go_on(self) -> None:
        await self._flush()
        if self._pending and self.live and not self._flushing:
            self.catch_up_soon()

    def catch_up_soon(self, *, missed: bool = False) -> None:
        """Fetch and deliver what is stored and was not delivered, in the background.

        `missed`: notices may have been lost, so what has no number in a row is fetched, too.
        """
        self.behind = True
        self._missed |= missed
        if self.live and (self._catching_up is None or self._catching_up.done()):
            self._catching_up = asyncio.create_task(self._catch_up())

    async def _catch_up(self) -> None:
        try:
            while self.behind:  # asked for again while we read: what we read may be too old
                self.behind = False
                await self._fetch()
                if self._missed:
                    await self._mend()
            self.behind = bool(self._pending)
        except Exception as error:  # the ticker tries again as long as we are behind
            self.behind = True
            log.warning("feed.catch_up_failed error=%s", type(error).__name__)

    async def _fetch(self) -> None:
        full = True
        while full:
            page = await self._messages.after(self.conversation, self.last, PAGE)
            for message in page:
                self._hold(message.to_wire())
            await self._flush()
            full = len(page) == PAGE

    async def _mend(self) -> None:
        self._missed = False
        try:
            await self._fetch_changes()
            for mender in self._menders:
                await mender(self)
        except BaseException:
            self._missed = True
            raise

    async def _fetch_changes(self) -> None:
        now, since = datetime.now(UTC), self._changes_known
        while since:
            page, since = await self._changes.since(self.conversation, since)
            for message in page:
                await self._tell_change("change", {"message": message.to_wire()})
        self._changes_known = now

    async def _flush(self) -> None:
        """Deliver what is pending up to the first gap. One flush at a time takes all there is."""
        if self._flushing or not self.live:
            return
        self._flushing = True
        try:
            while self.last + 1 in self._pending:
                async with self.gate:  # taken here: while we waited, a newer state may have come
                    message = self._pending.pop(self.last + 1)
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
        if event in ("change", "reaction"):
            await self._tell_change(event, data)
        elif event == "receipt":
            await self._tell_receipt(**data)
        elif event != "partial":
            await self._deliver(event, data, skip)
        elif data["id"] not in self._ended:  # not overtaken by its message
            self._keep_piece(data)
            await self._deliver(event, data, skip)

    async def _tell_change(self, event: str, data: Wire) -> None:
        """Deliver a change of a delivered message; of any other, the message as it is by now."""
        message = data["message"]
        async with self.gate:
            delivered = message["seq"] <= self.last
            if delivered and self._is_news(message):
                await self._deliver(event, data)
        if not delivered:
            await self.offer(message)

    async def _tell_receipt(self, participant: str, **cursor: int) -> None:
        async with self.gate:
            if advance(self.cursors, participant, cursor):
                event = {"participant": participant, **self.cursors[participant]}
                await self._deliver("receipt", event)

    def _is_news(self, message: Wire) -> bool:
        """Whether no such new version was delivered; remembered for the latest changes."""
        known = self._versions.pop(message["id"], 0)
        self._versions[message["id"]] = max(known, _version(message))
        if len(self._versions) > _MOST_VERSIONS:
            self._versions.popitem(last=False)
        return _version(message) > known

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
        await end(self._catching_up)


def _version(message: Wire) -> int:
    version: int = message.get("version", 0)
    return version
