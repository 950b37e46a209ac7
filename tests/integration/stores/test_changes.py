"""Changes of stored messages on a real MongoDB-protocol server."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.domain.message import Draft, Message, MessageType, Sender
from connectors.stores.changes import MessageChanges
from connectors.stores.database import Database
from connectors.stores.messages import Messages

ASHA = Sender("customer", "asha", "Asha")
RAVI = Sender("pandit", "ravi", "Ravi")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


async def said(database: Database, text: str = "hello", **more: Any) -> Message:
    """A stored message of Asha's in the conversation c1."""
    draft = Draft(conversation="c1", client_id=f"id-{text}", sender=ASHA, text=text, **more)
    return await Messages(database).append(draft)


async def now(database: Database, message: Message) -> Message:
    """The message as it is stored."""
    found = await Messages(database).get("c1", message.id)
    assert found
    return found


async def test_an_edit_is_a_new_version(database: Database) -> None:
    """The text is replaced, the place and the time stay; the same edit again changes nothing."""
    message, changes = await said(database), MessageChanges(database)
    for first in (True, False):
        assert first is await changes.edit(
            "c1", message.id, by=ASHA, text="hello!", said_after=LONG_AGO
        )
    edited = await now(database, message)
    assert (edited.text, edited.version, edited.seq, edited.at) == ("hello!", 1, 1, message.at)
    assert edited.edited_at == edited.changed_at


@pytest.mark.parametrize(
    "wrong",
    [
        {"by": RAVI},
        {"by": Sender("pandit", "asha")},
        {"said_after": datetime.now(UTC) + timedelta(days=1)},
        {"text": ""},
    ],
)
async def test_an_edit_that_may_not_be(database: Database, wrong: dict[str, Any]) -> None:
    """Another person's, one of another role, too late a one, or one that leaves nothing."""
    message = await said(database)
    usual: dict[str, Any] = {"by": ASHA, "text": "else", "said_after": LONG_AGO}
    changes = MessageChanges(database)
    assert not await changes.edit("c1", message.id, **(usual | wrong))
    assert not await changes.edit("c2", message.id, **usual)
    assert await now(database, message) == message


async def test_a_caption_may_be_taken_off_a_picture(database: Database) -> None:
    """With an attachment the text may be empty."""
    message = await said(database, type=MessageType.IMAGE, payload={"attachment": {"id": "a1"}})
    changes = MessageChanges(database)
    assert await changes.edit("c1", message.id, by=ASHA, text="", said_after=LONG_AGO)
    assert (await now(database, message)).payload == message.payload


async def test_what_is_deleted_leaves_its_place(database: Database) -> None:
    """Nothing that was said remains, and nothing can be done with it any more."""
    message = await said(database, type=MessageType.IMAGE, payload={"attachment": {"id": "a1"}})
    changes = MessageChanges(database)
    await changes.react("c1", message.id, person="ravi", emoji="🙏", on=True)
    by_her: dict[str, Any] = {"by": ASHA, "said_after": LONG_AGO}
    assert not await changes.delete("c1", message.id, by=RAVI, said_after=LONG_AGO)
    assert await changes.delete("c1", message.id, **by_her)
    assert not await changes.delete("c1", message.id, **by_her)
    assert not await changes.edit("c1", message.id, text="again", **by_her)
    assert not await changes.react("c1", message.id, person="ravi", emoji="🙏", on=True)
    gone = (await now(database, message)).to_wire()
    assert gone.pop("deleted_at")
    kept = {"id", "conversation", "seq", "client_id", "sender", "at"}
    assert gone == {name: message.to_wire()[name] for name in kept} | {
        "type": "text",
        "text": "",
        "version": 2,
    }


async def test_reaction_is_added_once_and_taken_back(database: Database) -> None:
    """The same person's same reaction counts once; taking it back leaves none."""
    message, changes = await said(database), MessageChanges(database)
    reaction: dict[str, Any] = {"person": "ravi", "emoji": "🙏"}
    assert await changes.react("c1", message.id, **reaction, on=True)
    assert not await changes.react("c1", message.id, **reaction, on=True)
    assert not await changes.react("another", message.id, **reaction, on=False)
    reacted = await now(database, message)
    assert (reacted.reactions, reacted.version) == ({"🙏": ["ravi"]}, 1)
    assert await changes.react("c1", message.id, **reaction, on=False)
    cleared = await now(database, message)
    assert (cleared.reactions, cleared.version) == ({}, 2)


async def test_every_change_is_in_some_page(database: Database) -> None:
    """Pages of changes meet without a gap, also when many were made in the same millisecond."""
    messages = [await said(database, f"m{number}") for number in range(9)]
    moment = datetime.now(UTC).replace(microsecond=0)
    offsets = [0, 1, 1, 1, 1, 2, 3, 3]
    for message, offset in zip(messages, offsets, strict=False):
        at = moment + timedelta(milliseconds=offset)
        await database.collection("messages").update_one(
            {"_id": message.id}, {"$set": {"changed": True, "changed_at": at}}
        )
    seen: list[int] = []
    since: datetime | None = moment
    while since:
        page, since = await MessageChanges(database).since("c1", since, limit=2)
        seen += [message.seq for message in page]
    assert sorted(set(seen)) == list(range(1, 9))
    assert seen == sorted(seen)


async def test_old_changes_are_not_told(database: Database) -> None:
    """What changed long before the moment asked for is left out; a minute of slack is given."""
    message, changes = await said(database), MessageChanges(database)
    await changes.edit("c1", message.id, by=ASHA, text="new", said_after=LONG_AGO)
    changed_at = (await now(database, message)).changed_at
    assert changed_at
    assert (await changes.since("c1", changed_at + timedelta(seconds=59)))[0]
    assert not (await changes.since("c1", changed_at + timedelta(seconds=61)))[0]


async def test_changes_are_found_by_an_index(database: Database) -> None:
    """A long history is not read through for its few changes."""
    query = {"changed": True, "conversation": "c1", "changed_at": {"$gte": LONG_AGO}}
    plan = await database.collection("messages").find(query).explain()
    assert "COLLSCAN" not in str(plan["queryPlanner"]["winningPlan"])
