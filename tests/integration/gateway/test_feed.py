"""A feed delivers each message once, in order, and ends with its newest state."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from connectors.gateway.delivery.feed import Feed
from connectors.stores.changes import MessageChanges
from connectors.stores.database import Database
from connectors.stores.messages import Messages

Wire = dict[str, Any]


class Heard:
    """An audience that remembers."""

    def __init__(self) -> None:
        self.events: list[tuple[str, Wire]] = []

    async def __call__(self, _: str, event: str, data: Wire, skip: str | None) -> None:
        """As clients are told."""
        self.events.append((event, data))


def message(seq: int, version: int = 0) -> Wire:
    """A state of a message."""
    return {"id": f"m{seq}", "seq": seq, "version": version}


def change(seq: int, version: int) -> Wire:
    """The event of a change."""
    return {"message": message(seq, version)}


@pytest.fixture
def heard() -> Heard:
    """Who listens."""
    return Heard()


@pytest.fixture
async def feed(database: Database, heard: Heard) -> AsyncIterator[Feed]:
    """A feed that has delivered nothing yet."""
    feed = Feed("c", Messages(database), MessageChanges(database), [heard], [])
    await feed.go_live(0)
    yield feed
    await feed.close()


async def test_a_change_is_told_once_and_never_an_older_one(feed: Feed, heard: Heard) -> None:
    """Doubled and late notices of changes are left out."""
    await feed.offer(message(1))
    for version in (1, 1, 3, 2, 3):
        await feed.tell("change", change(1, version))
    assert heard.events == [
        ("message", message(1)),
        ("change", change(1, 1)),
        ("change", change(1, 3)),
    ]


async def test_a_change_that_comes_before_its_message(feed: Feed, heard: Heard) -> None:
    """The message is delivered once, as it is by now, when its turn comes."""
    await feed.tell("change", change(2, 1))
    await feed.offer(message(2))
    await feed.offer(message(1))
    assert heard.events == [("message", message(1)), ("message", message(2, 1))]


async def test_a_change_that_comes_while_its_message_waits(feed: Feed, heard: Heard) -> None:
    """Between taking a message and delivering it nothing gets lost."""
    async with feed.gate:
        waiting = [
            asyncio.create_task(feed.tell("change", change(1, 1))),
            asyncio.create_task(feed.offer(message(1))),
        ]
        await asyncio.sleep(0.01)
    await asyncio.gather(*waiting)
    assert heard.events == [("message", message(1, 1))]


async def test_receipts_never_go_back(feed: Feed, heard: Heard) -> None:
    """The whole cursor is told when something in it is news."""
    for cursor in ({"delivered": 3}, {"read": 2}, {"delivered": 1, "read": 2}, {"read": 1}):
        await feed.tell("receipt", {"participant": "ravi", **cursor})
    assert [data for _, data in heard.events] == [
        {"participant": "ravi", "delivered": 3},
        {"participant": "ravi", "delivered": 3, "read": 2},
    ]
