"""The catalog in MongoDB: pujas, pandits, products, cities, languages.

Each is read for readers of a language, `told_in`.
"""

from __future__ import annotations

import time
from typing import Any, TypeVar

from connectors.domain.catalog import City, Language, Pandit, Product, Puja, Translated
from connectors.language import DEFAULT
from connectors.stores.database import Database, Document

FRESH_SECONDS = 10.0

E = TypeVar("E", bound=Translated)


class Catalog:
    """Reads the catalog, as it was at most FRESH_SECONDS ago.

    It is small and seldom changes: each kind is read as a whole, by id in the files' order.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._read: dict[str, tuple[float, list[Any]]] = {}

    async def cities(self, told_in: str = DEFAULT) -> dict[str, City]:
        """Cities by id."""
        return await self._all("cities", City, told_in)

    async def languages(self, told_in: str = DEFAULT) -> dict[str, Language]:
        """Languages by ISO code."""
        return await self._all("languages", Language, told_in)

    async def pujas(self, told_in: str = DEFAULT) -> dict[str, Puja]:
        """Pujas by id."""
        return await self._all("pujas", Puja, told_in)

    async def products(self, told_in: str = DEFAULT) -> dict[str, Product]:
        """Products by id."""
        return await self._all("products", Product, told_in)

    async def pandits(
        self,
        *,
        puja: str | None = None,
        place: str | None = None,
        language: str | None = None,
        told_in: str = DEFAULT,
    ) -> dict[str, Pandit]:
        """Pandits who suit all that is asked, the best rated first."""
        everybody = await self._all("pandits", Pandit, told_in)
        fitting = [
            pandit
            for pandit in everybody.values()
            if pandit.suits(puja=puja, place=place, language=language)
        ]
        fitting.sort(key=lambda pandit: (-pandit.rating, -pandit.reviews))
        return {pandit.id: pandit for pandit in fitting}

    async def _all(self, name: str, model: type[E], told_in: str) -> dict[str, E]:
        read_at, entries = self._read.get(name, (-FRESH_SECONDS, []))
        if time.monotonic() - read_at >= FRESH_SECONDS:
            cursor = self._database.collection(name).find().sort([("position", 1), ("_id", 1)])
            entries = [_entry(document, model) async for document in cursor]
            self._read[name] = time.monotonic(), entries
        return {entry.id: entry.in_language(told_in) for entry in entries}


def _entry(document: Document, model: type[E]) -> E:
    """The entry a document holds; what the host keeps beside our fields is left out."""
    fields = {**document, "id": document["_id"]}
    return model.model_validate({key: fields[key] for key in model.model_fields if key in fields})
