"""Brings the catalog into MongoDB: what is in the files is put there, what left them is removed.

Only documents that came from the files (`source: catalog`) are ever removed, so bookings and
users that the host itself wrote stay.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from pymongo import DeleteMany, ReplaceOne

from connectors.catalog.files import CatalogFiles
from connectors.catalog.rows import BookingRow, UserRow
from connectors.domain.booking import ends_at
from connectors.stores.database import Collection, Database, Document, durably
from connectors.stores.users import hash_password

SOURCE = "catalog"


async def load_catalog(files: CatalogFiles, database: Database) -> dict[str, int]:
    """Load everything; again is the same. How many entries each collection has from the files."""
    durations = {puja.id: puja.duration_minutes for puja in files.pujas}
    users = [await asyncio.to_thread(_user, row) for row in files.users]
    groups: dict[str, Iterable[Document]] = {
        "cities": [entry.to_document() for entry in files.cities],
        "languages": [entry.to_document() for entry in files.languages],
        "pujas": [entry.to_document() for entry in files.pujas],
        "pandits": [entry.to_document() for entry in files.pandits],
        "products": [entry.to_document() for entry in files.products],
        "faqs": [entry.to_document() for entry in files.faqs],
        "users": users,
        "bookings": [_booking(row, durations[row.puja]) for row in files.bookings],
        "orders": [row.to_document() for row in files.orders],
    }
    return {
        name: await _replace(database.collection(name), documents)
        for name, documents in groups.items()
    }


async def _replace(collection: Collection, documents: Iterable[Document]) -> int:
    """Make the documents from the files exactly these, in their order (`position`)."""
    kept = [
        {**document, "source": SOURCE, "position": position}
        for position, document in enumerate(documents)
    ]
    ids = [document["_id"] for document in kept]
    writes: list[Any] = [ReplaceOne({"_id": doc["_id"]}, doc, upsert=True) for doc in kept]
    writes.append(DeleteMany({"source": SOURCE, "_id": {"$nin": ids}}))
    await durably(lambda: collection.bulk_write(writes, ordered=False))
    return len(kept)


def _user(row: UserRow) -> Document:
    return {
        "_id": row.id,
        "username": row.username,
        "name": row.name,
        "role": row.role.value,
        "password": hash_password(row.password),
    }


def _booking(row: BookingRow, duration_minutes: int) -> Document:
    return {
        **row.to_document(),
        "status": row.status.value,
        "ends_at": ends_at(row.starts_at, duration_minutes),
    }
