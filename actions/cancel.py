"""Cancelling a booking."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.change_forms import ChangeForm, change_once
from actions.own_bookings import asked_booking, booking_buttons
from actions.skill import Domain, Events, Skill, Slots, forget
from actions.speech import booking_words
from actions.turn import Turn


class ValidateCancelForm(ChangeForm):
    """Which booking, and whether it is meant."""

    action = "validate_cancel_form"
    slots = ("cancel_booking_id", "cancel_confirmed")
    number_slot = "cancel_booking_id"

    async def validate_cancel_booking_id(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> Slots:
        """One of the speaker's own."""
        return await self.check_number(value, dispatcher, tracker)

    async def validate_cancel_confirmed(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> Slots:
        """Yes or no, to the question about this booking."""
        return {"cancel_confirmed": value if isinstance(value, bool) else None}


class ActionAskCancelBookingId(Skill):
    """Which booking to cancel, of those that can be."""

    action = "action_ask_cancel_booking_id"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> Events:
        """Ask."""
        buttons = await booking_buttons(turn)
        dispatcher.utter_message(response="utter_ask_cancel_booking_id", buttons=buttons)
        return []


class ActionAskCancelConfirmed(Skill):
    """Whether to cancel this very booking, named in full."""

    action = "action_ask_cancel_confirmed"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> Events:
        """Ask."""
        booking = await asked_booking(turn, str(turn.slot("cancel_booking_id")))
        words = await booking_words(booking, turn) if booking else {}
        dispatcher.utter_message(response="utter_ask_cancel_confirmed", **words)
        return []


class ActionCancelBooking(Skill):
    """Cancels the booking, or says why not."""

    action = "action_cancel_booking"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> Events:
        """Cancel it once for each message, if that was confirmed."""
        number, confirmed = turn.slot("cancel_booking_id"), turn.slot("cancel_confirmed")
        if turn.speaker.is_guest:
            dispatcher.utter_message(response="utter_sign_in")
        elif not number:
            dispatcher.utter_message(response="utter_nothing_to_change")
        elif not confirmed:
            dispatcher.utter_message(response="utter_booking_kept")
        else:
            await change_once(
                number,
                lambda booking: booking.cancelled(turn.now),
                turn,
                dispatcher,
                done="utter_booking_cancelled",
            )
        return forget("cancel_booking_id", "cancel_confirmed", "form_attempts")
