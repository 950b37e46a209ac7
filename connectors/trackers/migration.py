"""Move the conversations of Rasa's own MongoTrackerStore over to ours.

`python -m connectors.trackers.migration --db rasa [--url …] [--collection conversations]`

The source is only read. It may be stopped and started again at any time: what has been moved is
recognised and left alone. Conversations that are here with another history are not touched and
listed at the end, with exit code 1. docs/operators.md says when to run it.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from bson import ObjectId
from pymongo import AsyncMongoClient
from pymongo.errors import PyMongoError
from rasa.shared.core.events import Event, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker

from connectors.errors import AppError, NotFound
from connectors.settings import load_settings
from connectors.tracker_store import MongoTurnStore

_SAY_SECONDS = 1.0
_PATIENCE_SECONDS = 5


@dataclass
class Report:
    """What happened to the `total` conversations of the source."""

    total: int
    moved: int = 0
    there_already: int = 0
    events: int = 0
    different: list[str] = field(default_factory=list)

    @property
    def seen(self) -> int:
        """How many conversations have been dealt with."""
        return self.moved + self.there_already + len(self.different)

    def __str__(self) -> str:
        return (
            f"{self.seen} of {self.total} conversations: "
            f"{self.moved} moved ({self.events} events), "
            f"{self.there_already} there already, {len(self.different)} different here"
        )


class Source:
    """The collection of a MongoTrackerStore: a document for each conversation."""

    def __init__(self, url: str, db: str, collection: str) -> None:
        self._client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(
            url, serverSelectionTimeoutMS=_PATIENCE_SECONDS * 1000
        )
        self._collection = self._client[db][collection]

    async def senders(self) -> list[str]:
        """The id of each conversation, once; very old stores have numbers.

        Raises NotFound when there is none, as where a name is mistyped.
        """
        documents = self._collection.find({}, {"sender_id": 1})
        ids = dict.fromkeys([str(document["sender_id"]) async for document in documents])
        if not ids:
            raise NotFound(f"There are no conversations in {self._collection.full_name}.")
        return list(ids)

    async def events(self, sender_id: str) -> list[Event]:
        """All events of a conversation, also if it was split over several documents."""
        ids: list[str | int] = [sender_id]
        if sender_id.isdigit():
            ids.append(int(sender_id))
        documents = await self._collection.find({"sender_id": {"$in": ids}}).to_list()
        parts = [document.get("events", []) for document in documents]
        parts = sorted((part for part in parts if part), key=lambda part: part[0]["timestamp"])
        return [event for part in parts for event in deserialise_events(part)]

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()


class Archive(MongoTurnStore):
    """Our store, taking history as it is: of any domain, also a message that is in it twice."""

    def _key(self, sender_id: str, turn: list[Event]) -> Any:
        return ObjectId()

    @property
    def _slots(self) -> None:
        return None


async def migrate(source: Source, store: MongoTurnStore) -> AsyncIterator[Report]:
    """Move one conversation after the other; yields the report so far after each."""
    senders = await source.senders()
    report = Report(total=len(senders))
    for sender_id in senders:
        await _move(sender_id, await source.events(sender_id), store, report)
        yield report


async def _move(sender_id: str, events: list[Event], store: MongoTurnStore, report: Report) -> None:
    tracker = await store.retrieve_full_tracker(sender_id)
    stored = list(tracker.events) if tracker else []
    common = min(len(stored), len(events))
    if [e.as_dict() for e in stored[:common]] != [e.as_dict() for e in events[:common]]:
        report.different.append(sender_id)
    elif common == len(events):
        report.there_already += 1
    else:
        await store.save(DialogueStateTracker.from_events(sender_id, stored + events[common:]))
        report.moved += 1
        report.events += len(events) - common


async def _run(arguments: argparse.Namespace) -> int:
    settings = load_settings()
    settings.require("mongo_url")
    source = Source(arguments.url or settings.mongo_url, arguments.db, arguments.collection)
    store = Archive(None, host=settings.mongo_url)
    say_at = time.monotonic()
    try:
        async for report in migrate(source, store):
            if time.monotonic() >= say_at:
                say_at = time.monotonic() + _SAY_SECONDS
                print(report, flush=True)
    finally:
        await source.close()
        await store.close()
    print(report)
    for sender_id in report.different:
        print(f"here with another history, not moved: {sender_id}")
    return 1 if report.different else 0


def main() -> int:
    """Move everything; what ends it early is told in one line, with exit code 2."""
    parser = argparse.ArgumentParser(
        prog="python -m connectors.trackers.migration",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--url", help="where the source is; the default is MONGO_URL")
    parser.add_argument("--db", default="rasa")
    parser.add_argument("--collection", default="conversations")
    try:
        return asyncio.run(_run(parser.parse_args()))
    except AppError as error:
        print(error.message, file=sys.stderr)
    except PyMongoError as error:
        print(f"MongoDB: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("Stopped. Start it again to move the rest.", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
