"""Many documents at once, for rooms with a past."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from itertools import islice
from typing import Any

from pymongo import AsyncMongoClient, WriteConcern

TEXT = "Namaste, this was said some time ago and is as long as most of what people say."

_BATCH, _AT_ONCE = 2000, 3
_FAST = WriteConcern(w=1, j=False)


async def insert(
    url: str, database: str, collection: str, documents: Iterable[dict[str, Any]]
) -> None:
    """Insert documents without waiting for the journal, a few batches at once."""
    rest = iter(documents)
    async with AsyncMongoClient[dict[str, Any]](url) as client:
        into = client[database].get_collection(collection, write_concern=_FAST)

        async def fill() -> None:
            while batch := list(islice(rest, _BATCH)):
                await into.insert_many(batch, ordered=False)

        await asyncio.gather(*(fill() for _ in range(_AT_ONCE)))
