"""Everything we hold about a person as one ZIP file."""

from __future__ import annotations

import asyncio
import json
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from connectors.domain.conversation import Kind
from connectors.domain.wire import Wire
from connectors.stores.attachments import attachment_from
from connectors.stores.bookings import booking_from
from connectors.stores.conversations import conversation_from
from connectors.stores.database import Database, Document
from connectors.stores.files import Files
from connectors.stores.messages import message_from
from connectors.stores.orders import order_from


class Exporter:
    """Writes exports."""

    def __init__(self, database: Database, files: Files) -> None:
        self._database = database
        self._files = files

    async def write(self, person: str, file: Path | IO[bytes]) -> dict[str, int]:
        """Write the ZIP file; how many entries each part has.

        Conversations are whole, with what others said in them; private notes of staff are not in.
        """
        counts: dict[str, int] = {}
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, entries in (
                ("person", self._person(person)),
                ("conversations", self._conversations(person)),
                ("messages", self._messages(person)),
                ("bookings", self._bookings(person)),
                ("orders", self._orders(person)),
                ("dialogue", self._dialogue(person)),
            ):
                counts[name] = await _write(archive, f"{name}.json", entries)
            counts["attachments"] = await self._write_files(person, archive)
        return counts

    async def _person(self, person: str) -> AsyncIterator[Wire]:
        yield {"id": person, "exported_at": datetime.now(UTC).isoformat()}
        async for user in self._find("users", {"_id": person}):
            yield {key: user[key] for key in ("username", "role", "name") if key in user}
        async for browser in self._find("push_subscriptions", {"person": person}):
            yield {
                "push_endpoint": browser["endpoint"],
                "language": browser.get("language"),
                "since": browser["at"].isoformat(),
            }

    async def _own_conversations(self, person: str) -> AsyncIterator[Document]:
        """The guide's, and the rooms of one's bookings."""
        guide = {"kind": Kind.GUIDE.value, "contact.id": person}
        async for conversation in self._find("conversations", guide):
            yield conversation
        async for booking in self._find("bookings", _is_party(person)):
            room = {"kind": Kind.ROOM.value, "booking": booking["_id"]}
            async for conversation in self._find("conversations", room):
                yield conversation

    async def _conversations(self, person: str) -> AsyncIterator[Wire]:
        async for document in self._own_conversations(person):
            conversation = conversation_from(document)
            ratings = [
                rating | {"at": rating["at"].isoformat()} for rating in document.get("ratings", [])
            ]
            cursor = conversation.cursors.get(person, {})
            yield conversation.to_wire() | {"ratings": ratings, "cursor": cursor}

    async def _messages(self, person: str) -> AsyncIterator[Wire]:
        """Of one's conversations in their order, then what one said elsewhere."""
        own = [conversation["_id"] async for conversation in self._own_conversations(person)]
        for conversation in own:
            async for message in self._find("messages", {"conversation": conversation}, "seq"):
                yield message_from(message).to_wire()
        async for message in self._find("messages", {"sender.id": person}):
            if message["conversation"] not in own and not message.get("private"):
                yield message_from(message).to_wire()

    async def _bookings(self, person: str) -> AsyncIterator[Wire]:
        async for booking in self._find("bookings", _is_party(person)):
            yield booking_from(booking).to_wire()

    async def _orders(self, person: str) -> AsyncIterator[Wire]:
        async for order in self._find("orders", {"customer": person}):
            yield order_from(order).to_wire()

    async def _dialogue(self, person: str) -> AsyncIterator[Wire]:
        """How the guide understood each turn, as the dialogue engine keeps it."""
        guide = {"kind": Kind.GUIDE.value, "contact.id": person}
        async for conversation in self._find("conversations", guide):
            turns = self._find("tracker_events", {"sender_id": conversation["_id"]}, "position")
            async for turn in turns:
                yield {"position": turn["position"], "events": turn["events"]}

    async def _write_files(self, person: str, archive: zipfile.ZipFile) -> int:
        number = 0
        async for document in self._find("attachments", {"uploader": person}):
            if "type" not in document:
                continue
            attachment = attachment_from(document)
            path = self._files.path(attachment.id)
            name = f"attachments/{attachment.id} {attachment.name}"
            if await asyncio.to_thread(path.is_file):
                await asyncio.to_thread(archive.write, path, name)
                number += 1
        return number

    async def _find(
        self, collection: str, query: Document, order: str = "_id"
    ) -> AsyncIterator[Document]:
        async for document in self._database.collection(collection).find(query).sort(order, 1):
            yield document


def _is_party(person: str) -> Document:
    return {"$or": [{"customer": person}, {"pandit": person}]}


async def _write(archive: zipfile.ZipFile, name: str, entries: AsyncIterator[Wire]) -> int:
    """One JSON list, entry by entry: a long history is never in memory as a whole."""
    number = 0
    with archive.open(name, "w") as member:
        member.write(b"[")
        async for entry in entries:
            text = json.dumps(entry, ensure_ascii=False, default=str)
            member.write(b",\n" if number else b"\n")
            member.write(text.encode())
            number += 1
        member.write(b"\n]\n")
    return number
