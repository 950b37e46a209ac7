"""Numbering, idempotence and durability of messages on a real MongoDB-protocol server."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from connectors.domain.message import Draft, Message, Sender
from connectors.errors import Conflict, Unavailable
from connectors.settings import Settings
from connectors.stores import database as database_module
from connectors.stores.database import Database, open_database
from connectors.stores.messages import Messages
from tests.support.servers import MongoServer
from tests.support.waiting import eventually, patient

ASHA = Sender("customer", "asha", "Asha")


def draft(client_id: str, conversation: str = "c1", *, due: bool = False) -> Draft:
    """A short message of Asha's."""
    return Draft(
        conversation=conversation, client_id=client_id, sender=ASHA, text=client_id, due=due
    )


async def test_concurrent_writers_number_without_gap(database: Database) -> None:
    """Two processes' worth of writers and every message sent twice: 1..50, each once."""
    writers = Messages(database), Messages(database)
    drafts = [draft(f"m{number}") for number in range(50)] * 2
    stored = await asyncio.gather(
        *(writers[place % 2].append(each) for place, each in enumerate(drafts))
    )
    assert len({message.id for message in stored}) == 50
    history = await writers[0].after("c1", 0)
    assert [message.seq for message in history] == list(range(1, 51))
    assert {message.client_id for message in history} == {each.client_id for each in drafts}


async def test_same_client_id_gives_the_stored_message(database: Database) -> None:
    """A repeated send is answered with what the first one stored, to the letter."""
    messages = Messages(database)
    first = await messages.append(draft("again"))
    assert await Messages(database).append(draft("again")) == first


async def test_client_ids_of_two_conversations_do_not_meet(database: Database) -> None:
    """The same client_id in another conversation is another message."""
    messages = Messages(database)
    await messages.append(draft("same", "c1"))
    other = await messages.append(draft("same", "c2"))
    assert (other.conversation, other.seq) == ("c2", 1)


async def test_pages_forward_and_back(database: Database) -> None:
    """`after` and `before` give ordered pages that meet without overlap."""
    messages = Messages(database)
    for number in range(7):
        await messages.append(draft(f"m{number}"))

    def seqs(page: list[Message]) -> list[int]:
        return [message.seq for message in page]

    assert seqs(await messages.after("c1", 0, 3)) == [1, 2, 3]
    assert seqs(await messages.after("c1", 6, 3)) == [7]
    assert seqs(await messages.before("c1", 5, 3)) == [2, 3, 4]
    assert seqs(await messages.before("c1", 1, 3)) == []


@pytest.mark.parametrize("count", [0, 1, 2, 3, 6, 17])
async def test_last_number_is_found_by_whoever_comes_new(database: Database, count: int) -> None:
    """A process that knows nothing finds the newest number, and notices what others add."""
    writer, newcomer = Messages(database), Messages(database)
    for number in range(count):
        await writer.append(draft(f"m{number}"))
    assert await newcomer.last_seq("c1") == count
    for number in range(5):
        await writer.append(draft(f"later{number}"))
    assert await newcomer.last_seq("c1") == count + 5


async def test_an_id_that_is_taken_is_refused(database: Database) -> None:
    """Another message under the id of a stored one is a conflict, not a loop."""
    messages = Messages(database)
    taken = await messages.append(draft("first"))
    with pytest.raises(Conflict):
        await messages.append(replace(draft("second"), id=taken.id))
    assert await messages.last_seq("c1") == 1


async def test_due_messages_wait_until_settled(database: Database) -> None:
    """What waits for the guide is found in order and only until it is settled."""
    messages = Messages(database)
    first = await messages.append(draft("first", due=True))
    await messages.append(draft("chatter"))
    second = await messages.append(draft("second", due=True))
    assert [message.id for message in await messages.due_in("c1")] == [first.id, second.id]
    await messages.settle(first.id)
    assert [message.id for message in await messages.due()] == [second.id]


async def test_acknowledged_messages_survive_a_kill(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server is killed and restarted under load: what was acknowledged is there, in order."""
    monkeypatch.setattr(database_module, "_GIVE_UP_SECONDS", patient(30))
    with MongoServer(tmp_path / "mongo") as server:
        database = open_database(settings.model_copy(update={"mongo_url": server.url}))
        await database.ensure_indexes()
        messages = Messages(database)
        acknowledged: list[Message] = []

        async def write(writer: int) -> None:
            for number in range(60):
                message = await messages.append(draft(f"{writer}-{number}"))
                acknowledged.append(message)

        writing = asyncio.gather(*(write(writer) for writer in range(4)))
        await eventually(lambda: len(acknowledged) > 20)
        await asyncio.to_thread(server.kill)
        assert len(acknowledged) < 240
        await asyncio.to_thread(server.start)
        await writing

        history = await messages.after("c1", 0, 1000)
        assert sorted(acknowledged, key=lambda message: message.seq) == history
        assert [message.seq for message in history] == list(range(1, 241))
        await database.close()


async def test_a_database_that_stays_away_is_said(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the server gone for good the writer is told `unavailable`, not left waiting."""
    monkeypatch.setattr(database_module, "_SELECTION_SECONDS", patient(2))
    with MongoServer(tmp_path / "mongo") as server:
        database = open_database(settings.model_copy(update={"mongo_url": server.url}))
        messages = Messages(database)
        await messages.append(draft("first"))
        await asyncio.to_thread(server.kill)
        monkeypatch.setattr(database_module, "_GIVE_UP_SECONDS", 0.1)
        with pytest.raises(Unavailable):
            await messages.append(draft("second"))
        await database.close()
