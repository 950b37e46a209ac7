"""Bookings in a real MongoDB-protocol server."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from connectors.domain.booking import Booking, BookingStatus, booking_number
from connectors.domain.identity import Identity, Role
from connectors.errors import Conflict
from connectors.stores.bookings import Bookings
from connectors.stores.database import Database

NOW = datetime.now(UTC).replace(microsecond=0)
BOOKING = Booking(
    id="",
    customer="asha",
    pandit=None,
    puja="havan",
    starts_at=NOW + timedelta(days=1),
    ends_at=NOW + timedelta(days=1, hours=1),
    city="online",
    language="hi",
    status=BookingStatus.REQUESTED,
    price=2700,
    currency="INR",
)
ASHA = Identity("asha", Role.CUSTOMER)
RAVI = Identity("ravi", Role.PANDIT)


async def test_one_message_requests_one_booking(database: Database) -> None:
    """Ten turns of one message at once make one booking, with one number."""
    bookings = Bookings(database)
    made = await asyncio.gather(*(bookings.request(BOOKING, by_message="m") for _ in range(10)))
    assert len({booking.id for booking in made}) == 1
    assert await bookings.around(ASHA, NOW) == [made[0]]
    assert made[0] == replace(BOOKING, id=made[0].id)


async def test_a_taken_number_is_passed_over(database: Database) -> None:
    """Two messages whose numbers are the same get a booking each."""
    bookings = Bookings(database)
    other = await bookings.request(replace(BOOKING, customer="other"), by_message="other")
    taken = booking_number("m")
    collection = database.collection("bookings")
    document = await collection.find_one({"_id": other.id})
    assert document is not None
    await collection.insert_one({**document, "_id": taken})
    mine = await bookings.request(BOOKING, by_message="m")
    assert mine.id == booking_number("m", 1)
    assert mine.customer == "asha"


async def test_of_two_changes_at_once_one_is_refused(database: Database) -> None:
    """A change of what somebody else changed meanwhile is a conflict; one's own again is not."""
    bookings = Bookings(database)
    was = await bookings.request(BOOKING, by_message="m")
    confirmed, cancelled = was.to(BookingStatus.CONFIRMED), was.cancelled(NOW)
    await bookings.change(was, cancelled, by_message="first")
    await bookings.change(was, cancelled, by_message="first")
    with pytest.raises(Conflict, match="meanwhile"):
        await bookings.change(was, confirmed, by_message="second")
    stored = await bookings.get(was.id)
    assert stored == cancelled


async def test_a_person_sees_their_side(database: Database) -> None:
    """Customers see what they asked for, pandits what they hold, the soonest first."""
    bookings = Bookings(database)
    late = replace(BOOKING, starts_at=NOW + timedelta(days=9), ends_at=NOW + timedelta(days=10))
    second = await bookings.request(late, by_message="late")
    first = await bookings.request(replace(BOOKING, pandit="ravi"), by_message="soon")
    assert await bookings.around(ASHA, NOW) == [first, second]
    assert await bookings.around(RAVI, NOW) == [first]
    assert await bookings.of(ASHA, since=NOW) == [first, second]
    assert await bookings.of(ASHA, since=first.ends_at) == [second]


async def test_a_long_past_hides_nothing_of_today(database: Database) -> None:
    """Of a pandit with more bookings than are listed, those nearest to now are."""
    bookings = Bookings(database)
    for day in range(-4, 5):
        begin = NOW + timedelta(days=day)
        held = replace(BOOKING, pandit="ravi", starts_at=begin, ends_at=begin + timedelta(hours=1))
        await bookings.request(held, by_message=str(day))
    nearest = await bookings.around(RAVI, NOW, each_side=2)
    assert [(booking.starts_at - NOW).days for booking in nearest] == [-2, -1, 0, 1]


async def test_every_agreed_booking_is_found(database: Database) -> None:
    """However many are held at the same time; those over, ahead or only asked for are not."""
    bookings = Bookings(database)
    held = replace(BOOKING, status=BookingStatus.CONFIRMED, starts_at=NOW)
    for number in range(250):
        await bookings.put(replace(held, id=f"PY-{number:03}"), by_call="first")
    await bookings.put(replace(held, id="asked", status=BookingStatus.REQUESTED), by_call="first")
    ahead = replace(held, id="ahead", starts_at=NOW + timedelta(hours=2))
    await bookings.put(ahead, by_call="first")
    over = replace(held, id="over", starts_at=NOW - timedelta(days=1), ends_at=NOW)
    await bookings.put(over, by_call="first")
    found = await bookings.confirmed(
        starts_before=NOW + timedelta(hours=1), ends_after=NOW + timedelta(minutes=1)
    )
    assert list(found) == [f"PY-{number:03}" for number in range(250)]
