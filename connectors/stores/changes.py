"""Changes of stored messages: edited, deleted, reacted to. Each raises the message's version.

A change is one atomic update that names `_id` and asks for all it depends on. The message is read
afterwards, not with it: the embedded server answers "update and return" by reading the collection.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.domain.message import Message, MessageType, Sender
from connectors.stores.database import Database, as_stored, durably
from connectors.stores.messages import PAGE, message_from

_SLACK = timedelta(seconds=60)
"""How far the clocks of gateways, and the moment of a change and of its write, may lie apart."""

_MILLISECOND = timedelta(milliseconds=1)
_ORDER = [("changed", 1), ("conversation", 1), ("changed_at", 1)]


class MessageChanges:
    """What happens to messages in the `messages` collection after they were said."""

    def __init__(self, database: Database) -> None:
        self._collection = database.collection("messages")

    async def edit(
        self, conversation: str, message_id: str, *, by: Sender, text: str, said_after: datetime
    ) -> bool:
        """Replace the text; False unless it is `by`'s, young enough, and says something else.

        Only a message with an attachment may lose its text.
        """
        query = _own(conversation, message_id, by, said_after) | {"text": {"$ne": text}}
        if not text.strip():
            query["payload.attachment"] = {"$exists": True}
        return await self._change(
            query, {"text": text, "edited_at": _now()}, {"$unset": {"translations": ""}}
        )

    async def delete(
        self, conversation: str, message_id: str, *, by: Sender, said_after: datetime
    ) -> bool:
        """Take away what was said, not its place; False unless it is `by`'s and young enough."""
        gone = ("payload", "intent", "reactions", "translations", "edited_at")
        return await self._change(
            _own(conversation, message_id, by, said_after),
            {"text": "", "type": MessageType.TEXT.value, "deleted_at": _now()},
            {"$unset": dict.fromkeys(gone, "")},
        )

    async def react(
        self, conversation: str, message_id: str, *, person: str, emoji: str, on: bool
    ) -> bool:
        """Add or take back a reaction; False when that changes nothing."""
        field = f"reactions.{emoji}"
        query = {
            "_id": message_id,
            "conversation": conversation,
            "deleted_at": None,
            field: {"$ne": person} if on else person,
        }
        changed = await self._change(query, {}, {"$addToSet" if on else "$pull": {field: person}})
        if changed and not on:
            await self._forget_empty(message_id, field)
        return changed

    async def _forget_empty(self, message_id: str, field: str) -> None:
        change = {"$unset": {field: ""}}
        await durably(lambda: self._collection.update_one({"_id": message_id, field: []}, change))

    async def since(
        self, conversation: str, moment: datetime, limit: int = PAGE
    ) -> tuple[list[Message], datetime | None]:
        """Messages changed since `moment`, a time by any gateway's clock, the first change first.

        Also the moment to go on from, None when there are no more. Some may be older than `moment`.
        """
        page = await self._find(conversation, {"$gte": moment - _SLACK}, limit)
        last = page[-1].changed_at if len(page) == limit else None
        if last is None:
            return page, None
        # All of the last millisecond, so that the next page can begin behind it.
        together = await self._find(conversation, last)
        page = [message for message in page if message.changed_at != last] + together
        return page, last + _MILLISECOND + _SLACK

    async def _find(self, conversation: str, moment: object, limit: int = 0) -> list[Message]:
        query = {"changed": True, "conversation": conversation, "changed_at": moment}
        cursor = self._collection.find(query).sort(_ORDER).limit(limit)
        return [message_from(document) async for document in cursor]

    async def _change(
        self, query: dict[str, Any], fields: dict[str, Any], more: dict[str, Any]
    ) -> bool:
        change = more | {
            "$set": {"changed": True, "changed_at": _now(), **fields},
            "$inc": {"version": 1},
        }
        result = await durably(lambda: self._collection.update_one(query, change))
        return result.matched_count > 0


def _own(
    conversation: str, message_id: str, sender: Sender, said_after: datetime
) -> dict[str, Any]:
    return {
        "_id": message_id,
        "conversation": conversation,
        "sender.id": sender.id,
        "sender.role": sender.role,
        "at": {"$gte": said_after},
        "deleted_at": None,
    }


def _now() -> datetime:
    return as_stored(datetime.now(UTC))
