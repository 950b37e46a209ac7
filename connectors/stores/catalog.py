"""The catalog in MongoDB: pujas, pandits, products, cities, languages, faqs."""

from __future__ import annotations

from typing import TypeVar

from connectors.domain.catalog import City, Entry, Faq, Language, Pandit, Product, Puja
from connectors.stores.database import Database, Document

E = TypeVar("E", bound=Entry)


class Catalog:
    """Reads the catalog. It is small: each kind is read as a whole, by id in the files' order."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def cities(self) -> dict[str, City]:
        """Cities by id."""
        return await self._all("cities", City)

    async def languages(self) -> dict[str, Language]:
        """Languages by ISO code."""
        return await self._all("languages", Language)

    async def pujas(self) -> dict[str, Puja]:
        """Pujas by id."""
        return await self._all("pujas", Puja)

    async def products(self) -> dict[str, Product]:
        """Products by id."""
        return await self._all("products", Product)

    async def faqs(self) -> dict[str, Faq]:
        """Questions and answers by id."""
        return await self._all("faqs", Faq)

    async def pandits(
        self, *, puja: str | None = None, place: str | None = None, language: str | None = None
    ) -> dict[str, Pandit]:
        """Pandits who suit all that is asked, the best rated first."""
        everybody = await self._all("pandits", Pandit)
        fitting = [
            pandit
            for pandit in everybody.values()
            if pandit.suits(puja=puja, place=place, language=language)
        ]
        fitting.sort(key=lambda pandit: (-pandit.rating, -pandit.reviews))
        return {pandit.id: pandit for pandit in fitting}

    async def _all(self, name: str, model: type[E]) -> dict[str, E]:
        cursor = self._database.collection(name).find().sort([("position", 1), ("_id", 1)])
        entries = [_entry(document, model) async for document in cursor]
        return {entry.id: entry for entry in entries}


def _entry(document: Document, model: type[E]) -> E:
    """The entry a document holds; what the host keeps beside our fields is left out."""
    fields = {**document, "id": document["_id"]}
    return model.model_validate({key: fields[key] for key in model.model_fields if key in fields})
