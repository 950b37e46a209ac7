"""Rooms follow their bookings: whoever is inside learns of a change at once, or has to leave."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field

from connectors.booking_changes import TOPIC
from connectors.bus import Bus
from connectors.domain.booking import Booking
from connectors.domain.identity import Identity
from connectors.domain.wire import Wire
from connectors.errors import AppError
from connectors.gateway.rooms.rooms import Rooms
from connectors.stores.bookings import Bookings
from connectors.tasks import end

CHECK_SECONDS = 2.0
_PAGE = 50  # the embedded server's time for a list of ids grows with its square
_PAUSE_SECONDS = 0.25  # between pages, so that thousands of rooms leave time for their messages

log = logging.getLogger(__name__)


@dataclass
class _Room:
    """A booking as last read (None: it is gone), and who is in its room here, by connection."""

    booking: Booking | None
    people: dict[str, Identity] = field(default_factory=dict)


class RoomWatch:
    """Knows the bookings of the rooms that have people on this gateway, as they are stored.

    A notice on the bus makes it look at once. Besides, it reads all of them every CHECK_SECONDS,
    or 200 a second where they are more: a host may write to MongoDB and tell nobody, notices may
    be lost, and time passes.
    """

    def __init__(self, bus: Bus, bookings: Bookings, rooms: Rooms) -> None:
        self._bus = bus
        self._bookings = bookings
        self._may_enter = rooms.check
        self._rooms: dict[str, _Room] = {}
        self._reading = asyncio.Lock()  # a slow reading must not overwrite a newer one
        self._changed: set[str] = set()
        self._wanted = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._on_change: list[Callable[[str, Booking], Awaitable[None]]] = []
        self._on_refused: list[Callable[[str, AppError], Awaitable[None]]] = []

    def on_change(self, callback: Callable[[str, Booking], Awaitable[None]]) -> None:
        """Call back with a connection and its booking each time that is another than before."""
        self._on_change.append(callback)

    def on_refused(self, callback: Callable[[str, AppError], Awaitable[None]]) -> None:
        """Call back with each connection that may not be in its room any more, and why."""
        self._on_refused.append(callback)

    async def start(self) -> None:
        """Begin to listen and to look."""
        await self._bus.subscribe(TOPIC, self._hear)
        watching = (self._tick(), self._look_at_changed())
        self._tasks = [asyncio.create_task(each) for each in watching]

    async def stop(self) -> None:
        """End looking."""
        await end(*self._tasks)

    async def hold(self, booking: Booking, connection: str, person: Identity) -> None:
        """A connection of a person, who was let in by this booking, enters the room."""
        room = self._rooms.setdefault(booking.id, _Room(booking))
        room.people[connection] = person
        if room.booking != booking:
            await self._look([booking.id])

    def release(self, booking_id: str, connection: str) -> None:
        """The connection has left the room."""
        room = self._rooms[booking_id]
        del room.people[connection]
        if not room.people:
            del self._rooms[booking_id]

    def known(self, booking_id: str) -> Booking | None:
        """The booking of a room that is held here, as last read."""
        room = self._rooms.get(booking_id)
        return room.booking if room else None

    def check(self, person: Identity, booking_id: str) -> Booking:
        """The booking of a room that is held, if the person may be in it; raises as Rooms.enter."""
        return self._may_enter(person, self._rooms[booking_id].booking)

    async def _hear(self, topic: str, event: str, data: Wire) -> None:
        if data["booking_id"] in self._rooms:
            self._changed.add(data["booking_id"])
            self._wanted.set()

    async def _look_at_changed(self) -> None:
        """Apart from what hears: nobody else's notices wait for the database."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            changed, self._changed = self._changed, set()
            await self._try_to_look(changed)

    async def _tick(self) -> None:
        while True:
            ids = list(self._rooms)
            pages = [ids[start : start + _PAGE] for start in range(0, len(ids), _PAGE)]
            for page in pages or [[]]:
                await asyncio.sleep(max(CHECK_SECONDS / max(1, len(pages)), _PAUSE_SECONDS))
                await self._try_to_look(page)

    async def _try_to_look(self, ids: Iterable[str]) -> None:
        try:
            await self._look(ids)
        except Exception as error:  # what is known holds until the database is back
            log.warning("rooms.not_read error=%s", type(error).__name__)

    async def _look(self, ids: Iterable[str]) -> None:
        """Read the bookings; tell what has changed, and see everybody out who may not stay."""
        async with self._reading:
            ids = [booking_id for booking_id in ids if booking_id in self._rooms]
            if not ids:
                return
            found = await self._bookings.many(ids)
            for booking_id in ids:
                if room := self._rooms.get(booking_id):
                    before, room.booking = room.booking, found.get(booking_id)
                    await self._apply(room, changed=room.booking != before)

    async def _apply(self, room: _Room, *, changed: bool) -> None:
        for connection, person in list(room.people.items()):
            try:
                await self._tell(connection, person, room.booking, changed=changed)
            except Exception as error:  # one client's trouble is not the others'
                log.warning("rooms.not_told error=%s", type(error).__name__)

    async def _tell(
        self, connection: str, person: Identity, booking: Booking | None, *, changed: bool
    ) -> None:
        try:
            allowed = self._may_enter(person, booking)
        except AppError as error:
            for refuse in self._on_refused:
                await refuse(connection, error)
            return
        if changed:
            for tell in self._on_change:
                await tell(connection, allowed)
