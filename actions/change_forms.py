"""What moving and cancelling a booking share: which booking, and who may."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.own_bookings import asked_booking, changeable, wanted_number
from actions.services import services
from actions.skill import Domain, FormSkill, Slots, accepted, refused, typed_answer
from actions.speech import booking_words
from actions.turn import Turn
from connectors.domain.booking import Booking, find_booking_number
from connectors.errors import Conflict


class ChangeForm(FormSkill):
    """A form about one of the speaker's own bookings.

    It asks nothing of a guest or of somebody without such bookings: it ends at once, and the
    action after it says why.
    """

    number_slot: ClassVar[str]

    async def required_slots(
        self,
        domain_slots: list[str],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: Domain,
    ) -> list[str]:
        """All slots for those who have something to change, none for others."""
        return domain_slots if await changeable(Turn(tracker)) else []

    async def extract(self, slot: str, tracker: Tracker) -> Slots:
        """For the booking: the number that was said, or the only booking there is."""
        if slot != self.number_slot:
            return await super().extract(slot, tracker)
        turn = Turn(tracker)
        if self.number_slot in tracker.slots_to_validate():
            return {}
        is_asked = turn.slot("requested_slot") in (None, self.number_slot)
        if is_asked and (number := wanted_number(turn)):
            return {self.number_slot: number}
        if turn.slot(self.number_slot):
            return {}
        own = await changeable(turn)
        if len(own) == 1:
            return {self.number_slot: own[0].id}
        return typed_answer(tracker, self.number_slot, "booking_number")

    async def check_number(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Slots:
        """A booking of the speaker's that can still be changed."""
        turn = Turn(tracker)
        number = find_booking_number(str(value)) or str(value)
        if number in {booking.id for booking in await changeable(turn)}:
            return accepted(self.number_slot, number)
        booking = await asked_booking(turn, number)
        response = "utter_booking_over" if booking else "utter_booking_not_found"
        dispatcher.utter_message(response=response, number=number)
        return refused(self.number_slot, tracker, dispatcher)


async def change_once(
    number: str,
    change: Callable[[Booking], Booking],
    turn: Turn,
    dispatcher: CollectingDispatcher,
    *,
    done: str,
) -> None:
    """Change one of the speaker's bookings, once for each message; say `done`, or why not."""
    booking = await asked_booking(turn, number)
    if booking is None:
        dispatcher.utter_message(response="utter_booking_not_found", number=number)
        return
    if not await services().bookings.was_changed_by(number, turn.message_id):
        try:
            changed = change(booking)
            booking = await services().change_booking(booking, changed, by_message=turn.message_id)
        except Conflict as error:
            is_past = error.to_wire()["code"] == "booking_past"  # it passed while the form was open
            response = "utter_when_past" if is_past else "utter_booking_over"
            dispatcher.utter_message(response=response, number=number)
            return
    dispatcher.utter_message(response=done, **await booking_words(booking, turn))
