"""What the embedded MongoDB-protocol server keeps when it is killed: its own small fault test.

Writers insert one document after the other and note what was acknowledged, a reader notes what it
was shown; the server is killed again and again. Then everything noted is looked up, by `_id` and by
a unique index. `python -m tests.faults.embedded`
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pymongo import AsyncMongoClient, WriteConcern
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import DuplicateKeyError, PyMongoError

from tests.support.servers import MongoServer

Collection = AsyncCollection[dict[str, Any]]

_WRITERS = 16


class SyncedMongoServer(MongoServer):
    """With `--sync-on-commit`: each commit waits for the journal, whatever the client asks."""

    def command(self) -> list[str]:
        """The stack's own command and the option."""
        return [*super().command(), "--sync-on-commit"]


MODES: dict[str, tuple[type[MongoServer], WriteConcern]] = {
    "w:1": (MongoServer, WriteConcern(1)),
    "w:majority, j:true": (MongoServer, WriteConcern("majority", j=True)),
    "w:1, --sync-on-commit": (SyncedMongoServer, WriteConcern(1)),
}


@dataclass
class Findings:
    """Numbers of documents; `half` are known to one index and not to the other."""

    acknowledged: int = 0
    lost: int = 0
    shown: int = 0
    shown_and_lost: int = 0
    half: int = 0
    seconds: float = 0.0
    restart_seconds: list[float] = field(default_factory=list)


class Probe:
    """The writers and the reader, and what they noted, by writer."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self.acknowledged: Counter[int] = Counter()
        self.shown: Counter[int] = Counter()

    async def write(self, writer: int) -> None:
        """Insert 1, 2, 3, …, each until it is acknowledged or found to be there."""
        while True:
            number = self.acknowledged[writer] + 1
            document = {"_id": f"{writer}-{number}", "writer": writer, "number": number}
            try:
                await self._collection.insert_one(document)
            except DuplicateKeyError:
                pass  # our own, whose acknowledgement was lost
            except PyMongoError:
                await asyncio.sleep(0.05)
                continue
            self.acknowledged[writer] = number

    async def read(self) -> None:
        """Look for the next document of each writer."""
        while True:
            for writer in range(_WRITERS):
                try:
                    name = f"{writer}-{self.shown[writer] + 1}"
                    if await self._collection.find_one({"_id": name}):
                        self.shown[writer] += 1
                except PyMongoError:
                    await asyncio.sleep(0.05)


async def probe(folder: Path, mode: str, kills: int, dice: random.Random) -> Findings:
    """Kill the server so often while documents are written in this mode."""
    kind, concern = MODES[mode]
    findings = Findings()
    with kind(folder) as server:
        async with AsyncMongoClient[dict[str, Any]](
            server.url, serverSelectionTimeoutMS=500
        ) as client:
            collection = client["faults"].get_collection("probe", write_concern=concern)
            await collection.create_index([("writer", 1), ("number", 1)], unique=True)
            noted = Probe(collection)
            for _ in range(kills):
                await _kill_once(server, noted, findings, dice)
            await _look_up(collection, noted, findings)
    return findings


async def _kill_once(
    server: MongoServer, noted: Probe, findings: Findings, dice: random.Random
) -> None:
    tasks = [asyncio.create_task(noted.write(writer)) for writer in range(_WRITERS)]
    tasks.append(asyncio.create_task(noted.read()))
    seconds = dice.uniform(1, 4)
    await asyncio.sleep(seconds)
    await asyncio.to_thread(server.kill)
    findings.seconds += seconds
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    begin = time.monotonic()
    await asyncio.to_thread(server.start)
    findings.restart_seconds.append(time.monotonic() - begin)


async def _look_up(collection: Collection, noted: Probe, findings: Findings) -> None:
    ids = {each["_id"] async for each in collection.find({}, {"_id": 1})}
    for writer in range(_WRITERS):
        span = {"writer": writer, "number": {"$gte": 1}}
        indexed = {each["_id"] async for each in collection.find(span, {"_id": 1})}
        findings.half += len(indexed ^ {each for each in ids if each.startswith(f"{writer}-")})
        known = {int(each.partition("-")[2]) for each in indexed & ids}
        promised, shown = noted.acknowledged[writer], noted.shown[writer]
        findings.acknowledged += promised
        findings.shown += shown
        findings.lost += len(set(range(1, promised + 1)) - known)
        findings.shown_and_lost += len(set(range(1, shown + 1)) - known)


def main() -> int:
    """Try each mode and print a table; 1 when the mode the product uses lost something."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.embedded", description=__doc__)
    parser.add_argument("--kills", type=int, default=20, help="in each mode")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    chosen = parser.parse_args()
    print(f"seed {chosen.seed}, {_WRITERS} writers")
    print("| mode | kills | acknowledged | lost | shown to a reader | of them lost |", end="")
    print(" in one index only | inserts/s | restart |\n|---|" + "---:|" * 8)
    kept = True
    for mode in MODES:
        with tempfile.TemporaryDirectory() as folder:
            dice = random.Random(chosen.seed)
            found = asyncio.run(probe(Path(folder), mode, chosen.kills, dice))
        if mode == "w:majority, j:true":
            kept = not (found.lost or found.shown_and_lost or found.half)
        print(
            f"| {mode} | {chosen.kills} | {found.acknowledged} | {found.lost} | {found.shown} "
            f"| {found.shown_and_lost} | {found.half} | {found.acknowledged / found.seconds:.0f} "
            f"| {max(found.restart_seconds):.1f} s |",
            flush=True,
        )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
