"""Erasing a person: what is theirs goes, what others need of it stays without them.

What is to be done is noted first and struck out last, every step may be repeated, and a gateway
goes on with what it finds noted: an erasure that has begun ends, whatever dies in between.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from connectors.bus import Bus
from connectors.domain.conversation import Kind, Status
from connectors.domain.identity import Role
from connectors.domain.ids import new_id
from connectors.privacy.contents import Contents
from connectors.privacy.traces import left_by, removal
from connectors.stores.attachments import Attachments
from connectors.stores.conversations import person_field
from connectors.stores.database import Collection, Database, Document, durably
from connectors.stores.messages import message_from
from connectors.stores.subscriptions import Subscriptions

TOPIC = "people"
ERASED = "erased"
"""Event on the bus: whoever is connected as `{"person"}` has to go."""

_ANSWERS_END = timedelta(minutes=15)
"""An answer that is being written when its conversation goes is stored before that."""

_WRITTEN_SECONDS = 1.5
"""What a gateway still has to write of those who leave, it writes within a second."""

_ABANDONED = timedelta(minutes=10)
_GUEST_PREFIX = "guest-"

log = logging.getLogger(__name__)

Step = Callable[[str, str], Awaitable[None]]


class Eraser:
    """Removes people."""

    def __init__(
        self, database: Database, attachments: Attachments, contents: Contents, bus: Bus
    ) -> None:
        self._erasures = database.collection("erasures")
        self._conversations = database.collection("conversations")
        self._messages = database.collection("messages")
        self._users = database.collection("users")
        self._bookings = database.collection("bookings")
        self._orders = database.collection("orders")
        self._subscriptions = Subscriptions(database)
        self._attachments = attachments
        self._contents = contents
        self._bus = bus

    async def erase(self, person: str, progress: Callable[[str], None] = log.debug) -> None:
        """Remove everything about a person; again is no error.

        `progress` is told each step as it is done. Raises Unavailable when the database goes; the
        rest is then done later.
        """
        pseudonym = await self._note(person)
        steps: dict[str, Step] = {
            "connections": self._see_out_and_wait,
            "browsers": self._forget_browsers,
            "sign-in": self._forget_user,
            "conversation with the guide": self._empty_guide,
            "files": self._remove_files,
            "messages, reactions and names in rooms": self._leave_messages,
            "places in conversations": self._leave_conversations,
            "bookings and orders": self._leave_bookings,
            "what began meanwhile": self._empty_again,
        }
        for name, step in steps.items():
            await step(person, pseudonym)
            progress(name)
        await durably(lambda: self._erasures.delete_one({"_id": person}))

    async def finish_abandoned(self) -> int:
        """Go on with erasures that were interrupted; how many are done. One may fail again."""
        done = 0
        old = {"at": {"$lt": datetime.now(UTC) - _ABANDONED}}
        for erasure in await self._erasures.find(old).to_list():
            try:
                await self.erase(erasure["_id"])
                done += 1
            except Exception:  # others wait
                log.exception("erase.failed_again noted=%s", erasure["at"])
        return done

    async def _note(self, person: str) -> str:
        """Note what is to be done; the name that stands for the person in what stays."""
        fresh = {"pseudonym": f"erased-{new_id()}", "at": datetime.now(UTC)}
        key = {"_id": person}
        await durably(lambda: self._erasures.update_one(key, {"$setOnInsert": fresh}, upsert=True))
        noted = await self._erasures.find_one(key)
        return str((noted or fresh)["pseudonym"])

    async def _see_out(self, person: str, _: str) -> None:
        await self._bus.publish(TOPIC, ERASED, {"person": person})

    async def _see_out_and_wait(self, person: str, _: str) -> None:
        await self._see_out(person, _)
        await asyncio.sleep(_WRITTEN_SECONDS)

    async def _forget_browsers(self, person: str, _: str) -> None:
        await self._subscriptions.remove_of(person)

    async def _forget_user(self, person: str, _: str) -> None:
        await durably(lambda: self._users.delete_one({"_id": person}))

    async def _empty_guide(self, person: str, pseudonym: str) -> None:
        """What is left of the conversation is nobody's, and expires with what is still written."""
        mine = {"kind": Kind.GUIDE.value, "contact.id": person}
        async for conversation in self._conversations.find(mine):
            kept = {
                "_id": conversation["_id"],
                "kind": Kind.GUIDE.value,
                "status": Status.RESOLVED.value,
                "contact": {"id": pseudonym, "role": Role.GUEST.value, "name": ""},
                "created_at": conversation["created_at"],
                "expires_at": datetime.now(UTC) + _ANSWERS_END,
            }
            await self._replace(kept)
            await self._contents.remove(kept["_id"])

    async def _empty_again(self, person: str, pseudonym: str) -> None:
        """A client that was seen out may have come back while its traces were looked for."""
        await self._see_out(person, pseudonym)
        await self._empty_guide(person, pseudonym)

    async def _replace(self, conversation: Document) -> None:
        key = {"_id": conversation["_id"]}
        await durably(lambda: self._conversations.replace_one(key, conversation))

    async def _remove_files(self, person: str, _: str) -> None:
        await self._attachments.remove_by(person)

    async def _leave_messages(self, person: str, pseudonym: str) -> None:
        """Reads every message there is: no index of who said what slows the saying down."""
        if person.startswith(_GUEST_PREFIX):
            return  # guests are in no room
        async for message in self._messages.find(left_by(person)):
            if change := removal(message, person, pseudonym):
                await self._change_message(message["_id"], change)

    async def _change_message(self, message: str, change: Document) -> None:
        await durably(lambda: self._messages.update_one({"_id": message}, change))
        if changed := await self._messages.find_one({"_id": message}):
            wire = message_from(changed).to_wire()
            await self._bus.publish(
                f"conversation:{changed['conversation']}", "change", {"message": wire}
            )

    async def _leave_conversations(self, person: str, pseudonym: str) -> None:
        field = person_field(person)
        cursors, joined = f"cursors.{field}", f"joined.{field}"
        for query, change in (
            ({cursors: {"$exists": True}}, {"$unset": {cursors: ""}}),
            ({joined: {"$exists": True}}, {"$unset": {joined: ""}}),
            ({"assignee.id": person}, {"$unset": {"assignee": ""}}),
            (
                {"kind": Kind.ROOM.value, "contact.id": person},
                {"$set": {"contact.id": pseudonym, "contact.name": ""}},
            ),
        ):
            await self._change_all(self._conversations, query, change)
        await self._bus.publish("desk", "changed", {})

    async def _leave_bookings(self, person: str, pseudonym: str) -> None:
        as_customer = {"$set": {"customer": pseudonym}, "$unset": {"customer_name": ""}}
        await self._change_all(self._bookings, {"customer": person}, as_customer)
        await self._change_all(self._bookings, {"pandit": person}, {"$set": {"pandit": pseudonym}})
        await self._change_all(self._orders, {"customer": person}, as_customer)

    async def _change_all(self, collection: Collection, query: Document, change: Document) -> None:
        await durably(lambda: collection.update_many(query, change))
