"""The live room of a booking: who may enter, and when."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol, TypeVar

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


def room_window(
    booking: BookingLike, now: datetime, before: timedelta, after: timedelta
) -> RoomWindow:
    """Whether the room is open at `now`: from `before` the start until `after` the end."""
    if not booking.is_confirmed or now > booking.ends_at + after:
        return RoomWindow.CLOSED
    return RoomWindow.EARLY if now < opens_at(booking, before) else RoomWindow.OPEN


def is_party(identity: Identity, booking: BookingLike) -> bool:
    """Whether the booking is this person's: its customer or its pandit."""
    return identity.id in (booking.customer, booking.pandit)


def check_may_enter(
    identity: Identity,
    booking: B | None,
    now: datetime,
    before: timedelta,
    after: timedelta,
) -> B:
    """The booking, if `identity` may be in its room at `now`.

    Raises NotFound for a booking that does not exist or is another's (the same words, so that
    nobody learns which ids exist) and Forbidden `room_early` or `room_closed` outside the window.
    """
    if booking is None or not (identity.is_staff or is_party(identity, booking)):
        raise NotFound("There is no such booking among yours.", code="booking_not_found")
    details: dict[str, Any] = {"opens_at": opens_at(booking, before).isoformat()}
    window = room_window(booking, now, before, after)
    if window is RoomWindow.EARLY:
        raise Forbidden("The room is not open yet.", code="room_early", **details)
    if window is RoomWindow.CLOSED:
        raise Forbidden("The room of this booking is closed.", code="room_closed")
    return booking
