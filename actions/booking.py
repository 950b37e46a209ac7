"""Bookings: sending the request, telling why something is asked, and where a booking stands."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.booking_form import ANY, BOOKING_SLOTS
from actions.own_bookings import own_booking, wanted_number
from actions.services import services
from actions.skill import Events, Skill, forget
from actions.speech import booking_words
from actions.times import read_slot
from actions.turn import Turn
from connectors.domain.booking import Booking, BookingStatus, ends_at
from connectors.domain.catalog import Puja
from connectors.formats import commas, lines, number_text


class ActionSubmitBooking(Skill):
    """Stores the booking request and leads to the host's checkout."""

    action = "action_submit_booking"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> Events:
        """Store once for each message, say what was stored, forget the answers."""
        answers = {slot: turn.slot(slot) for slot in BOOKING_SLOTS}
        puja = (await services().catalog.pujas()).get(answers["booking_puja"] or "")
        if puja is None or not all(answers.values()):
            return []  # the form was left before its end
        if read_slot(answers["booking_when"]) <= turn.now:  # it passed while the form was open
            dispatcher.utter_message(response="utter_when_past")
            again = forget("booking_when", "booking_when_said")
            return [*again, FollowupAction("booking_form")]
        booking = await services().bookings.request(
            _requested(turn, puja, answers), by_message=turn.message_id
        )
        checkout = services().settings.checkout_url
        mark = "&" if "?" in checkout else "?"
        dispatcher.utter_message(
            response="utter_booking_requested",
            checkout_url=f"{checkout}{mark}request={quote(booking.id)}",
            **await booking_words(booking, turn),
        )
        return forget(*BOOKING_SLOTS, "booking_when_said", "form_attempts")


def _requested(turn: Turn, puja: Puja, answers: dict[str, Any]) -> Booking:
    starts_at = read_slot(answers["booking_when"])
    return Booking(
        id="",
        customer=turn.speaker.id,
        pandit=None if answers["booking_pandit"] == ANY else answers["booking_pandit"],
        puja=puja.id,
        starts_at=starts_at,
        ends_at=ends_at(starts_at, puja.duration_minutes),
        city=answers["booking_where"],
        language=answers["booking_language"],
        status=BookingStatus.REQUESTED,
        price=puja.price,
        currency=puja.currency,
    )


class ActionExplainQuestion(Skill):
    """Why the form asks what it asks: a response for each question."""

    action = "action_explain_question"
    explained = (
        *BOOKING_SLOTS,
        "reschedule_booking",
        "reschedule_when",
        "cancel_booking_id",
        "cancel_confirmed",
    )

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> Events:
        """Explain the question that is open."""
        slot = turn.slot("requested_slot")
        known = slot if slot in self.explained else "nothing"
        dispatcher.utter_message(response=f"utter_explain_{known}")
        return []


class ActionBookingStatus(Skill):
    """Where the speaker's bookings stand: the one that was named, or all that are ahead."""

    action = "action_booking_status"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> Events:
        """Tell; guests are asked to sign in."""
        if turn.speaker.is_guest:
            dispatcher.utter_message(response="utter_sign_in")
            return []
        number = wanted_number(turn)
        if number:
            booking = await own_booking(turn, number)
            if booking is None:
                dispatcher.utter_message(response="utter_booking_not_found", number=number)
                return []
            words = await booking_words(booking, turn)
            dispatcher.utter_message(response="utter_booking_status", **words)
            return []
        ahead = await services().bookings.of(turn.speaker, since=turn.now)
        ahead = [booking for booking in ahead if booking.is_ahead(turn.now)]
        if not ahead:
            dispatcher.utter_message(response="utter_no_bookings")
            return []
        told = [await booking_words(booking, turn) for booking in ahead]
        shown = ("puja", "when", "where", "pandit", "status")
        listed = lines(
            f"{words['number']}: {commas((words[name] for name in shown), turn.language)}"
            for words in told
        )
        dispatcher.utter_message(
            response="utter_bookings", listed=listed, total=number_text(len(told), turn.language)
        )
        return []
