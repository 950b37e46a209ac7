"""The live room of a booking: who may enter, and when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

from connectors.domain.identity import Identity
from connectors.errors import Forbidden, NotFound


class BookingLike(Protocol):
    """What the rules need to know of a booking."""

    @property
    def id(self) -> str: ...
    @property
    def customer(self) -> str: ...
    @property
    def pandit(self) -> str | None: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def status(self) -> str: ...
    @property
    def is_confirmed(self) -> bool: ...


B = TypeVar("B", bound=BookingLike)


class RoomWindow(StrEnum):
    """Where `now` lies against the time the room is open."""

    EARLY = "early"
    OPEN = "open"
    CLOSED = "closed"


def opens_at(booking: BookingLike, before: timedelta) -> datetime:
    """When the room of the booking opens."""
    return booking.starts_at - before


def closes_at(booking: BookingLike, after: timedelta) -> datetime:
    """When the room of the booking closes."""
    return booking.ends_at + after


def room_window(
    booking: BookingLike, now: datetime, before: timedelta, after: timedelta
) -> RoomWindow:
    """Whether the room is open at `now`: from `before` the start until `after` the end."""
    if not booking.is_confirmed or now > closes_at(booking, after):
        return RoomWindow.CLOSED
    return RoomWindow.EARLY if now < opens_at(booking, before) else RoomWindow.OPEN


def is_party(identity: Identity, booking: BookingLike) -> bool:
    """Whether the booking is this person's: its customer or its pandit."""
    return identity.id in (booking.customer, booking.pandit)


def check_known(identity: Identity, booking: B | None) -> B:
    """The booking, if `identity` may know of it: a party of it, or staff.

    Raises NotFound for a booking that does not exist or is another's (the same words, so that
    nobody learns which ids exist).
    """
    if booking is None or not (identity.is_staff or is_party(identity, booking)):
        raise NotFound("There is no such booking among yours.", code="booking_not_found")
    return booking


def check_may_enter(
    identity: Identity,
    booking: B | None,
    now: datetime,
    before: timedelta,
    after: timedelta,
) -> B:
    """The booking, if `identity` may be in its room at `now`.

    Raises as `check_known`, Forbidden `room_early` with `opens_at` before its time, and Forbidden
    `room_closed` with `closed_at` after it or with the booking's `status` when it is not confirmed.
    """
    booking = check_known(identity, booking)
    window = room_window(booking, now, before, after)
    if window is RoomWindow.EARLY:
        moment = opens_at(booking, before).isoformat()
        raise Forbidden("The room is not open yet.", code="room_early", opens_at=moment)
    if window is RoomWindow.CLOSED:
        raise _closed(booking, after)
    return booking


def _closed(booking: BookingLike, after: timedelta) -> Forbidden:
    if not booking.is_confirmed:
        message = f"The booking is {booking.status}: it has no room."
        return Forbidden(message, code="room_closed", status=str(booking.status))
    moment = closes_at(booking, after).isoformat()
    return Forbidden("The time of this room is over.", code="room_closed", closed_at=moment)


def check_takes_part(person: Identity, booking: BookingLike, joined: Collection[str]) -> None:
    """Raise Forbidden `not_joined` for staff who are not among the `joined`: they only watch."""
    if person.id not in joined and not is_party(person, booking):
        raise Forbidden("Join the room before you take part in it.", code="not_joined")


def missing(booking: BookingLike, present: Collection[str], now: datetime) -> list[str]:
    """Whose absence is worth a look: `customer`, `pandit`, while the booking should be held."""
    if not booking.starts_at <= now <= booking.ends_at:
        return []
    parties = {"customer": booking.customer, "pandit": booking.pandit}
    return [role for role, person in parties.items() if person not in present]
