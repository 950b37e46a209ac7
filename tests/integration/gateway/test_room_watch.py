"""Rooms that follow their bookings hold up nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Any

import pytest

from connectors.booking_changes import tell_change
from connectors.bus import Bus
from connectors.domain.booking import Booking
from connectors.domain.identity import Identity, Role
from connectors.gateway.rooms.rooms import Rooms
from connectors.gateway.rooms.watch import RoomWatch
from connectors.settings import Settings
from connectors.stores.bookings import Bookings, booking_from
from connectors.stores.catalog import Catalog
from connectors.stores.conversations import Conversations
from connectors.stores.database import Database
from connectors.stores.users import Users
from tests.integration.gateway.test_rooms import a_booking
from tests.support.waiting import eventually


class SlowBookings(Bookings):
    """A database that does not answer for a while."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.answers = asyncio.Event()
        self.asked = 0

    async def many(self, ids: Iterable[str]) -> dict[str, Booking]:
        """As ever, when it answers at all."""
        self.asked += 1
        await self.answers.wait()
        return await super().many(ids)


@pytest.fixture
async def bus(redis_url: str) -> AsyncIterator[Bus]:
    """What the gateways tell each other by."""
    bus = Bus(redis_url)
    yield bus
    await bus.close()


async def test_a_slow_database_holds_up_no_other_notices(
    settings: Settings, database: Database, bus: Bus
) -> None:
    """While a changed booking is being read, whatever else is told arrives."""
    bookings = SlowBookings(database)
    people = Catalog(database), Conversations(database), Users(database)
    watch = RoomWatch(bus, bookings, Rooms(settings, bookings, *people))
    told: list[Booking] = []
    heard: list[str] = []

    async def on_change(_: str, booking: Booking) -> None:
        told.append(booking)

    async def hear(topic: str, event: str, data: dict[str, Any]) -> None:
        heard.append(event)

    watch.on_change(on_change)
    await watch.start()
    await bus.subscribe("others", hear)
    await eventually(lambda: bus.connected)
    document = await a_booking(database)
    booking = booking_from(document)
    await watch.hold(booking, "connection", Identity(booking.customer, Role.CUSTOMER))
    moved = {"$set": {"video_url": "https://video.example/other"}}
    await database.collection("bookings").update_one({"_id": booking.id}, moved)
    await tell_change(bus, booking.id)
    await eventually(lambda: bookings.asked)
    await bus.publish("others", "news", {})
    await eventually(lambda: heard == ["news"])
    assert not told
    bookings.answers.set()
    await eventually(lambda: [one.video_url for one in told] == ["https://video.example/other"])
    await watch.stop()
