"""The MongoDB database: its collections and their indexes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeVar

from bson.codec_options import CodecOptions
from pymongo import AsyncMongoClient, IndexModel, WriteConcern
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import ConnectionFailure, OperationFailure
from pymongo.read_concern import ReadConcern

from connectors.errors import Unavailable
from connectors.settings import Settings

Document = dict[str, Any]
Collection = AsyncCollection[Document]
T = TypeVar("T")

DURABLE = WriteConcern(w="majority", j=True)
"""What is acknowledged to a client is on the journal of a majority first."""

SETTLED = ReadConcern("majority")
"""What is read is not undone by a failover: nobody is shown, or counts on, what may vanish."""

_GIVE_UP_SECONDS = 8.0
"""How long a write is tried while the server restarts before its caller is told."""

_SELECTION_SECONDS = 2.0

_INDEXES: dict[str, list[IndexModel]] = {
    "conversations": [
        # One guide conversation for each contact, one room for each booking.
        IndexModel(
            [("contact.id", 1)],
            unique=True,
            partialFilterExpression={"kind": "guide"},
            name="guide",
        ),
        IndexModel(
            [("booking", 1)], unique=True, partialFilterExpression={"kind": "room"}, name="room"
        ),
        IndexModel([("status", 1), ("handoff.rank", 1), ("handoff.waiting_since", 1)]),
        IndexModel([("expires_at", 1)]),
    ],
    "messages": [
        IndexModel([("conversation", 1), ("seq", 1)], unique=True),
        IndexModel([("conversation", 1), ("client_id", 1)], unique=True),
        # Few messages are due at any time: the sweep reads this index and nothing else.
        IndexModel(
            [("due", 1), ("conversation", 1), ("seq", 1)],
            partialFilterExpression={"due": True},
            name="due",
        ),
        # The embedded server uses a partial index for queries that name its filter.
        IndexModel(
            [("changed", 1), ("conversation", 1), ("changed_at", 1)],
            partialFilterExpression={"changed": True},
            name="changed",
        ),
    ],
    "attachments": [
        IndexModel([("conversation", 1)]),
        IndexModel([("uploader", 1)]),
        IndexModel([("pending_since", 1)]),
    ],
    "bookings": [
        IndexModel([("customer", 1), ("starts_at", 1)]),
        IndexModel([("pandit", 1), ("starts_at", 1)]),
        IndexModel([("status", 1), ("starts_at", 1)]),
    ],
    "orders": [IndexModel([("customer", 1), ("placed_at", -1)])],
    "push_subscriptions": [IndexModel([("person", 1), ("at", -1)])],
    "users": [IndexModel([("username", 1)], unique=True)],
}


class Database:
    """A connected database; close it with `close`."""

    def __init__(self, client: AsyncMongoClient[Document], name: str) -> None:
        self.client = client
        self._database = client.get_database(
            name,
            codec_options=CodecOptions(tz_aware=True),
            read_concern=SETTLED,
            write_concern=DURABLE,
        )

    def collection(self, name: str) -> Collection:
        """A collection; datetimes come back aware, writes wait for the journal."""
        return self._database[name]

    async def ensure_indexes(self) -> None:
        """Create what is missing; safe to call from several processes at once."""
        for name, models in _INDEXES.items():
            await self.collection(name).create_indexes(models)

    async def ping(self) -> None:
        """Raise a PyMongoError unless the server answers."""
        await self._database.command("ping")

    async def close(self) -> None:
        """Close every connection."""
        await self.client.close()


def open_database(settings: Settings) -> Database:
    """The database of `MONGO_URL`; connects at the first use."""
    settings.require("mongo_url")
    client: AsyncMongoClient[Document] = AsyncMongoClient(
        settings.mongo_url,
        appname="pandityatra",
        connect=False,
        serverSelectionTimeoutMS=int(_SELECTION_SECONDS * 1000),
        # Retried here, by name: see `durably`.
        retryWrites=False,
    )
    return Database(client, settings.mongo_db)


def as_stored(moment: datetime) -> datetime:
    """The moment as it will be read back: MongoDB keeps milliseconds."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


async def durably(write: Callable[[], Awaitable[T]]) -> T:
    """Run an idempotent `write`, again while the server restarts; raises Unavailable at last."""
    deadline = time.monotonic() + _GIVE_UP_SECONDS
    delay = 0.05
    while True:
        try:
            return await write()
        except ConnectionFailure as error:
            failure: Exception = error
        except OperationFailure as error:
            if not error.has_error_label("RetryableWriteError"):
                raise
            failure = error
        if time.monotonic() + delay > deadline:
            raise Unavailable(
                "The database does not answer. Nothing is lost: please send it again."
            ) from failure
        await asyncio.sleep(delay)
        delay *= 2
