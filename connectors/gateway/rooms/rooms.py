"""The live room of a booking: who gets in, and what it is called."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from connectors.domain.booking import Booking
from connectors.domain.conversation import Conversation
from connectors.domain.identity import Identity, Role
from connectors.domain.room import (
    RoomWindow,
    check_known,
    check_may_enter,
    closes_at,
    opens_at,
    room_window,
)
from connectors.domain.wire import Wire
from connectors.language import DEFAULT, LETTERS
from connectors.settings import Settings
from connectors.stores.bookings import Bookings
from connectors.stores.catalog import Catalog
from connectors.stores.conversations import Conversations
from connectors.stores.users import Users


class Rooms:
    """Rooms by booking."""

    def __init__(
        self,
        settings: Settings,
        bookings: Bookings,
        catalog: Catalog,
        conversations: Conversations,
        users: Users,
    ) -> None:
        self._before = timedelta(minutes=settings.room_opens_minutes)
        self._after = timedelta(minutes=settings.room_closes_minutes)
        self._bookings = bookings
        self._catalog = catalog
        self._conversations = conversations
        self._users = users

    async def enter(self, person: Identity, booking_id: str) -> tuple[Booking, Conversation]:
        """The booking and the conversation of its room.

        Raises NotFound (no such booking, or not this person's) and Forbidden `room_early` or
        `room_closed`.
        """
        booking = self.check(person, await self._bookings.get(booking_id))
        return booking, await self._room_of(booking)

    async def look_up(self, person: Identity, booking_id: str) -> tuple[Booking, Conversation]:
        """As `enter`, to read what was said: whether the room is open does not matter."""
        booking = check_known(person, await self._bookings.get(booking_id))
        return booking, await self._room_of(booking)

    async def _room_of(self, booking: Booking) -> Conversation:
        customer = Identity(booking.customer, Role.CUSTOMER, booking.customer_name)
        language = booking.language if booking.language in LETTERS else DEFAULT
        return await self._conversations.room_for(booking, customer, language=language)

    async def open_now(self) -> dict[str, Booking]:
        """The bookings whose rooms are open, by id, the earliest start first."""
        now = datetime.now(UTC)
        return await self._bookings.confirmed(
            starts_before=now + self._before, ends_after=now - self._after
        )

    def check(self, person: Identity, booking: Booking | None) -> Booking:
        """The booking, if the person may be in its room now; raises as `enter`."""
        return check_may_enter(person, booking, datetime.now(UTC), self._before, self._after)

    async def bookings_of(self, person: Identity, language: str) -> list[Wire]:
        """A person's bookings with the state of each one's room, as JSON values."""
        bookings = await self._bookings.around(person, datetime.now(UTC))
        pandits = await self._catalog.pandits(told_in=language)
        cities = await self._catalog.cities(language)
        customers = await self._users.names({booking.customer for booking in bookings})
        told = {one.customer: one.customer_name for one in bookings if one.customer_name}
        names = customers | told | {pandit.id: pandit.name for pandit in pandits.values()}
        return [
            await self._to_wire(booking, language, names)
            | ({"city_name": cities[booking.city].name} if booking.city in cities else {})
            for booking in bookings
        ]

    async def to_wire(self, booking: Booking, language: str) -> Wire:
        """The `room` object of docs/protocol.md."""
        return {
            "booking_id": booking.id,
            "title": await self.title(booking, language),
            "titles": await self.titles(booking),
            "starts_at": booking.starts_at.isoformat(),
            "ends_at": booking.ends_at.isoformat(),
            "closes_at": closes_at(booking, self._after).isoformat(),
            "video_url": booking.video_url,
        }

    async def title(self, booking: Booking, language: str = DEFAULT) -> str:
        """What people of a language call it: the name of its puja."""
        titles = await self.titles(booking)
        return titles.get(language, titles[DEFAULT])

    async def titles(self, booking: Booking) -> dict[str, str]:
        """What people of each language call it."""
        puja = (await self._catalog.pujas()).get(booking.puja)
        return puja.named_in(LETTERS) if puja else dict.fromkeys(LETTERS, booking.puja)

    async def _to_wire(self, booking: Booking, language: str, names: dict[str, str]) -> Wire:
        window = room_window(booking, datetime.now(UTC), self._before, self._after)
        wire = booking.to_wire() | {
            "title": await self.title(booking, language),
            "room": window.value,
            "opens_at": opens_at(booking, self._before).isoformat(),
        }
        for role, person in (("customer", booking.customer), ("pandit", booking.pandit)):
            if person and person in names:
                wire[f"{role}_name"] = names[person]
        if window is not RoomWindow.OPEN:
            del wire["video_url"]  # the way in is given when it is open
        return wire
