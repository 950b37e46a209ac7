"""Removing everything that was said in a conversation."""

from __future__ import annotations

from connectors.domain.conversation import notes_of
from connectors.stores.attachments import Attachments
from connectors.stores.database import Database, durably
from connectors.stores.messages import Messages


class Contents:
    """Messages, notes, files and dialogue events; the conversation itself is the caller's."""

    def __init__(self, database: Database, messages: Messages, attachments: Attachments) -> None:
        self._trackers = database.collection("trackers")
        self._events = database.collection("tracker_events")
        self._messages = messages
        self._attachments = attachments

    async def remove(self, conversation: str) -> None:
        """Remove all of it; again is no error."""
        await self._attachments.remove_of(conversation)
        await self._messages.delete_of(notes_of(conversation))
        await self._messages.delete_of(conversation)
        await durably(lambda: self._events.delete_many({"sender_id": conversation}))
        await durably(lambda: self._trackers.delete_one({"_id": conversation}))
