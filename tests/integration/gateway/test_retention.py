"""Guests' conversations end with their token, unsent uploads after a day; the rest stays."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from connectors.bus import Bus
from connectors.domain.conversation import Conversation, notes_of
from connectors.domain.identity import Identity, Role
from connectors.domain.ids import new_id
from connectors.domain.message import SYSTEM, Draft, Sender
from connectors.gateway.retention import Retention
from connectors.gateway.uploads import Uploads
from connectors.privacy.contents import Contents
from connectors.privacy.erase import Eraser
from connectors.settings import Settings
from connectors.stores.attachments import Attachments
from connectors.stores.bookings import Bookings
from connectors.stores.conversations import Conversations
from connectors.stores.database import Database
from connectors.stores.files import Files
from connectors.stores.messages import Messages


class Kept:
    """What retention works on, without a gateway."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.folder = settings.data_dir / "attachments"
        files = Files(self.folder)
        # A database of its own: in the other one gateways hold the lease now and then.
        self.bus = Bus(settings.redis_url.removesuffix("/0") + "/1")
        self.conversations, self.messages = Conversations(database), Messages(database)
        self.attachments = Attachments(database, files)
        self.uploads = Uploads(
            files=files,
            attachments=self.attachments,
            conversations=self.conversations,
            messages=self.messages,
            bookings=Bookings(database),
            most_bytes=1000,
        )
        contents = Contents(database, self.messages, self.attachments)
        self.retention = Retention(
            self.bus.redis,
            self.conversations,
            contents,
            self.uploads,
            Eraser(database, self.attachments, contents, self.bus),
        )

    async def upload(self, person: Identity, conversation: Conversation) -> str:
        """A small file."""

        async def content() -> AsyncIterator[bytes]:
            yield b"text"

        done = await self.uploads.receive(person, conversation, content(), name="a.txt")
        return done.id

    async def send(self, person: Identity, conversation: str, attachment: str) -> None:
        """Put it into a message."""
        file = await self.attachments.claim(
            attachment, conversation=conversation, uploader=person.id, client_id=attachment
        )
        await self.messages.append(
            Draft(
                conversation=conversation,
                client_id=attachment,
                sender=Sender.of(person),
                payload={"attachment": file.to_wire()},
            )
        )

    def on_disk(self) -> set[str]:
        """The names of all files."""
        return {path.name for path in self.folder.rglob("*") if path.is_file()}


@pytest.fixture
async def kept(settings: Settings, database: Database) -> AsyncIterator[Kept]:
    """Retention on an empty database and folder."""
    parts = Kept(settings, database)
    yield parts
    await parts.bus.close()


async def test_what_has_expired_is_removed_altogether(kept: Kept, database: Database) -> None:
    """Messages, notes, files, dialogue events and the conversation go; nothing of others does."""
    conversations, messages = kept.conversations, kept.messages
    events = database.collection("tracker_events")
    trackers = database.collection("trackers")
    now = datetime.now(UTC)
    staying, files = [], set()
    for person, expires_at in (
        (Identity("guest-old", Role.GUEST), now - timedelta(seconds=1)),
        (Identity("guest-new", Role.GUEST), now + timedelta(days=1)),
        (Identity("customer", Role.CUSTOMER), None),
    ):
        conversation = await conversations.guide_for(person, expires_at=expires_at)
        for place in (conversation.id, notes_of(conversation.id)):
            await messages.append(Draft(conversation=place, client_id=new_id(), sender=SYSTEM))
        await events.insert_one({"sender_id": conversation.id})
        await trackers.insert_one({"_id": conversation.id})
        file = await kept.upload(person, conversation)
        if person.id != "guest-old":
            staying.append(conversation.id)
            files.add(file)
    assert await kept.retention.remove_expired() == 1
    assert await kept.retention.remove_expired() == 0
    assert kept.on_disk() == files
    assert sorted(await events.distinct("sender_id")) == sorted(staying)
    assert sorted(await trackers.distinct("_id")) == sorted(staying)
    assert sorted(await database.collection("conversations").distinct("_id")) == sorted(staying)
    places = [*staying, *map(notes_of, staying)]
    assert sorted(await database.collection("messages").distinct("conversation")) == sorted(places)


async def test_uploads_that_nobody_sent_are_swept(kept: Kept, database: Database) -> None:
    """After a day they go, and so do broken uploads and removals; what is in a message stays."""
    documents = database.collection("attachments")
    person = Identity("customer", Role.CUSTOMER)
    conversation = await kept.conversations.guide_for(person)
    sent, unstored, deleted, fresh = [await kept.upload(person, conversation) for _ in range(4)]
    await kept.upload(person, conversation)
    for file in (sent, deleted):
        await kept.send(person, conversation.id, file)
    claim = {"conversation": conversation.id, "uploader": person.id, "client_id": "never-stored"}
    await kept.attachments.claim(unstored, **claim)
    await database.collection("messages").update_one(
        {"client_id": deleted}, {"$unset": {"payload": ""}}
    )
    broken = new_id()
    await kept.attachments.begin(broken, conversation.id, person.id)
    part = kept.folder / broken[-1] / broken[-2] / f"{broken}.part"
    part.parent.mkdir(parents=True, exist_ok=True)
    part.write_bytes(b"half")
    assert await kept.uploads.sweep() == 0
    yesterday = {"$set": {"pending_since": datetime.now(UTC) - timedelta(days=1, seconds=1)}}
    await documents.update_many({"_id": {"$ne": fresh}}, yesterday)
    assert await kept.uploads.sweep() == 4
    assert await kept.uploads.sweep() == 0
    assert kept.on_disk() == {sent, fresh} == set(await documents.distinct("_id"))
    assert await documents.count_documents({"pending_since": {"$exists": True}}) == 1


async def test_an_upload_that_is_sent_at_last_stays(kept: Kept, database: Database) -> None:
    """The sweep does not take what was claimed after it looked."""
    person = Identity("customer", Role.CUSTOMER)
    conversation = await kept.conversations.guide_for(person)
    file = await kept.upload(person, conversation)
    seen = await database.collection("attachments").find_one({"_id": file})
    assert seen
    await kept.send(person, conversation.id, file)
    assert not await kept.attachments.remove_pending(seen)
    assert kept.on_disk() == {file}


async def test_an_erasure_that_fails_holds_up_no_other(kept: Kept, database: Database) -> None:
    """What cannot be erased is left noted, and the next one is done."""
    broken = {"kind": "guide", "contact": {"id": "a-broken"}, "_id": new_id()}
    await database.collection("conversations").insert_one(broken)
    erasures, long_ago = database.collection("erasures"), datetime.now(UTC) - timedelta(hours=1)
    for person in ("a-broken", "b-whole"):
        await erasures.insert_one({"_id": person, "pseudonym": f"erased-{person}", "at": long_ago})
    await kept.retention.remove_expired()
    assert await erasures.distinct("_id") == ["a-broken"]
