"""Moving a booking to another time."""

from __future__ import annotations

from typing import Any, ClassVar

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.change_forms import ChangeForm, change_once
from actions.own_bookings import booking_buttons
from actions.skill import Domain, Events, Skill, Slots, Typed, forget
from actions.times import ask_when, read_slot, validate_when
from actions.turn import Turn


class ValidateRescheduleForm(ChangeForm):
    """Which booking, and to when."""

    action = "validate_reschedule_form"
    slots = ("reschedule_booking", "reschedule_when")
    number_slot = "reschedule_booking"
    typed: ClassVar[Typed] = {"reschedule_when": ("time",)}

    async def validate_reschedule_booking(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> Slots:
        """One of the speaker's own."""
        return await self.check_number(value, dispatcher, tracker)

    async def validate_reschedule_when(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> Slots:
        """A moment that is ahead, within a year."""
        return validate_when(
            "reschedule_when", "reschedule_when_said", str(value), dispatcher, tracker
        )


class ActionAskRescheduleBooking(Skill):
    """Which booking to move, of those that can be."""

    action = "action_ask_reschedule_booking"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> Events:
        """Ask."""
        buttons = await booking_buttons(turn)
        dispatcher.utter_message(response="utter_ask_reschedule_booking", buttons=buttons)
        return []


class ActionAskRescheduleWhen(Skill):
    """To when: the day and the time, or what is still open of them."""

    action = "action_ask_reschedule_when"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> Events:
        """Ask."""
        ask_when("utter_ask_reschedule_when", "reschedule_when_said", turn, dispatcher)
        return []


class ActionRescheduleBooking(Skill):
    """Moves the booking, or says why there is none to move."""

    action = "action_reschedule_booking"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> Events:
        """Move it once for each message; the pandit then accepts the new time."""
        number, when = turn.slot("reschedule_booking"), turn.slot("reschedule_when")
        if turn.speaker.is_guest:
            dispatcher.utter_message(response="utter_sign_in")
        elif not number or not when:
            dispatcher.utter_message(response="utter_nothing_to_change")
        else:
            await change_once(
                number,
                lambda booking: booking.moved(read_slot(when), turn.now),
                turn,
                dispatcher,
                done="utter_booking_moved",
            )
        return forget(
            "reschedule_booking", "reschedule_when", "reschedule_when_said", "form_attempts"
        )
