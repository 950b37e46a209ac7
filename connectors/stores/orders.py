"""Orders of the shop, written by the host and only read here."""

from __future__ import annotations

from connectors.domain.identity import Identity
from connectors.domain.order import Order
from connectors.stores.database import Database, Document

_MOST = 20


class Orders:
    """The `orders` collection."""

    def __init__(self, database: Database) -> None:
        self._collection = database.collection("orders")

    async def get(self, person: Identity, order: str) -> Order | None:
        """An order of this person by its number."""
        document = await self._collection.find_one({"_id": order, "customer": person.id})
        return order_from(document) if document else None

    async def of(self, person: Identity) -> list[Order]:
        """The person's latest orders, the newest first."""
        query = {"customer": person.id}
        cursor = self._collection.find(query).sort("placed_at", -1).limit(_MOST)
        return [order_from(document) async for document in cursor]


def order_from(document: Document) -> Order:
    """The order a stored document holds."""
    return Order(
        id=document["_id"],
        customer=document["customer"],
        items=document["items"],
        status=document["status"],
        placed_at=document["placed_at"],
        expected_at=document.get("expected_at"),
        total=document["total"],
        currency=document["currency"],
        tracking_url=document.get("tracking_url", ""),
    )
