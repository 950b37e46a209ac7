"""Conversations: who takes part, who has it, how far each has read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, unquote

from pymongo.errors import DuplicateKeyError

from connectors.domain.conversation import (
    Conversation,
    Handoff,
    Kind,
    Priority,
    Status,
    identity_from,
)
from connectors.domain.cursors import Cursors
from connectors.domain.identity import Identity
from connectors.domain.ids import new_id
from connectors.domain.room import BookingLike
from connectors.stores.database import Database, Document, as_stored, durably

_MOST_RATINGS = 20
_MOST_LISTED = 500
_EXPIRED_AT_ONCE = 100
_PAGE = 50  # the embedded server's time for a list of values grows with its square


class Conversations:
    """The `conversations` collection. Changes of owner are single atomic updates."""

    def __init__(self, database: Database) -> None:
        self._collection = database.collection("conversations")

    async def get(self, conversation: str) -> Conversation | None:
        """The conversation, if there is one."""
        found = await self._collection.find_one({"_id": conversation})
        return conversation_from(found) if found else None

    async def guide_for(
        self, contact: Identity, *, language: str = "en", expires_at: datetime | None = None
    ) -> Conversation:
        """The guide conversation of a person, made when there is none yet."""
        key = {"kind": Kind.GUIDE.value, "contact.id": contact.id}
        fresh = {
            "status": Status.PENDING.value,
            "contact": contact.to_wire(),
            "language": language,
            "expires_at": expires_at,
        }
        return await self._find_or_create(key, fresh)

    async def room_for(
        self, booking: BookingLike, customer: Identity, *, language: str = "en"
    ) -> Conversation:
        """The room of a booking, made when there is none yet."""
        key = {"kind": Kind.ROOM.value, "booking": booking.id}
        fresh = {
            "status": Status.OPEN.value,
            "contact": customer.to_wire(),
            "language": language,
        }
        return await self._find_or_create(key, fresh)

    async def rooms_of(self, bookings: list[str]) -> dict[str, Conversation]:
        """The rooms of those bookings that somebody has entered, by booking."""
        rooms: dict[str, Conversation] = {}
        for start in range(0, len(bookings), _PAGE):
            page = {"$in": bookings[start : start + _PAGE]}
            found = self._collection.find({"kind": Kind.ROOM.value, "booking": page})
            rooms |= {one["booking"]: conversation_from(one) async for one in found}
        return rooms

    async def _find_or_create(self, key: Document, fresh: Document) -> Conversation:
        found = await self._collection.find_one(key)
        if found:
            return conversation_from(found)
        plain = {name: value for name, value in key.items() if "." not in name}
        document = {"_id": new_id(), "created_at": _now(), **plain, **fresh}
        try:
            await durably(lambda: self._collection.insert_one(document))
        except DuplicateKeyError:  # another connection, or our own retried insert, was first
            found = await self._collection.find_one(key)
            if found is None:
                raise
            return conversation_from(found)
        return conversation_from(document)

    async def join(self, conversation: str, agent: str) -> Conversation | None:
        """Staff come into a room; again changes nothing."""
        joined = {f"joined.{person_field(agent)}": _now()}
        return await self._update({"_id": conversation}, {"$min": joined})

    async def leave(self, conversation: str, agent: str) -> Conversation | None:
        """Staff leave a room."""
        return await self._update(
            {"_id": conversation}, {"$unset": {f"joined.{person_field(agent)}": ""}}
        )

    async def hand_off(
        self, conversation: str, reason: str, priority: Priority
    ) -> Conversation | None:
        """Put it into the queue; None when a human is already asked for or there."""
        handoff = {
            "reason": reason,
            "priority": priority.value,
            "rank": priority.rank,
            "waiting_since": _now(),
        }
        return await self._update(
            {"_id": conversation, "kind": Kind.GUIDE.value, "status": Status.PENDING.value},
            {"$set": {"status": Status.OPEN.value, "handoff": handoff}},
        )

    async def assign(
        self, conversation: str, agent: Identity, *, instead_of: str | None = None
    ) -> Conversation | None:
        """Give it to an agent; None unless the one who had it is `instead_of` (None: nobody).

        Taking it again oneself is no error, so that a retried call gives the same answer.
        """
        owner = {"$in": [agent.id, instead_of]} if instead_of else {"$in": [agent.id, None]}
        return await self._update(
            {
                "_id": conversation,
                "kind": Kind.GUIDE.value,
                "status": Status.OPEN.value,
                "assignee.id": owner,
            },
            {"$set": {"assignee": agent.to_wire()}, "$min": {"assigned_at": _now()}},
        )

    async def resolve(self, conversation: str, assignee: str | None) -> Conversation | None:
        """Hand it back to the bot; None unless `assignee` has it (None: nobody, it waits)."""
        return await self._update(
            {
                "_id": conversation,
                "kind": Kind.GUIDE.value,
                "status": Status.OPEN.value,
                "assignee.id": assignee,
            },
            {
                "$set": {"status": Status.PENDING.value},
                "$unset": {"assignee": "", "assigned_at": "", "handoff": ""},
            },
        )

    async def queue(self, limit: int = _MOST_LISTED) -> list[Conversation]:
        """Who waits for a human, next first."""
        order = [("handoff.rank", 1), ("handoff.waiting_since", 1), ("_id", 1)]
        return await self._open_guides({"assignee": None}, order, limit)

    async def assigned(self, limit: int = _MOST_LISTED) -> list[Conversation]:
        """Which conversations a human has, the one taken last first."""
        return await self._open_guides({"assignee": {"$ne": None}}, [("assigned_at", -1)], limit)

    async def set_language(self, conversation: str, language: str, *, chosen: bool) -> None:
        """What the conversation is held in from now on; `chosen` by a person."""
        fields = {"language": language, "language_chosen": chosen}
        await self._change({"_id": conversation}, {"$set": fields})

    async def rate(self, conversation: str, score: int, comment: str) -> None:
        """Keep what the contact thinks of the service."""
        rating = {"score": score, "comment": comment, "at": _now()}
        await self._change(
            {"_id": conversation},
            {"$push": {"ratings": {"$each": [rating], "$slice": -_MOST_RATINGS}}},
        )

    async def advance(self, conversation: str, cursors: Cursors) -> None:
        """Move people's cursors forward, never back."""
        fields = {
            f"cursors.{person_field(person)}.{name}": seq
            for person, cursor in cursors.items()
            for name, seq in cursor.items()
        }
        await self._change({"_id": conversation}, {"$max": fields})

    async def keep_until(self, conversation: str, expires_at: datetime) -> None:
        """A guest has come back: the conversation lives as long as the new token."""
        await self._change({"_id": conversation}, {"$max": {"expires_at": expires_at}})

    async def expired(self, now: datetime) -> list[Conversation]:
        """Guests' conversations whose time is over."""
        cursor = self._collection.find({"expires_at": {"$lt": now}}).limit(_EXPIRED_AT_ONCE)
        return [conversation_from(document) async for document in cursor]

    async def delete(self, conversation: str) -> None:
        """Remove the conversation itself; its messages and events go first."""
        await durably(lambda: self._collection.delete_one({"_id": conversation}))

    async def _update(self, query: Document, change: dict[str, Any]) -> Conversation | None:
        # Read afterwards: the embedded server reads the collection for "update and return".
        return await self.get(query["_id"]) if await self._change(query, change) else None

    async def _change(self, query: Document, change: dict[str, Any]) -> bool:
        result = await durably(lambda: self._collection.update_one(query, change))
        return result.matched_count > 0

    async def _open_guides(
        self, query: Document, order: list[tuple[str, int]], limit: int
    ) -> list[Conversation]:
        open_ones = {"status": Status.OPEN.value, "kind": Kind.GUIDE.value} | query
        cursor = self._collection.find(open_ones).sort(order).limit(limit)
        return [conversation_from(document) async for document in cursor]


def _now() -> datetime:
    return as_stored(datetime.now(UTC))


def person_field(person: str) -> str:
    """A person's id as the name of a field: MongoDB reads dots and dollars in those."""
    return quote(person, safe="").replace(".", "%2E")


def conversation_from(document: Document) -> Conversation:
    """The conversation a stored document holds."""
    handoff = document.get("handoff")
    assignee = document.get("assignee")
    return Conversation(
        id=document["_id"],
        kind=Kind(document["kind"]),
        status=Status(document["status"]),
        contact=identity_from(document["contact"]),
        language=document.get("language", "en"),
        language_chosen=document.get("language_chosen", False),
        booking=document.get("booking"),
        assignee=identity_from(assignee) if assignee else None,
        assigned_at=document.get("assigned_at"),
        handoff=Handoff(
            reason=handoff["reason"],
            priority=Priority(handoff["priority"]),
            waiting_since=handoff["waiting_since"],
        )
        if handoff
        else None,
        joined={unquote(key): since for key, since in document.get("joined", {}).items()},
        cursors={unquote(key): cursor for key, cursor in document.get("cursors", {}).items()},
        created_at=document["created_at"],
        expires_at=document.get("expires_at"),
    )
