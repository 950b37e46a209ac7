"""Who may be in a room, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from connectors.domain.identity import Identity, Role
from connectors.domain.room import (
    RoomWindow,
    check_may_enter,
    check_takes_part,
    missing,
    room_window,
)
from connectors.errors import AppError

START = datetime(2026, 3, 1, 10, tzinfo=UTC)
BEFORE, AFTER = timedelta(minutes=30), timedelta(minutes=60)


@dataclass(frozen=True)
class Booking:
    """What the rules need of a booking."""

    id: str = "b1"
    customer: str = "asha"
    pandit: str | None = "ravi"
    starts_at: datetime = START
    ends_at: datetime = START + timedelta(hours=2)
    status: str = "confirmed"

    @property
    def is_confirmed(self) -> bool:
        """As the real one."""
        return self.status == "confirmed"


@pytest.mark.parametrize(
    ("minutes", "window"),
    [(-31, "early"), (-30, "open"), (0, "open"), (180, "open"), (181, "closed")],
)
def test_window_opens_and_closes_by_the_margins(minutes: int, window: str) -> None:
    """Open from 30 minutes before the start until 60 minutes after the end, ends included."""
    now = START + timedelta(minutes=minutes)
    assert room_window(Booking(), now, BEFORE, AFTER) == RoomWindow(window)


def test_a_booking_that_is_not_confirmed_has_no_room() -> None:
    """A cancelled or merely requested booking's room is closed."""
    assert room_window(Booking(status="requested"), START, BEFORE, AFTER) is RoomWindow.CLOSED


@pytest.mark.parametrize(
    ("person", "role"), [("asha", "customer"), ("ravi", "pandit"), ("meera", "agent")]
)
def test_parties_and_staff_may_enter(person: str, role: str) -> None:
    """The booking's customer, its pandit and staff."""
    check_may_enter(Identity(person, Role(role)), Booking(), START, BEFORE, AFTER)


@pytest.mark.parametrize("booking", [None, Booking()])
def test_a_foreign_booking_looks_like_none(booking: Booking | None) -> None:
    """A stranger hears the same of another's booking as of one that does not exist."""
    with pytest.raises(AppError) as refused:
        check_may_enter(Identity("eve", Role.CUSTOMER), booking, START, BEFORE, AFTER)
    assert refused.value.to_wire() == {
        "code": "booking_not_found",
        "message": "There is no such booking among yours.",
    }


def test_early_says_when_it_opens() -> None:
    """Who is early learns the moment the room opens."""
    with pytest.raises(AppError) as refused:
        check_may_enter(
            Identity("asha", Role.CUSTOMER), Booking(), START - timedelta(hours=1), BEFORE, AFTER
        )
    assert refused.value.to_wire()["code"] == "room_early"
    assert refused.value.to_wire()["opens_at"] == "2026-03-01T09:30:00+00:00"


@pytest.mark.parametrize(
    ("status", "hours", "details"),
    [
        ("confirmed", 4, {"closed_at": "2026-03-01T13:00:00+00:00"}),
        ("cancelled", 0, {"status": "cancelled"}),
        ("requested", 0, {"status": "requested"}),
    ],
)
def test_closed_says_why(status: str, hours: int, details: dict[str, str]) -> None:
    """Who is late learns when it closed; who has no confirmed booking, what it is instead."""
    now = START + timedelta(hours=hours)
    asha = Identity("asha", Role.CUSTOMER)
    with pytest.raises(AppError) as refused:
        check_may_enter(asha, Booking(status=status), now, BEFORE, AFTER)
    wire = refused.value.to_wire()
    assert wire.pop("message")
    assert wire == {"code": "room_closed", **details}


def test_staff_take_part_only_when_they_have_joined() -> None:
    """The booking's own people always do."""
    check_takes_part(Identity("asha", Role.CUSTOMER), Booking(), [])
    check_takes_part(Identity("meera", Role.AGENT), Booking(), ["meera"])
    with pytest.raises(AppError) as refused:
        check_takes_part(Identity("meera", Role.AGENT), Booking(), ["devi"])
    assert refused.value.to_wire()["code"] == "not_joined"


@pytest.mark.parametrize(
    ("minutes", "present", "roles"),
    [
        (-1, [], []),
        (0, [], ["customer", "pandit"]),
        (60, ["asha"], ["pandit"]),
        (60, ["asha", "ravi", "meera"], []),
        (121, [], []),
    ],
)
def test_who_is_missing(minutes: int, present: list[str], roles: list[str]) -> None:
    """Between the start and the end both should be there; before and after nobody has to be."""
    assert missing(Booking(), present, START + timedelta(minutes=minutes)) == roles
