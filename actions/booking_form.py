"""The booking form: checks each answer against the catalog, corrects what no longer fits."""

from __future__ import annotations

from typing import Any, ClassVar

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.matching import close_to, named
from actions.services import services
from actions.skill import Domain, FormSkill, Slots, Typed, accepted, refused
from actions.speech import names_of, place_name, places_of, quoted
from actions.times import validate_when
from actions.turn import Turn
from connectors.domain.booking import ONLINE
from connectors.language import skeleton

BOOKING_SLOTS = (
    "booking_puja",
    "booking_when",
    "booking_where",
    "booking_language",
    "booking_pandit",
)
ANY = "any"
"""Slot value: any pandit is welcome."""

_ANY_WORDS = frozenset(
    map(
        skeleton,
        (
            "any", "anyone", "any pandit", "anybody", "no preference", "you choose", "whoever",
            "koi bhi", "koi bhi pandit", "jo bhi", "junsukai", "jo pani", "कोई भी", "कोई भी पंडित",
            "जुनसुकै", "जो पनि", "هر کسی", "هر پاندیت", "فرقی نمی‌کند", "فرقی ندارد",
        ),
    )
)  # fmt: skip
_ONLINE_WORDS = frozenset(
    map(skeleton, ("online", "video", "video call", "by video", "ऑनलाइन", "अनलाइन", "آنلاین"))
)


class ValidateBookingForm(FormSkill):
    """What, when, where, in which language, by whom."""

    action = "validate_booking_form"
    slots = BOOKING_SLOTS
    typed: ClassVar[Typed] = {
        "booking_puja": ("puja",),
        "booking_when": ("time",),
        "booking_where": ("place", "city"),
        "booking_language": ("language",),
        "booking_pandit": ("pandit",),
    }

    async def validate_booking_puja(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> Slots:
        """A puja of the catalog; else the likest ones are named."""
        turn = Turn(tracker)
        pujas = await services().catalog.pujas(turn.language)
        puja = named(str(value), pujas)
        if puja is None:
            similar = close_to(str(value), pujas)
            response = "utter_puja_did_you_mean" if similar else "utter_puja_unknown"
            dispatcher.utter_message(
                response=response, said=quoted(value), similar=names_of(similar, turn.language)
            )
            return refused("booking_puja", tracker, dispatcher)
        where = tracker.slots.get("booking_where")
        where_follows = "booking_where" in tracker.slots_to_validate()
        if where and not where_follows and not puja.is_held_in(where):
            await _say_not_held(puja.id, where, dispatcher, tracker)
            return accepted("booking_puja", puja.id, booking_where=None)
        return accepted("booking_puja", puja.id, **await _unfitting_pandit(tracker, puja=puja.id))

    async def validate_booking_when(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> Slots:
        """A moment that is ahead, within a year."""
        return validate_when("booking_when", "booking_when_said", str(value), dispatcher, tracker)

    async def validate_booking_where(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> Slots:
        """A city we serve for this puja, or online."""
        place = await _place(str(value))
        if place is None:
            dispatcher.utter_message(response="utter_city_not_served", said=quoted(value))
            return refused("booking_where", tracker, dispatcher)
        chosen = tracker.slots.get("booking_puja")
        puja = (await services().catalog.pujas()).get(chosen or "")
        if puja and not puja.is_held_in(place):
            await _say_not_held(puja.id, place, dispatcher, tracker)
            return refused("booking_where", tracker, dispatcher)
        return accepted("booking_where", place, **await _unfitting_pandit(tracker, place=place))

    async def validate_booking_language(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> Slots:
        """A language that a pandit for this puja and place speaks."""
        turn = Turn(tracker)
        languages = await services().catalog.languages(turn.language)
        language = named(str(value), languages)
        if language is None:
            dispatcher.utter_message(response="utter_language_unknown", said=quoted(value))
            return refused("booking_language", tracker, dispatcher)
        fitting = await services().catalog.pandits(
            puja=tracker.slots.get("booking_puja"), place=tracker.slots.get("booking_where")
        )
        spoken = {code for pandit in fitting.values() for code in pandit.languages}
        if fitting and language.id not in spoken:
            known = (languages[code] for code in languages if code in spoken)
            offered = names_of(known, turn.language)
            dispatcher.utter_message(
                response="utter_language_not_spoken", wanted=language.name, offered=offered
            )
            return refused("booking_language", tracker, dispatcher)
        return accepted(
            "booking_language",
            language.id,
            **await _unfitting_pandit(tracker, language=language.id),
        )

    async def validate_booking_pandit(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> Slots:
        """A pandit who can do it, or any."""
        turn = Turn(tracker)
        if turn.intent == "deny" and turn.entity("puja", "time", "place", "city", "language"):
            return {"booking_pandit": None}  # "no, in Nepali" corrects; it is no "any"
        if value == ANY or skeleton(str(value)) in _ANY_WORDS:
            return accepted("booking_pandit", ANY)
        pandits = await services().catalog.pandits(told_in=turn.language)
        pandit = named(str(value), pandits)
        if pandit is None:
            dispatcher.utter_message(response="utter_pandit_unknown", said=quoted(value))
            return refused("booking_pandit", tracker, dispatcher)
        if not pandit.suits(**_asked(tracker)):
            dispatcher.utter_message(response="utter_pandit_unsuited", pandit=pandit.name)
            return refused("booking_pandit", tracker, dispatcher)
        return accepted("booking_pandit", pandit.id)


def _asked(tracker: Tracker) -> dict[str, str | None]:
    """What a pandit must suit, as far as it is known."""
    return {
        "puja": tracker.slots.get("booking_puja"),
        "place": tracker.slots.get("booking_where"),
        "language": tracker.slots.get("booking_language"),
    }


async def _place(value: str) -> str | None:
    if skeleton(value) in _ONLINE_WORDS:
        return ONLINE
    city = named(value, await services().catalog.cities())
    return city.id if city else None


async def _say_not_held(
    puja: str, place: str, dispatcher: CollectingDispatcher, tracker: Tracker
) -> None:
    language = Turn(tracker).language
    catalog = services().catalog
    chosen, cities = (await catalog.pujas(language))[puja], await catalog.cities(language)
    dispatcher.utter_message(
        response="utter_puja_not_held_there",
        puja=chosen.name,
        where=place_name(place, cities, language),
        places=places_of(chosen, cities, language),
    )


async def _unfitting_pandit(tracker: Tracker, **changed: str) -> Slots:
    """The pandit is asked for again when a correction no longer suits the one chosen."""
    chosen = tracker.slots.get("booking_pandit")
    pandit = (await services().catalog.pandits()).get(chosen or "")
    if pandit and not pandit.suits(**{**_asked(tracker), **changed}):
        return {"booking_pandit": None}
    return {}
