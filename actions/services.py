"""What actions work with: settings, the database and its repositories, made at the first use."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from connectors.booking_changes import tell_change
from connectors.bus import Bus
from connectors.domain.booking import Booking
from connectors.settings import Settings, load_settings
from connectors.stores.bookings import Bookings
from connectors.stores.catalog import Catalog
from connectors.stores.database import Database, open_database
from connectors.stores.orders import Orders


@dataclass(frozen=True, slots=True)
class Services:
    """One set for each process of the action server."""

    settings: Settings
    database: Database
    catalog: Catalog
    bookings: Bookings
    orders: Orders
    bus: Bus | None

    async def change_booking(self, was: Booking, to: Booking, *, by_message: str) -> Booking:
        """Store a changed booking and tell those who are in its room; raises as Bookings.change."""
        changed = await self.bookings.change(was, to, by_message=by_message)
        if self.bus:
            await tell_change(self.bus, changed.id)
        return changed


@cache
def services() -> Services:
    """The process's services; raises ConfigError when a setting is missing or unusable."""
    settings = load_settings()
    database = open_database(settings)
    return Services(
        settings,
        database,
        Catalog(database),
        Bookings(database),
        Orders(database),
        Bus(settings.redis_url) if settings.redis_url else None,
    )
