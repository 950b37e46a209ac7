"""The questions of the booking form whose choices come from the catalog."""

from __future__ import annotations

from rasa_sdk.executor import CollectingDispatcher

from actions.matching import close_to
from actions.services import services
from actions.skill import Events, Skill
from actions.speech import button
from actions.times import ask_when
from actions.turn import Turn
from connectors.formats import number_text

_CHOICES = 6


class ActionAskBookingPuja(Skill):
    """Which puja: those whose names are like what was said, else the first of the catalog."""

    action = "action_ask_booking_puja"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> Events:
        """Ask."""
        pujas = await services().catalog.pujas(turn.language)
        choices = close_to(turn.text, pujas) or list(pujas.values())[:_CHOICES]
        buttons = [button(puja.name, "inform", puja=puja.id) for puja in choices]
        dispatcher.utter_message(response="utter_ask_booking_puja", buttons=buttons)
        return []


class ActionAskBookingWhen(Skill):
    """When: the day and the time, or what is still open of them."""

    action = "action_ask_booking_when"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> Events:
        """Ask."""
        ask_when("utter_ask_booking_when", "booking_when_said", turn, dispatcher)
        return []


class ActionAskBookingWhere(Skill):
    """Where: the cities the puja is held in; the response itself offers online."""

    action = "action_ask_booking_where"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> Events:
        """Ask."""
        catalog = services().catalog
        cities = await catalog.cities(turn.language)
        puja = (await catalog.pujas(turn.language)).get(turn.slot("booking_puja") or "")
        held = [cities[city] for city in puja.cities if city in cities] if puja else []
        choices = (held or list(cities.values()))[:_CHOICES]
        buttons = [button(city.name, "inform", city=city.id) for city in choices]
        dispatcher.utter_message(response="utter_ask_booking_where", buttons=buttons)
        return []


class ActionAskBookingLanguage(Skill):
    """Which language: those the pandits for this puja and place speak."""

    action = "action_ask_booking_language"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> Events:
        """Ask."""
        catalog = services().catalog
        fitting = await catalog.pandits(
            puja=turn.slot("booking_puja"), place=turn.slot("booking_where")
        )
        spoken = {code for pandit in fitting.values() for code in pandit.languages}
        languages = (await catalog.languages(turn.language)).values()
        choices = [one for one in languages if one.id in spoken or not spoken][:_CHOICES]
        buttons = [button(one.name, "inform", language=one.id) for one in choices]
        dispatcher.utter_message(response="utter_ask_booking_language", buttons=buttons)
        return []


class ActionAskBookingPandit(Skill):
    """Which pandit: those who suit all that was said; the response itself offers any."""

    action = "action_ask_booking_pandit"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> Events:
        """Ask."""
        fitting = await services().catalog.pandits(
            puja=turn.slot("booking_puja"),
            place=turn.slot("booking_where"),
            language=turn.slot("booking_language"),
            told_in=turn.language,
        )
        buttons = [
            button(
                f"{pandit.name} ({number_text(pandit.rating, turn.language)} ★)",
                "inform",
                pandit=pandit.id,
            )
            for pandit in list(fitting.values())[:_CHOICES]
        ]
        dispatcher.utter_message(response="utter_ask_booking_pandit", buttons=buttons)
        return []
