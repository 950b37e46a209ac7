"""One run: people write while processes die; then the dust settles and the verdict is given."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx

from connectors.stores.database import Database, open_database
from tests.faults.chaos import Chaos
from tests.faults.crowd import Place, gather_crowd, write_on
from tests.faults.judging import judge, judge_photos
from tests.faults.person import Person
from tests.faults.site import Site
from tests.faults.verdict import Verdict
from tests.support.waiting import patient

_SETTLE_SECONDS = 180.0
_PROGRESS_SECONDS = 5.0


@dataclass(frozen=True)
class Options:
    """`seconds` of faults with so many rooms and visitors; each writes each `pause` seconds.

    Every `calm` seconds nobody writes and nothing is killed until all is delivered: what was told
    to nobody shows only when no later message brings it along.
    """

    seconds: float
    seed: int
    rooms: int = 10
    visitors: int = 4
    pause: float = 1.0
    calm: float = 30.0
    real_guide: bool = True


@dataclass(frozen=True)
class Outcome:
    """What came of it. `slowest`: the longest start of each process, in seconds.

    `settled`: the longest time in seconds from when all was up until all was delivered.
    """

    verdict: Verdict
    kills: dict[str, int]
    cuts: int
    connections: int
    slowest: dict[str, float]
    settled: float
    tracebacks: dict[str, int]

    @property
    def holds(self) -> bool:
        """Whether the promise was kept, and no process stumbled."""
        return self.verdict.holds and not any(self.tracebacks.values())


async def run(
    options: Options, folder: Path, tell: Callable[[str], None], *, logs: Path | None = None
) -> Outcome:
    """Run it with the processes' data in `folder`; `tell` gets a line every few seconds.

    `logs` is where the processes' logs are kept.
    """
    async with AsyncExitStack() as stack:
        tell(f"starting; seed {options.seed}")
        site = await stack.enter_async_context(Site(folder, real_guide=options.real_guide))
        if logs:
            stack.callback(site.keep_logs, logs)
        database = open_database(site.settings)
        stack.push_async_callback(database.close)
        places = await gather_crowd(
            site,
            database,
            await stack.enter_async_context(_files_client()),
            rooms=options.rooms,
            visitors=options.visitors,
            seed=options.seed,
        )
        people = [person for place in places for person in place.people]
        chaos = Chaos(site.victims, people, options.seed)
        async with asyncio.TaskGroup() as group:
            for person in people:
                group.create_task(person.live())
            progress = group.create_task(_progress(people, chaos, tell))
            settled = 0.0
            for seconds in _rounds(options):
                await _trouble(places, options.pause, chaos, seconds)
                tell("everything is up: waiting until all is delivered")
                settled = max(settled, await _settle(places, database))
                if settled > patient(_SETTLE_SECONDS):
                    break
            progress.cancel()
            verdict = await judge(places, database)
            await judge_photos(verdict, places, database)
            for person in people:
                person.leave()
        return Outcome(
            verdict=verdict,
            kills=dict(chaos.kills),
            cuts=chaos.cuts,
            slowest=chaos.slowest,
            connections=sum(person.connections for person in people),
            settled=settled,
            tracebacks=site.tracebacks,
        )


def _files_client() -> httpx.AsyncClient:
    return httpx.AsyncClient(timeout=patient(30), trust_env=False)


def _rounds(options: Options) -> Iterator[float]:
    """The seconds between one calm and the next."""
    left = options.seconds
    while left > 0:
        yield min(left, options.calm)
        left -= options.calm


async def _trouble(places: list[Place], pause: float, chaos: Chaos, seconds: float) -> None:
    """Everybody writes while processes die."""
    async with asyncio.TaskGroup() as group:
        writing = [group.create_task(write_on(place, pause)) for place in places]
        await chaos.run(seconds)
        for task in writing:
            task.cancel()


async def _progress(people: list[Person], chaos: Chaos, tell: Callable[[str], None]) -> None:
    begin = time.monotonic()
    while True:
        await asyncio.sleep(_PROGRESS_SECONDS)
        acknowledged = sum(len(person.promises) for person in people)
        waiting = sum(person.waiting for person in people)
        breaches = sum(len(person.breaches) for person in people)
        kills = ", ".join(f"{name} {count}" for name, count in sorted(chaos.kills.items()))
        tell(
            f"{time.monotonic() - begin:5.0f} s  {acknowledged} acknowledged, {waiting} waiting, "
            f"{breaches} breaches; killed {kills or 'nothing'}; {chaos.cuts} connections cut"
        )


async def _settle(places: list[Place], database: Database) -> float:
    """Wait until nothing is on its way any more, or patience ends; returns the seconds it took."""
    begin = time.monotonic()
    while time.monotonic() - begin < patient(_SETTLE_SECONDS):
        if not any(person.waiting for place in places for person in place.people):
            verdict = await judge(places, database)
            if not (verdict.unanswered or verdict.views or verdict.cursors or verdict.presence):
                break
        await asyncio.sleep(0.5)
    return time.monotonic() - begin
