"""Moving from Rasa's MongoTrackerStore: nothing is lost, and it can be stopped at any time."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from pymongo import AsyncMongoClient

from tests.support.rasa import domain_of
from tests.support.stack import clean_environment
from tests.support.waiting import patient

from rasa.core.tracker_store import MongoTrackerStore  # isort: skip
from rasa.shared.core.events import (  # isort: skip
    ActionExecuted,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker  # isort: skip

from connectors.tracker_store import MongoTurnStore
from connectors.trackers.migration import Archive, Source, migrate

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # Rasa never closes its client
]

DOMAIN = domain_of({"slots": {"city": {"type": "text", "mappings": [{"type": "custom"}]}}})


@dataclass
class Move:
    """A source as Rasa left it, and the target."""

    url: str
    name: str
    source: Source
    target: MongoTurnStore
    documents: Any
    turns: Any


@pytest.fixture
async def move(
    mongo_url: str, database_name: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Move]:
    """Thirty conversations in Rasa's store, one of them long, one with a number for an id."""
    monkeypatch.setenv("MONGO_DB", database_name)
    stock = MongoTrackerStore(DOMAIN, host=mongo_url, db=f"{database_name}_old")
    for number in range(28):
        await stock.save(DialogueStateTracker.from_events(f"c{number}", history(3), DOMAIN.slots))
    await stock.save(DialogueStateTracker.from_events("long", history(300), DOMAIN.slots))
    await stock.save(DialogueStateTracker.from_events("4711", history(2), DOMAIN.slots))
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(mongo_url)
    documents = client[f"{database_name}_old"]["conversations"]
    await documents.update_one({"sender_id": "4711"}, {"$set": {"sender_id": 4711}})
    source = Source(mongo_url, f"{database_name}_old", "conversations")
    target = Archive(None, host=mongo_url)
    turns = client[database_name]["tracker_events"]
    yield Move(mongo_url, database_name, source, target, documents, turns)
    await source.close()
    await target.close()
    await client.close()


def history(turns: int) -> list[Event]:
    """Events of one session, the city set in the first turn."""
    events: list[Event] = [ActionExecuted("action_session_start"), SessionStarted()]
    events += [ActionExecuted("action_listen")]
    for number in range(turns):
        events += [UserUttered(f"turn {number}", {"name": "x"}), BotUttered(f"answer {number}")]
        events += [SlotSet("city", "delhi")] if number == 0 else []
        events += [ActionExecuted("action_listen")]
    return events


async def stored(move: Move, sender_id: str) -> list[dict[str, Any]]:
    """The events that are here now."""
    tracker = await move.target.retrieve_full_tracker(sender_id)
    return [event.as_dict() for event in tracker.events] if tracker else []


async def original(move: Move, sender_id: str) -> list[dict[str, Any]]:
    """The events of the source."""
    return [event.as_dict() for event in await move.source.events(sender_id)]


async def assert_all_here(move: Move) -> None:
    """Every conversation of the source is here, event by event."""
    senders = await move.source.senders()
    assert len(senders) == 30
    assert set(await move.target.keys()) == set(senders)
    for sender_id in senders:
        assert await stored(move, sender_id) == await original(move, sender_id) != []


async def test_everything_is_moved(move: Move) -> None:
    """Each conversation arrives whole, and goes on as a window with its slots."""
    reports = [report async for report in migrate(move.source, move.target)]
    assert len(reports) == 30
    assert reports[-1].moved == 30
    await assert_all_here(move)
    window = await move.target.retrieve("long")
    assert window is not None
    assert len(window.events) < 100
    assert window.get_slot("city") == "delhi"


async def test_it_can_be_stopped_and_started_again(move: Move) -> None:
    """Stopped after some conversations and in the middle of one, it finishes the rest."""
    async for report in migrate(move.source, move.target):
        if report.seen == 29:  # the long one is among them
            break
    await move.turns.delete_many({"sender_id": "long", "position": {"$gte": 500}})
    reports = [report async for report in migrate(move.source, move.target)]
    assert reports[-1].moved == 2
    assert reports[-1].there_already == 28
    await assert_all_here(move)


async def test_a_split_conversation_becomes_one(move: Move) -> None:
    """Two documents of one conversation, which Rasa's store can make, are put together."""
    document = await move.documents.find_one({"sender_id": "c0"})
    first, second = document["events"][:3], document["events"][3:]
    await move.documents.update_one({"_id": document["_id"]}, {"$set": {"events": second}})
    await move.documents.insert_one({"sender_id": "c0", "events": first})
    async for _ in migrate(move.source, move.target):
        pass
    texts = [event.get("text") for event in await stored(move, "c0") if event["event"] == "user"]
    assert texts == ["turn 0", "turn 1", "turn 2"]


async def test_a_conversation_with_another_history_is_left_alone(move: Move) -> None:
    """What is here and differs is not touched but named; the others are moved."""
    mine = DialogueStateTracker.from_events("c5", history(1))
    await move.target.save(mine)
    reports = [report async for report in migrate(move.source, move.target)]
    assert reports[-1].different == ["c5"]
    assert reports[-1].moved == 29
    assert await stored(move, "c5") == [event.as_dict() for event in mine.events]


async def run(url: str, name: str, *arguments: str) -> tuple[int, list[str]]:
    """The command's exit code and what it said, errors last."""
    command = [sys.executable, "-W", "ignore", "-m", "connectors.trackers.migration"]
    done = await asyncio.to_thread(
        subprocess.run,
        [*command, *arguments],
        env=clean_environment(MONGO_URL=url, MONGO_DB=name) | os.environ,
        capture_output=True,
        text=True,
        timeout=patient(90),
        check=False,
    )
    return done.returncode, [*done.stdout.splitlines(), *done.stderr.splitlines()]


async def test_the_command_says_how_far_it_is_and_what_it_did(move: Move) -> None:
    """From the first conversation on it tells how many of all; run again it finds them there."""
    code, said = await run(move.url, move.name, "--db", f"{move.name}_old")
    assert code == 0
    assert said[0].startswith("1 of 30 conversations: 1 moved (")
    assert said[-1].startswith("30 of 30 conversations: 30 moved (")
    seen = [int(line.split(" of 30 conversations: ")[0]) for line in said]
    assert seen == sorted(seen)
    code, said = await run(move.url, move.name, "--db", f"{move.name}_old")
    assert code == 0
    assert said[-1] == (
        "30 of 30 conversations: 0 moved (0 events), 30 there already, 0 different here"
    )
    await assert_all_here(move)


async def test_the_command_names_what_it_left_alone(move: Move) -> None:
    """A conversation with another history here is named, and the exit code says so."""
    await move.target.save(DialogueStateTracker.from_events("c5", history(1)))
    code, said = await run(move.url, move.name, "--db", f"{move.name}_old")
    assert code == 1
    assert said[-2].endswith(", 1 different here")
    assert said[-1] == "here with another history, not moved: c5"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--db", "mistyped"], "There are no conversations in mistyped.conversations."),
        (["--url", "mongodb://127.0.0.1:1/"], "MongoDB: "),
    ],
)
async def test_what_ends_the_command_is_one_line(
    mongo_url: str, database_name: str, arguments: list[str], line: str
) -> None:
    """A source that is not there ends it with one line and exit code 2."""
    code, said = await run(mongo_url, database_name, *arguments)
    assert code == 2
    assert len(said) == 1
    assert said[0].startswith(line)
