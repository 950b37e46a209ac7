"""Browsers that people let us push to."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from connectors.language import DEFAULT
from connectors.stores.database import Database, durably

_MOST = 10


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where a push service takes messages for one browser, and the keys only that browser reads.

    `language` is the one the person reads there.
    """

    endpoint: str
    p256dh: str
    auth: str
    language: str = DEFAULT


class Subscriptions:
    """The `push_subscriptions` collection: a browser is its latest person's."""

    def __init__(self, database: Database) -> None:
        self._collection = database.collection("push_subscriptions")

    async def add(self, person: str, subscription: Subscription) -> None:
        """Keep it as this person's; of more than ten the oldest goes."""
        document = {
            "person": person,
            "endpoint": subscription.endpoint,
            "p256dh": subscription.p256dh,
            "auth": subscription.auth,
            "language": subscription.language,
            "at": datetime.now(UTC),
        }
        key = {"_id": _key(subscription.endpoint)}
        await durably(lambda: self._collection.update_one(key, {"$set": document}, upsert=True))
        newest = await self._collection.find({"person": person}).sort("at", -1).to_list()
        for old in newest[_MOST:]:
            await self.remove(old["endpoint"])

    async def of(self, person: str) -> list[Subscription]:
        """A person's browsers."""
        cursor = self._collection.find({"person": person})
        return [
            Subscription(one["endpoint"], one["p256dh"], one["auth"], one.get("language", DEFAULT))
            async for one in cursor
        ]

    async def remove(self, endpoint: str, person: str | None = None) -> None:
        """Forget a browser, if it is this person's when one is named."""
        query = {"_id": _key(endpoint)} | ({"person": person} if person else {})
        await durably(lambda: self._collection.delete_one(query))

    async def remove_of(self, person: str) -> None:
        """Forget every browser of a person."""
        await durably(lambda: self._collection.delete_many({"person": person}))


def _key(endpoint: str) -> str:
    """Endpoints may be long, keys of an index may not."""
    return hashlib.sha256(endpoint.encode()).hexdigest()
