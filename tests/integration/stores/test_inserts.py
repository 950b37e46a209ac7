"""Inserts that come together go together, and each caller hears of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from pymongo import AsyncMongoClient
from pymongo.errors import ConnectionFailure, DuplicateKeyError
from pymongo.monitoring import (
    CommandFailedEvent,
    CommandListener,
    CommandStartedEvent,
    CommandSucceededEvent,
)

from connectors.stores.database import Collection, Document
from connectors.stores.inserts import Inserts

MANY = 200


class Sent(CommandListener):
    """The insert commands a client sent, by the number of their documents."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.concerns: list[object] = []

    def started(self, event: CommandStartedEvent) -> None:
        if event.command_name == "insert":
            self.sizes.append(len(event.command["documents"]))
            self.concerns.append(event.command["writeConcern"])

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Nothing."""

    def failed(self, event: CommandFailedEvent) -> None:
        """Nothing."""


@pytest.fixture
def sent() -> Sent:
    """What the collection's client sends."""
    return Sent()


@pytest.fixture
async def collection(mongo_url: str, database_name: str, sent: Sent) -> AsyncIterator[Collection]:
    """An empty collection."""
    async with AsyncMongoClient[Document](mongo_url, event_listeners=[sent]) as client:
        yield client[database_name]["things"]
        await client.drop_database(database_name)


async def test_what_comes_at_once_goes_in_few_commands(collection: Collection, sent: Sent) -> None:
    """Two hundred inserts at once: all stored, journaled, with far fewer commands."""
    inserts = Inserts(collection)
    await asyncio.gather(*(inserts.insert({"_id": number}) for number in range(MANY)))
    assert await collection.count_documents({}) == MANY
    assert sum(sent.sizes) == MANY
    assert len(sent.sizes) < MANY / 10
    assert all(concern == {"w": "majority", "j": True} for concern in sent.concerns)


async def test_each_caller_has_its_own_outcome(collection: Collection) -> None:
    """What cannot be stored fails for the one who asked; everything beside it is stored."""
    inserts = Inserts(collection)
    await inserts.insert({"_id": 7})
    outcomes = await asyncio.gather(
        *(inserts.insert({"_id": number % 20}) for number in range(40)), return_exceptions=True
    )
    assert await collection.count_documents({}) == 20
    assert outcomes.count(None) == 19
    assert sum(isinstance(outcome, DuplicateKeyError) for outcome in outcomes) == 21


async def test_nobody_is_told_of_a_document_that_was_not_stored(mongo_url: str) -> None:
    """While no server answers, every caller gets the error."""
    absent = AsyncMongoClient[Document]("mongodb://127.0.0.1:1", serverSelectionTimeoutMS=100)
    async with absent as client:
        inserts = Inserts(client["none"]["things"])
        outcomes = await asyncio.gather(
            *(inserts.insert({"_id": number}) for number in range(10)), return_exceptions=True
        )
    assert all(isinstance(outcome, ConnectionFailure) for outcome in outcomes)
