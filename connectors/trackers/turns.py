"""The turns of all conversations in MongoDB, and where a reader of each may begin.

`tracker_events` holds a document for each turn (connectors/trackers/documents.py). `position` is
unique in a conversation and decides the order, as in connectors/stores/messages.py. A turn is one
document, so it is stored whole or not at all; the turn of a user message has the `_id`
`<sender_id>:<message_id>`, so it is stored once.

`trackers` remembers the newest position a reader may begin at: `{_id: sender_id, window}`. It is a
hint and may lag behind or be lost: reading from an older one always meets the newest window.
"""

from __future__ import annotations

from bson.errors import InvalidDocument
from pymongo import IndexModel
from pymongo.errors import DuplicateKeyError

from connectors.errors import Conflict
from connectors.stores.database import Database, Document, durably
from connectors.trackers.documents import storable


class TurnStored(Conflict):
    """The turn of this message is stored already: somebody else answered it first."""

    code = "turn_stored"


class TrackerTurns:
    """Reads and appends turns; every method raises Unavailable when the database stays away."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turns = database.collection("tracker_events")
        self._heads = database.collection("trackers")
        self._indexed = False

    async def append(self, document: Document) -> bool:
        """Store a turn; False when its position is taken.

        Raises TurnStored when the turn of this message is there already.
        """
        await self._ensure_indexes()
        return await durably(lambda: self._insert(document))

    async def read(
        self, sender_id: str, position: int = 0, fields: dict[str, int] | None = None
    ) -> list[Document]:
        """The turns of a conversation from a position on, in order."""
        where = {"sender_id": sender_id, "position": {"$gte": position}}
        return await durably(lambda: self._turns.find(where, fields).sort("position", 1).to_list())

    async def find(self, key: str) -> Document | None:
        """One turn by its `_id`."""
        return await durably(lambda: self._turns.find_one({"_id": key}))

    async def end(self, sender_id: str) -> int:
        """How many events are stored of a conversation."""
        documents = await self.read(sender_id, await self.window(sender_id), {"next": 1})
        return int(documents[-1]["next"]) if documents else 0

    async def exists(self, sender_id: str) -> bool:
        """Whether the conversation has turns."""
        first = {"sender_id": sender_id, "position": 0}
        return await durably(lambda: self._turns.find_one(first, {"_id": 1})) is not None

    async def senders(self) -> list[str]:
        """The ids of all conversations that have turns; reads an index from end to end."""
        fields = {"_id": 0, "sender_id": 1}
        firsts = await durably(
            lambda: self._turns.find({"position": 0}, fields).sort("sender_id", 1).to_list()
        )
        return [first["sender_id"] for first in firsts]

    async def window(self, sender_id: str) -> int:
        """The newest position known that a reader may begin at."""
        head = await durably(lambda: self._heads.find_one({"_id": sender_id}))
        return int(head["window"]) if head else 0

    async def open_window(self, sender_id: str, position: int) -> None:
        """Let readers begin at this turn, which has a `carry`."""
        key, change = {"_id": sender_id}, {"$max": {"window": position}}
        await durably(lambda: self._heads.update_one(key, change, upsert=True))

    async def shorten(self, sender_id: str, position: int, carry: list[Document]) -> None:
        """Let readers begin at the turn at `position`, with `carry` for what was before it."""
        where = {"sender_id": sender_id, "position": position}
        change = {"$set": {"carry": storable(carry)}}
        await durably(lambda: self._turns.update_one(where, change))
        await self.open_window(sender_id, position)

    async def close(self) -> None:
        """Close the connections."""
        await self._database.close()

    async def _insert(self, document: Document) -> bool:
        try:
            await self._turns.insert_one(document)
        except DuplicateKeyError:
            return await self._is_there(document)
        except (OverflowError, InvalidDocument):
            document["events"] = storable(document["events"])
            await self._turns.insert_one(document)
        return True

    async def _is_there(self, document: Document) -> bool:
        stored = await self._turns.find_one({"_id": document["_id"]})
        if stored is None:
            return False
        if stored["at"] != document["at"]:
            raise TurnStored("This message has been answered already.")
        return True

    async def _ensure_indexes(self) -> None:
        if not self._indexed:
            position = IndexModel([("sender_id", 1), ("position", 1)], unique=True)
            await durably(lambda: self._turns.create_indexes([position]))
            self._indexed = True
