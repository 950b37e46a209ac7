"""What a puja is, costs and needs, and the way into its room."""

from __future__ import annotations

from datetime import datetime, timedelta

from rasa_sdk.executor import CollectingDispatcher

from actions.labels import label
from actions.matching import close_to, named
from actions.services import services
from actions.skill import Events, Skill
from actions.speech import booking_words, button, places_of
from actions.turn import Turn
from connectors.domain.booking import Booking
from connectors.domain.catalog import Puja
from connectors.domain.identity import Role
from connectors.domain.room import RoomWindow, opens_at, room_window
from connectors.formats import lines, moment_text, number_text, price_text
from connectors.language import LETTERS

_LISTED = 8


async def _wanted_puja(turn: Turn) -> Puja | None:
    """The puja of this message, or the one talked about before."""
    pujas = await services().catalog.pujas(turn.language)
    said = turn.entity("puja")
    if said:
        return named(said, pujas)
    return named(turn.text, pujas) or pujas.get(turn.slot("puja") or "")


async def _ask_which(turn: Turn, intent: str, dispatcher: CollectingDispatcher) -> None:
    pujas = await services().catalog.pujas(turn.language)
    choices = close_to(turn.text, pujas) or list(pujas.values())[:_LISTED]
    buttons = [button(puja.name, intent, puja=puja.id) for puja in choices]
    dispatcher.utter_message(response="utter_which_puja", buttons=buttons)


def _words(puja: Puja, turn: Turn) -> dict[str, str]:
    return {
        "puja": puja.name,
        "price": price_text(puja.price, puja.currency, turn.language),
        "duration": label(
            "minutes", turn.language, minutes=number_text(puja.duration_minutes, turn.language)
        ),
    }


class ActionTellPrice(Skill):
    """The price of a product or a puja, or of the pujas asked for most."""

    action = "action_tell_price"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> Events:
        """Tell."""
        products = await services().catalog.products(turn.language)
        product = products.get(turn.entity("product") or "")
        if product and not turn.entity("puja"):
            price = price_text(product.price, product.currency, turn.language)
            dispatcher.utter_message(
                response="utter_product_price", product=product.name, price=price
            )
            return []
        puja = await _wanted_puja(turn)
        if puja:
            dispatcher.utter_message(
                response="utter_price",
                buttons=[button(label("book", turn.language), "book_puja", puja=puja.id)],
                **_words(puja, turn),
            )
            return []
        pujas = list((await services().catalog.pujas(turn.language)).values())[:_LISTED]
        listed = lines("{puja}: {price} ({duration})".format(**_words(one, turn)) for one in pujas)
        dispatcher.utter_message(response="utter_prices", listed=listed)
        return []


class ActionPujaInfo(Skill):
    """What a puja is, when it is held and how long it takes."""

    action = "action_puja_info"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> Events:
        """Tell."""
        puja = await _wanted_puja(turn)
        if puja is None:
            await _ask_which(turn, "puja_info", dispatcher)
            return []
        cities = await services().catalog.cities(turn.language)
        dispatcher.utter_message(
            response="utter_puja_info",
            summary=puja.summary,
            description=puja.description,
            occasion=puja.occasion,
            places=places_of(puja, cities, turn.language),
            buttons=[button(label("book", turn.language), "book_puja", puja=puja.id)],
            **_words(puja, turn),
        )
        return []


class ActionSamagriList(Skill):
    """What a puja needs, and the kit of the shop where there is one."""

    action = "action_samagri_list"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> Events:
        """Tell."""
        puja = await _wanted_puja(turn)
        if puja is None:
            await _ask_which(turn, "samagri_list", dispatcher)
            return []
        products = (await services().catalog.products(turn.language)).values()
        kits = [
            {"title": product.name, "url": product.url}
            for product in products
            if puja.id in product.pujas and product.id.endswith("_kit")
        ]
        dispatcher.utter_message(
            response="utter_samagri",
            puja=puja.name,
            listed=lines(puja.samagri),
            buttons=kits,
        )
        return []


class ActionJoinPuja(Skill):
    """Opens the room of the speaker's booking, or says exactly what is missing."""

    action = "action_join_puja"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> Events:
        """Open or explain."""
        if turn.speaker.is_guest:
            dispatcher.utter_message(response="utter_join_sign_in")
            return []
        if turn.speaker.role not in (Role.CUSTOMER, Role.PANDIT):
            dispatcher.utter_message(response="utter_join_not_a_party")
            return []
        settings = services().settings
        before = timedelta(minutes=settings.room_opens_minutes)
        after = timedelta(minutes=settings.room_closes_minutes)
        bookings = await services().bookings.of(turn.speaker, since=turn.now - after)
        for booking in bookings:
            if room_window(booking, turn.now, before, after) is RoomWindow.OPEN:
                words = await booking_words(booking, turn)
                puja = (await services().catalog.pujas()).get(booking.puja)
                dispatcher.utter_message(
                    response="utter_join_room",
                    type="activity",
                    payload={
                        "activity": "room",
                        "booking_id": booking.id,
                        "title": words["puja"],
                        "titles": puja.named_in(LETTERS) if puja else {},
                    },
                    **words,
                )
                return []
        await _say_what_is_missing(turn, bookings, before, dispatcher)
        return []


async def _say_what_is_missing(
    turn: Turn, bookings: list[Booking], before: timedelta, dispatcher: CollectingDispatcher
) -> None:
    def day(moment: datetime) -> object:
        return moment.astimezone(turn.timezone).date()

    ahead = [booking for booking in bookings if booking.is_ahead(turn.now)]
    today = [booking for booking in ahead if day(booking.starts_at) == day(turn.now)]
    confirmed = [booking for booking in today if booking.is_confirmed]
    if confirmed:
        booking, response = confirmed[0], "utter_join_early"
    elif today:
        booking, response = today[0], "utter_join_unconfirmed"
    elif ahead:
        booking, response = ahead[0], "utter_join_not_today"
    else:
        dispatcher.utter_message(response="utter_join_no_booking")
        return
    opens = moment_text(opens_at(booking, before), turn.timezone, turn.language)
    words = await booking_words(booking, turn)
    dispatcher.utter_message(response=response, opens=opens, **words)
