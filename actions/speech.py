"""How things of the catalog are put into words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from actions.labels import label
from actions.services import services
from actions.turn import Turn
from connectors.domain.booking import ONLINE, Booking
from connectors.domain.catalog import City, Named, Pandit, Puja
from connectors.formats import commas, moment_text, price_text

Button = dict[str, str]

_LONGEST_QUOTE = 60


def names_of(entries: Iterable[Named], language: str) -> str:
    """ "Ganesh Puja, Havan"."""
    return commas((entry.name for entry in entries), language)


def quoted(said: object) -> str:
    """What somebody said, short enough to be repeated to them."""
    text = str(said)
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE].rstrip()}…"


def places_of(offer: Puja | Pandit, cities: Mapping[str, City], language: str) -> str:
    """ "Pune, Mumbai, online": where a puja is held, or a pandit comes."""
    places = [cities[city].name for city in offer.cities if city in cities]
    return commas([*places, *([label("online", language)] if offer.online else [])], language)


def place_name(place: str, cities: Mapping[str, City], language: str) -> str:
    """The city's name, or "online"."""
    if place == ONLINE:
        return label("online", language)
    return cities[place].name if place in cities else place


def button(title: str, intent: str, **entities: str) -> Button:
    """A button that says `/intent{"entity": "value"}`; values are ids of the catalog."""
    pairs = ", ".join(f'"{name}": "{value}"' for name, value in entities.items())
    return {"title": title, "payload": f"/{intent}{{{pairs}}}" if pairs else f"/{intent}"}


async def booking_words(booking: Booking, turn: Turn) -> dict[str, Any]:
    """What a response may say of a booking, in the language of the conversation."""
    catalog = services().catalog
    pujas, cities = await catalog.pujas(turn.language), await catalog.cities(turn.language)
    languages, pandits = (
        await catalog.languages(turn.language),
        await catalog.pandits(told_in=turn.language),
    )
    puja, language = pujas.get(booking.puja), languages.get(booking.language)
    pandit = pandits.get(booking.pandit or "")
    return {
        "number": booking.id,
        "puja": puja.name if puja else booking.puja,
        "when": moment_text(booking.starts_at, turn.timezone, turn.language),
        "where": place_name(booking.city, cities, turn.language),
        "spoken": language.name if language else booking.language,
        "pandit": pandit.name if pandit else label("any_pandit", turn.language),
        "price": price_text(booking.price, booking.currency, turn.language),
        "status": label(booking.status.value, turn.language),
    }
