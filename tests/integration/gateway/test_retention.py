"""Guests' conversations end with their token; everybody else's stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from connectors.bus import Bus
from connectors.domain.identity import Identity, Role
from connectors.domain.ids import new_id
from connectors.domain.message import SYSTEM, Draft
from connectors.gateway.retention import Retention
from connectors.gateway.talk import notes_of
from connectors.settings import Settings
from connectors.stores.conversations import Conversations
from connectors.stores.database import Database
from connectors.stores.messages import Messages


async def test_what_has_expired_is_removed_altogether(
    settings: Settings, database: Database
) -> None:
    """Messages, notes, dialogue events and the conversation go; nothing of others does."""
    conversations, messages = Conversations(database), Messages(database)
    events = database.collection("tracker_events")
    trackers = database.collection("trackers")
    now = datetime.now(UTC)
    kept = []
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
        if person.id != "guest-old":
            kept.append(conversation.id)
    bus = Bus(settings.redis_url)
    retention = Retention(bus.redis, database, conversations, messages)
    assert await retention.remove_expired() == 1
    assert await retention.remove_expired() == 0
    await bus.close()
    assert sorted(await events.distinct("sender_id")) == sorted(kept)
    assert sorted(await trackers.distinct("_id")) == sorted(kept)
    assert sorted(await database.collection("conversations").distinct("_id")) == sorted(kept)
    places = [*kept, *map(notes_of, kept)]
    assert sorted(await database.collection("messages").distinct("conversation")) == sorted(places)
