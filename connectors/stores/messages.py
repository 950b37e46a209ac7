"""Messages: appended once, numbered 1, 2, 3, … in each conversation without a gap.

A message's number is decided by the unique index on `(conversation, seq)`: insert with the number
after the last one known, and when another writer had it first, read the last one and try again.
A number therefore exists exactly if its message does, whatever is killed in between.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from datetime import UTC, datetime
from typing import Any
from weakref import WeakValueDictionary

from pymongo.errors import DuplicateKeyError

from connectors.domain.ids import new_id
from connectors.domain.message import Draft, Message, MessageType, Sender
from connectors.errors import Conflict
from connectors.stores.database import Database, Document, as_stored, durably
from connectors.stores.inserts import Inserts

PAGE = 200
"""Messages in one page at the most."""

_KNOWN_CONVERSATIONS = 10_000
_MOST_DUE = 1000


class Messages:
    """The `messages` collection."""

    def __init__(self, database: Database) -> None:
        self._collection = database.collection("messages")
        self._inserts = Inserts(self._collection)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._last: OrderedDict[str, int] = OrderedDict()

    async def append(self, draft: Draft) -> Message:
        """Store a message durably; the same `client_id` again gives the stored one.

        Raises Unavailable when the database does not come back in time; sending the same draft
        again is then safe.
        """
        document = _document(draft)
        lock = self._locks.setdefault(draft.conversation, asyncio.Lock())
        async with lock:  # spares writers of this process the conflict
            return await durably(lambda: self._insert(document))

    async def _insert(self, document: Document) -> Message:
        conversation = document["conversation"]
        known = self._last.get(conversation)
        last = await self.last_seq(conversation) if known is None else known
        while True:
            seq = last + 1
            try:
                await self._inserts.insert({**document, "seq": seq})
            except DuplicateKeyError:
                stored = await self.by_client_id(conversation, document["client_id"])
                if stored:
                    return stored
                last = await self.last_seq(conversation)
                if last < seq:
                    raise Conflict("There is a message with this id already.") from None
            else:
                self._remember(conversation, seq)
                return message_from({**document, "seq": seq})

    def _remember(self, conversation: str, seq: int) -> None:
        self._last[conversation] = max(seq, self._last.get(conversation, 0))
        self._last.move_to_end(conversation)
        if len(self._last) > _KNOWN_CONVERSATIONS:
            self._last.popitem(last=False)

    async def last_seq(self, conversation: str) -> int:
        """The number of the newest message; 0 when there is none.

        Numbers have no gap, so the newest is found by asking whether a number exists: from the
        last one known on in growing steps, then by halving. "The first of all, sorted backwards"
        would be one question, which the embedded server answers by reading the whole conversation.
        """
        last, step = self._last.get(conversation, 0), 1
        while await self._exists(conversation, last + step):
            last, step = last + step, step * 2
        while step := step // 2:
            if await self._exists(conversation, last + step):
                last += step
        self._remember(conversation, last)
        return last

    async def _exists(self, conversation: str, seq: int) -> bool:
        query = {"conversation": conversation, "seq": seq}
        return await self._collection.find_one(query, {"_id": 1}) is not None

    async def by_client_id(self, conversation: str, client_id: str) -> Message | None:
        """The message a client named so, if it is stored."""
        found = await self._collection.find_one(
            {"conversation": conversation, "client_id": client_id}
        )
        return message_from(found) if found else None

    async def get(self, conversation: str, message_id: str) -> Message | None:
        """A message by id, in this conversation only."""
        found = await self._collection.find_one({"_id": message_id, "conversation": conversation})
        return message_from(found) if found else None

    async def after(self, conversation: str, seq: int, limit: int = PAGE) -> list[Message]:
        """The messages that follow number `seq`, oldest first."""
        # A range on the index, not a limit alone: the embedded server reads all that matches.
        span = {"$gt": seq, "$lte": seq + limit}
        return await self._range({"conversation": conversation, "seq": span}, limit)

    async def before(self, conversation: str, seq: int, limit: int = PAGE) -> list[Message]:
        """The `limit` messages before number `seq`, oldest first."""
        span = {"$lt": seq, "$gte": seq - limit}
        return await self._range({"conversation": conversation, "seq": span}, limit)

    async def due(self) -> list[Message]:
        """Messages that wait for the guide, of any conversation, in order."""
        return await self._range({"due": True}, _MOST_DUE)

    async def due_in(self, conversation: str) -> list[Message]:
        """Messages of one conversation that wait for the guide, in order."""
        return await self._range({"due": True, "conversation": conversation})

    async def make_due(self, message_id: str) -> None:
        """The guide has to deal with the message after all."""
        await durably(
            lambda: self._collection.update_one({"_id": message_id}, {"$set": {"due": True}})
        )

    async def settle(self, message_id: str) -> None:
        """The guide has dealt with the message."""
        await durably(
            lambda: self._collection.update_one({"_id": message_id}, {"$unset": {"due": ""}})
        )

    async def delete_of(self, conversation: str) -> int:
        """Remove every message of a conversation; how many there were."""
        result = await self._collection.delete_many({"conversation": conversation})
        self._last.pop(conversation, None)
        return result.deleted_count

    async def _range(self, query: dict[str, Any], limit: int = PAGE) -> list[Message]:
        cursor = self._collection.find(query).sort([("conversation", 1), ("seq", 1)]).limit(limit)
        return [message_from(document) async for document in cursor]


def _document(draft: Draft) -> Document:
    document: Document = {
        "_id": draft.id or new_id(),
        "conversation": draft.conversation,
        "client_id": draft.client_id,
        "sender": draft.sender.to_wire(),
        "type": draft.type.value,
        "text": draft.text,
        "at": as_stored(datetime.now(UTC)),  # what is acknowledged is what is read back
    }
    optional = {
        "payload": draft.payload,
        "translations": draft.translations,
        "intent": draft.intent,
        "reply_to": draft.reply_to,
        "booking": draft.booking,
        "due": draft.due,
        "private": draft.private,
    }
    return document | {key: value for key, value in optional.items() if value}


def message_from(document: Document) -> Message:
    """The message a stored document holds."""
    sender = document["sender"]
    return Message(
        id=document["_id"],
        conversation=document["conversation"],
        seq=document["seq"],
        client_id=document["client_id"],
        sender=Sender(sender["role"], sender["id"], sender.get("name", "")),
        type=MessageType(document["type"]),
        text=document["text"],
        at=document["at"],
        payload=document.get("payload", {}),
        intent=document.get("intent", ""),
        reply_to=document.get("reply_to"),
        booking=document.get("booking"),
        due=document.get("due", False),
        private=document.get("private", False),
        translations=document.get("translations", {}),
        reactions=document.get("reactions", {}),
        version=document.get("version", 0),
        changed_at=document.get("changed_at"),
        edited_at=document.get("edited_at"),
        deleted_at=document.get("deleted_at"),
    )
