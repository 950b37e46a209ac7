"""The speaker's own bookings; another's number is answered as one that does not exist."""

from __future__ import annotations

from actions.services import services
from actions.speech import Button, button
from actions.turn import Turn
from connectors.domain.booking import Booking, find_booking_number
from connectors.domain.room import is_party
from connectors.formats import moment_text


def wanted_number(turn: Turn) -> str | None:
    """The booking number said in this message."""
    said = turn.entity("booking_number") or turn.text
    return find_booking_number(said)


async def own_booking(turn: Turn, number: str) -> Booking | None:
    """The booking of this number, if the speaker is its customer or its pandit."""
    booking = await services().bookings.get(number)
    return booking if booking and is_party(turn.speaker, booking) else None


async def asked_booking(turn: Turn, number: str) -> Booking | None:
    """The booking of this number, if the speaker asked for it: only they may change it."""
    booking = await own_booking(turn, number)
    return booking if booking and booking.customer == turn.speaker.id else None


async def changeable(turn: Turn) -> list[Booking]:
    """The bookings the speaker asked for that can still be moved or cancelled."""
    if turn.speaker.is_guest:
        return []
    ahead = await services().bookings.of(turn.speaker, since=turn.now)
    return [
        booking
        for booking in ahead
        if booking.is_changeable(turn.now) and booking.customer == turn.speaker.id
    ]


async def booking_buttons(turn: Turn) -> list[Button]:
    """A button for each booking that can be changed."""
    pujas = await services().catalog.pujas(turn.language)
    buttons = []
    for booking in await changeable(turn):
        puja = pujas.get(booking.puja)
        when = moment_text(booking.starts_at, turn.timezone, turn.language)
        title = f"{puja.name if puja else booking.puja}, {when}"
        buttons.append(button(title, "inform", booking_number=booking.id))
    return buttons
