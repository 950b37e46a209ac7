"""The shop: products, and where an order is."""

from __future__ import annotations

from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.labels import label
from actions.matching import close_to
from actions.services import services
from actions.skill import Events, Skill
from actions.turn import Turn
from connectors.domain.catalog import Product
from connectors.domain.order import Order, find_order_number
from connectors.formats import commas, lines, moment_text, number_text, price_text

_SHOWN = 6


class ActionFindProducts(Skill):
    """Shows products by name, or those a puja needs, as cards."""

    action = "action_find_products"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> Events:
        """Look and show; without a wish, what is sold most."""
        found = await _wanted(turn)
        products = (await services().catalog.products(turn.language)).values()
        shown = (found or list(products))[:_SHOWN]
        cards = [_card(product, turn.language) for product in shown]
        dispatcher.utter_message(
            response="utter_products" if found else "utter_products_popular",
            listed=lines(f"{card['title']}: {card['subtitle']}" for card in cards),
            type="cards",
            payload={"cards": cards},
        )
        return []


async def _wanted(turn: Turn) -> list[Product]:
    products = await services().catalog.products(turn.language)
    named = products.get(turn.entity("product") or "")
    puja = turn.entity("puja")
    if named:
        alike = [one for one in close_to(named.name, products) if one.id != named.id]
        return [named, *alike]
    if puja:
        return [product for product in products.values() if puja in product.pujas]
    return close_to(turn.text, products)


def _card(product: Product, language: str) -> dict[str, Any]:
    price = price_text(product.price, product.currency, language)
    offered = price if product.in_stock else f"{price} · {label('sold_out', language)}"
    card: dict[str, Any] = {
        "title": product.name,
        "subtitle": f"{offered} · {product.description}",
        "url": product.url,
        "buttons": [{"title": label("view", language), "url": product.url}],
    }
    return card | ({"image_url": product.image_url} if product.image_url else {})


class ActionOrderStatus(Skill):
    """Where the speaker's order is; another's number is answered as one that does not exist."""

    action = "action_order_status"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> Events:
        """Tell of the order that was named, or of the latest ones."""
        if turn.speaker.is_guest:
            dispatcher.utter_message(response="utter_sign_in")
            return []
        number = find_order_number(turn.entity("order_number") or turn.text)
        if number:
            order = await services().orders.get(turn.speaker, number)
            if order is None:
                dispatcher.utter_message(response="utter_order_not_found", number=number)
                return []
            await _tell(order, turn, dispatcher)
            return []
        orders = await services().orders.of(turn.speaker)
        if not orders:
            dispatcher.utter_message(response="utter_no_orders")
        for order in orders[:3]:
            await _tell(order, turn, dispatcher)
        return []


async def _tell(order: Order, turn: Turn, dispatcher: CollectingDispatcher) -> None:
    products = await services().catalog.products(turn.language)
    items = (
        f"{products[item].name if item in products else item} × {number_text(count, turn.language)}"
        for item, count in order.items.items()
    )
    when = order.expected_at or order.placed_at
    dispatcher.utter_message(
        response="utter_order_status",
        number=order.id,
        items=commas(items, turn.language),
        status=label(order.status, turn.language),
        when=moment_text(when, turn.timezone, turn.language),
        price=price_text(order.total, order.currency, turn.language),
        tracking_url=order.tracking_url,
    )
