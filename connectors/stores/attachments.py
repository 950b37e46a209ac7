"""Uploads: a document in `attachments` for each file on disk, written before the file is begun.

A file is therefore always found by its document. `pending_since` tells the sweep to look: it is
set when an upload begins, when a message claims it and when that message is deleted, and taken off
once that message is seen to hold it. A document without `type` is of an upload that is not
complete, or is being removed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from connectors.domain.attachment import Attachment
from connectors.domain.message import Message, MessageType
from connectors.errors import Conflict, NotFound
from connectors.stores.database import Database, Document, durably
from connectors.stores.files import Files

_PENDING_AT_ONCE = 100


class Attachments:
    """The `attachments` collection with its files."""

    def __init__(self, database: Database, files: Files) -> None:
        self._collection = database.collection("attachments")
        self._files = files

    async def begin(self, upload: str, conversation: str, uploader: str) -> None:
        """An upload begins: from now on the sweep knows of its file."""
        document = {"_id": upload, "conversation": conversation, "uploader": uploader}
        change = {"$setOnInsert": document | {"pending_since": datetime.now(UTC)}}
        await durably(lambda: self._collection.update_one({"_id": upload}, change, upsert=True))

    async def complete(self, attachment: Attachment) -> None:
        """Its file is in its place: it may be sent. Raises NotFound if it was removed meanwhile."""
        fields = attachment.to_wire() | {"kind": attachment.kind.value}
        del fields["id"]
        result = await durably(
            lambda: self._collection.update_one({"_id": attachment.id}, {"$set": fields})
        )
        if not result.matched_count:
            raise NotFound("The upload was removed.")

    async def get(self, attachment: str) -> Attachment | None:
        """A complete upload."""
        found = await self._collection.find_one({"_id": attachment, "type": {"$exists": True}})
        return attachment_from(found) if found else None

    async def claim(
        self, attachment: str, *, conversation: str, uploader: str, client_id: str
    ) -> Attachment:
        """Bind an upload to the one message it may be in; for the same `client_id` again and again.

        Raises NotFound unless this person has uploaded it for this conversation, and Conflict
        `attachment_used` when another message has it.
        """
        mine: Document = {
            "_id": attachment,
            "type": {"$exists": True},
            "conversation": conversation,
            "uploader": uploader,
        }
        unclaimed = mine | {"claimed_by": {"$in": [client_id, None]}}
        claim = {"$set": {"claimed_by": client_id, "pending_since": datetime.now(UTC)}}
        await durably(lambda: self._collection.update_one(unclaimed, claim))
        found = await self._collection.find_one(mine)
        if found is None:
            raise NotFound("There is no such upload of yours for this conversation.")
        if found.get("claimed_by") != client_id:
            raise Conflict("This file is in another message.", code="attachment_used")
        return attachment_from(found)

    async def pending(self, before: datetime) -> list[Document]:
        """Documents the sweep has to look at, as they are stored."""
        cursor = self._collection.find({"pending_since": {"$lt": before}}).limit(_PENDING_AT_ONCE)
        return [document async for document in cursor]

    async def look_again(self, attachment: str) -> None:
        """Its message may be about to go: the sweep sees whether it did."""
        change = {"$set": {"pending_since": datetime.now(UTC)}}
        await durably(lambda: self._collection.update_one({"_id": attachment}, change))

    async def settle(self, seen: Document) -> None:
        """The sweep found it in its message."""
        await self._change_pending(seen, {"$unset": {"pending_since": ""}})

    async def remove_pending(self, seen: Document) -> bool:
        """Remove what the sweep found nobody to have sent, unless it was claimed just now."""
        hidden = await self._change_pending(seen, {"$unset": {"type": ""}})
        if hidden:
            await self.remove(seen["_id"])
        return hidden

    async def _change_pending(self, seen: Document, change: dict[str, Any]) -> bool:
        query = {"_id": seen["_id"], "pending_since": seen["pending_since"]}
        result = await durably(lambda: self._collection.update_one(query, change))
        return result.matched_count > 0

    async def remove(self, attachment: str) -> None:
        """Remove file and document, in this order: an interrupted removal is found again."""
        await self._files.delete(attachment)
        await durably(lambda: self._collection.delete_one({"_id": attachment}))

    async def remove_of(self, conversation: str) -> None:
        """Remove every upload for a conversation."""
        await self._remove_all({"conversation": conversation})

    async def remove_by(self, uploader: str) -> None:
        """Remove every upload of a person."""
        await self._remove_all({"uploader": uploader})

    async def _remove_all(self, query: Document) -> None:
        for document in await self._collection.find(query, {"_id": 1}).to_list():
            await self.remove(document["_id"])


def is_in(attachment: str, message: Message | None) -> bool:
    """Whether the message holds it: not one that was deleted."""
    held = message.payload.get("attachment", {}) if message else {}
    return bool(held.get("id") == attachment)


def attachment_from(document: Document) -> Attachment:
    """The attachment a stored document of a complete upload holds."""
    return Attachment(
        id=document["_id"],
        conversation=document["conversation"],
        uploader=document["uploader"],
        name=document["name"],
        type=document["type"],
        kind=MessageType(document["kind"]),
        size=document["size"],
        width=document.get("width"),
        height=document.get("height"),
        seconds=document.get("seconds"),
        claimed_by=document.get("claimed_by"),
    )
