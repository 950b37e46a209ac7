"""Finding a pandit by puja, place and language."""

from __future__ import annotations

from typing import Any, TypedDict

from rasa_sdk.executor import CollectingDispatcher

from actions.labels import label
from actions.services import services
from actions.skill import Events, Skill
from actions.speech import button, names_of, place_name, places_of
from actions.turn import Turn
from connectors.domain.catalog import City, Language, Pandit
from connectors.formats import commas, lines, number_text

_SHOWN = 6


class Wishes(TypedDict):
    """What a pandit must suit; None when any will do."""

    puja: str | None
    place: str | None
    language: str | None


class ActionFindPandits(Skill):
    """Shows the pandits who suit what was asked, the best rated first, as cards."""

    action = "action_find_pandits"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> Events:
        """Look with all that is known; with what was said just now when nobody suits that."""
        catalog = services().catalog
        known = Wishes(
            puja=turn.entity("puja") or turn.slot("booking_puja") or turn.slot("puja"),
            place=turn.entity("place", "city") or turn.slot("booking_where") or turn.slot("city"),
            language=turn.entity("language")
            or turn.slot("booking_language")
            or turn.slot("pandit_language"),
        )
        said = Wishes(
            puja=turn.entity("puja"),
            place=turn.entity("place", "city"),
            language=turn.entity("language"),
        )
        wishes, found = known, await catalog.pandits(**known, told_in=turn.language)
        if not found:
            wishes, found = said, await catalog.pandits(**said, told_in=turn.language)
        if not found:
            dispatcher.utter_message(response="utter_no_pandits", wishes=await _told(turn, said))
            return []
        shown = list(found.values())[:_SHOWN]
        cities, languages = (
            await catalog.cities(turn.language),
            await catalog.languages(turn.language),
        )
        cards = [_card(pandit, wishes, cities, languages, turn.language) for pandit in shown]
        dispatcher.utter_message(
            response="utter_pandits",
            listed=lines(f"{card['title']} ({card['subtitle']})" for card in cards),
            wishes=await _told(turn, wishes),
            total=number_text(len(found), turn.language),
            type="cards",
            payload={"cards": cards},
        )
        return []


def _card(
    pandit: Pandit,
    wishes: Wishes,
    cities: dict[str, City],
    languages: dict[str, Language],
    language: str,
) -> dict[str, Any]:
    known = (languages[code] for code in pandit.languages if code in languages)
    places, spoken = places_of(pandit, cities, language), names_of(known, language)
    entities = {"pandit": pandit.id}
    if wishes["puja"]:
        entities["puja"] = wishes["puja"]
    return {
        "title": pandit.name,
        "subtitle": f"{number_text(pandit.rating, language)} ★ · {places} · {spoken}",
        "buttons": [button(label("book", language), "book_puja", **entities)],
    }


async def _told(turn: Turn, wishes: Wishes) -> str:
    """ "Havan, Pune, Hindi": what was looked for, for the answer to repeat."""
    catalog = services().catalog
    pujas, cities = await catalog.pujas(turn.language), await catalog.cities(turn.language)
    languages = await catalog.languages(turn.language)
    puja, place, language = wishes["puja"], wishes["place"], wishes["language"]
    told = [
        pujas[puja].name if puja in pujas else puja,
        place_name(place, cities, turn.language) if place else None,
        languages[language].name if language in languages else language,
    ]
    return commas((part for part in told if part), turn.language) or "–"
