"""Owners of a conversation change atomically, on a real MongoDB-protocol server."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from connectors.domain.conversation import Conversation, Priority, Status
from connectors.domain.identity import Identity, Role
from connectors.stores.conversations import Conversations
from connectors.stores.database import Database
from tests.unit.domain.test_booking import BOOKING

GUEST = Identity("guest-1", Role.GUEST)
MEERA = Identity("meera", Role.AGENT, "Meera")
ARJUN = Identity("arjun", Role.AGENT, "Arjun")


async def waiting(conversations: Conversations, guest: str, priority: Priority) -> Conversation:
    """A conversation in the queue."""
    conversation = await conversations.guide_for(Identity(guest, Role.GUEST))
    handed = await conversations.hand_off(conversation.id, "human", priority)
    assert handed is not None
    return handed


async def test_first_visits_at_once_make_one_conversation(database: Database) -> None:
    """Ten connections of one new person share one guide conversation."""
    conversations = Conversations(database)
    made = await asyncio.gather(*(conversations.guide_for(GUEST) for _ in range(10)))
    assert len({conversation.id for conversation in made}) == 1


async def test_queue_serves_priority_then_waiting_time(database: Database) -> None:
    """Urgent ones first; among equals who waits longest."""
    conversations = Conversations(database)
    first = await waiting(conversations, "g1", Priority.NORMAL)
    second = await waiting(conversations, "g2", Priority.NORMAL)
    urgent = await waiting(conversations, "g3", Priority.HIGH)
    order = [conversation.id for conversation in await conversations.queue()]
    assert order == [urgent.id, first.id, second.id]


async def test_two_agents_at_once_only_one_gets_it(database: Database) -> None:
    """The one who was first has it, may ask again, and the other is refused."""
    conversations = Conversations(database)
    handed = await waiting(conversations, "g1", Priority.NORMAL)
    taken = await asyncio.gather(
        conversations.assign(handed.id, MEERA), conversations.assign(handed.id, ARJUN)
    )
    winners = [conversation.assignee for conversation in taken if conversation]
    assert len(winners) == 1
    assert winners[0] is not None
    assert await conversations.assign(handed.id, winners[0]) is not None
    assert await conversations.queue() == []


async def test_who_has_a_human_pushes_nobody_out_of_the_queue(database: Database) -> None:
    """Waiting ones and assigned ones are listed apart, each up to a limit."""
    conversations = Conversations(database)
    first, second, third = [
        await waiting(conversations, guest, Priority.NORMAL) for guest in ("g1", "g2", "g3")
    ]
    for taken in (first, second):
        await conversations.assign(taken.id, MEERA)
    assert [one.id for one in await conversations.queue(limit=2)] == [third.id]
    assert [one.id for one in await conversations.assigned(limit=1)] == [second.id]


async def test_transfer_needs_the_present_owner(database: Database) -> None:
    """A transfer moves it from the owner it names, from nobody else."""
    conversations = Conversations(database)
    handed = await waiting(conversations, "g1", Priority.NORMAL)
    await conversations.assign(handed.id, MEERA)
    assert await conversations.assign(handed.id, ARJUN, instead_of="somebody") is None
    moved = await conversations.assign(handed.id, ARJUN, instead_of=MEERA.id)
    assert moved is not None
    assert moved.assignee == ARJUN


async def test_resolve_gives_it_back_to_the_bot(database: Database) -> None:
    """After resolve the bot answers again and a new handoff is possible."""
    conversations = Conversations(database)
    handed = await waiting(conversations, "g1", Priority.NORMAL)
    assert not handed.bot_answers
    assert await conversations.hand_off(handed.id, "again", Priority.HIGH) is None
    assert await conversations.resolve(handed.id, MEERA.id) is None  # she does not have it
    resolved = await conversations.resolve(handed.id, None)
    assert resolved is not None
    assert resolved.status is Status.PENDING
    assert resolved.bot_answers
    assert await conversations.hand_off(handed.id, "again", Priority.HIGH) is not None


async def test_cursors_never_go_back(database: Database) -> None:
    """A late, older receipt changes nothing."""
    conversations = Conversations(database)
    conversation = await conversations.guide_for(GUEST)
    await conversations.advance(conversation.id, {GUEST.id: {"delivered": 5, "read": 4}})
    await conversations.advance(conversation.id, {GUEST.id: {"read": 2}})
    moved = await conversations.get(conversation.id)
    assert moved is not None
    assert moved.cursors == {GUEST.id: {"delivered": 5, "read": 4}}


async def test_only_expired_guests_are_listed(database: Database) -> None:
    """Conversations without an end, or with one to come, stay."""
    conversations = Conversations(database)
    now = datetime.now(UTC)
    old = await conversations.guide_for(GUEST, expires_at=now - timedelta(seconds=1))
    await conversations.guide_for(Identity("g2", Role.GUEST), expires_at=now + timedelta(days=1))
    await conversations.guide_for(Identity("asha", Role.CUSTOMER))
    assert [conversation.id for conversation in await conversations.expired(now)] == [old.id]


async def test_every_room_that_was_entered_is_found(database: Database) -> None:
    """However many bookings are asked for at once."""
    conversations = Conversations(database)
    bookings = [replace(BOOKING, id=f"PY-{number:03}") for number in range(120)]
    entered = bookings[::2]
    rooms = {one.id: await conversations.room_for(one, GUEST) for one in entered}
    assert await conversations.rooms_of([one.id for one in bookings]) == rooms
