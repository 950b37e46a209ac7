"""A booking: its states, its number, and what may be changed when."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from connectors.domain.wire import Wire
from connectors.errors import Conflict

ONLINE = "online"
"""The place of a puja that is held by video."""

LONGEST = timedelta(days=14)
"""No booking lasts longer."""

_NUMBER = re.compile(r"\bPY[- ]?([0-9A-Z]{4,12})\b", re.IGNORECASE)


class BookingStatus(StrEnum):
    """`requested` until paid and accepted, then `confirmed`; ends `completed` or `cancelled`."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


_NEXT = {
    BookingStatus.REQUESTED: {BookingStatus.CONFIRMED, BookingStatus.CANCELLED},
    BookingStatus.CONFIRMED: {
        BookingStatus.REQUESTED,  # moved to another time: to be accepted again
        BookingStatus.COMPLETED,
        BookingStatus.CANCELLED,
    },
    BookingStatus.COMPLETED: set(),
    BookingStatus.CANCELLED: set(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """One booking. `pandit` is None while any pandit is welcome; `city` may be `online`.

    `customer_name` is the host's, for people who do not sign in here.
    """

    id: str
    customer: str
    pandit: str | None
    puja: str
    starts_at: datetime
    ends_at: datetime
    city: str
    language: str
    status: BookingStatus
    price: int
    currency: str
    video_url: str = ""
    customer_name: str = ""

    @property
    def is_confirmed(self) -> bool:
        """Whether it is agreed and will be, or is being, held."""
        return self.status is BookingStatus.CONFIRMED

    def is_changeable(self, now: datetime) -> bool:
        """Whether it may still be moved or cancelled: it is alive and has not begun."""
        return bool(_NEXT[self.status]) and now < self.starts_at

    def is_ahead(self, now: datetime) -> bool:
        """Whether it is alive and not over."""
        return bool(_NEXT[self.status]) and now < self.ends_at

    def to(self, status: BookingStatus) -> Booking:
        """The booking in another status; raises Conflict when that does not follow."""
        if status not in _NEXT[self.status]:
            raise Conflict(
                f"A booking that is {self.status} cannot become {status}.", code="booking_status"
            )
        return replace(self, status=status)

    def cancelled(self, now: datetime) -> Booking:
        """The booking cancelled; raises Conflict once it has begun or ended."""
        self._check_changeable(now)
        return self.to(BookingStatus.CANCELLED)

    def moved(self, starts_at: datetime, now: datetime) -> Booking:
        """The booking at another time, to be accepted again by the pandit."""
        self._check_changeable(now)
        if starts_at <= now:
            raise Conflict("The new time is past.", code="booking_past")
        length = self.ends_at - self.starts_at
        return replace(
            self,
            starts_at=starts_at,
            ends_at=starts_at + length,
            status=BookingStatus.REQUESTED,
        )

    def _check_changeable(self, now: datetime) -> None:
        if not self.is_changeable(now):
            raise Conflict("The booking has begun or ended.", code="booking_over")

    def to_wire(self) -> Wire:
        """JSON values; times are ISO 8601 with their offset."""
        return {
            "id": self.id,
            "customer": self.customer,
            "pandit": self.pandit,
            "puja": self.puja,
            "starts_at": self.starts_at.isoformat(),
            "ends_at": self.ends_at.isoformat(),
            "city": self.city,
            "language": self.language,
            "status": self.status.value,
            "price": self.price,
            "currency": self.currency,
            "video_url": self.video_url,
        }


def booking_number(message_id: str, attempt: int = 0) -> str:
    """The number of the booking a message asks for: the same message, the same number.

    `attempt` gives another one when the number is taken by another message's booking.
    """
    digest = hashlib.sha256(f"{message_id} {attempt}".encode()).digest()
    return f"PY-{int.from_bytes(digest[:8], 'big') % 900_000_000 + 100_000_000}"


def find_booking_number(text: str) -> str | None:
    """The first booking number written in a text, in its one spelling: `PY-1001`."""
    match = _NUMBER.search(text)
    return f"PY-{match[1].upper()}" if match else None


def ends_at(starts_at: datetime, duration_minutes: int) -> datetime:
    """When a puja of that length is over."""
    return starts_at + timedelta(minutes=duration_minutes)
