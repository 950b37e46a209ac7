"""The rules of bookings and their numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.domain.booking import (
    Booking,
    BookingStatus,
    booking_number,
    find_booking_number,
)
from connectors.domain.order import find_order_number
from connectors.errors import Conflict

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
BOOKING = Booking(
    id="PY-1",
    customer="asha",
    pandit="ravi",
    puja="havan",
    starts_at=NOW + timedelta(hours=2),
    ends_at=NOW + timedelta(hours=3),
    city="pune",
    language="hi",
    status=BookingStatus.CONFIRMED,
    price=2700,
    currency="INR",
)


def test_a_moved_booking_keeps_its_length_and_waits_again() -> None:
    """The pandit has to accept the new time."""
    moved = BOOKING.moved(NOW + timedelta(days=2), NOW)
    assert moved.ends_at - moved.starts_at == timedelta(hours=1)
    assert moved.status is BookingStatus.REQUESTED


@pytest.mark.parametrize("now", [BOOKING.starts_at, BOOKING.ends_at + timedelta(days=1)])
def test_what_has_begun_is_not_changed(now: datetime) -> None:
    """From its first minute on a booking is neither moved nor cancelled."""
    with pytest.raises(Conflict, match="begun") as caught:
        BOOKING.cancelled(now)
    assert caught.value.to_wire()["code"] == "booking_over"
    with pytest.raises(Conflict):
        BOOKING.moved(now + timedelta(days=1), now)


def test_nothing_moves_into_the_past() -> None:
    """The new time lies ahead."""
    with pytest.raises(Conflict) as caught:
        BOOKING.moved(NOW, NOW)
    assert caught.value.to_wire()["code"] == "booking_past"


@pytest.mark.parametrize("status", [BookingStatus.CANCELLED, BookingStatus.COMPLETED])
@pytest.mark.parametrize("to", list(BookingStatus))
def test_what_has_ended_stays_so(status: BookingStatus, to: BookingStatus) -> None:
    """No status follows cancelled or completed."""
    with pytest.raises(Conflict):
        replace(BOOKING, status=status).to(to)


@given(st.text(), st.integers(0, 9))
def test_numbers_are_found_again_in_texts(message: str, attempt: int) -> None:
    """A number is the same for the same message, and read back from what people write."""
    number = booking_number(message, attempt)
    assert number == booking_number(message, attempt)
    for written in (f"it is {number}.", number.lower(), number.replace("-", " ")):
        assert find_booking_number(written) == number
    assert find_order_number(number) is None


@pytest.mark.parametrize("text", ["", "happy-1001x!", "PY", "PY-12", "COPY-1001"])
def test_what_is_no_number(text: str) -> None:
    """Too short, or part of another word."""
    assert find_booking_number(text) is None


def test_wire_form_is_json() -> None:
    """Times are ISO 8601, the status its word."""
    wire = BOOKING.to_wire()
    assert wire["starts_at"] == "2026-11-21T11:00:00+00:00"
    assert wire["status"] == "confirmed"
