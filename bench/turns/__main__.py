"""`make bench-turns`: the time of a turn, this project and stock Rasa in one run, in turns.

Both sides have the same model, action server, MongoDB-protocol server and Redis, and are asked
over HTTP; ours is asked through a gateway besides. Writes bench/turns/results.json,
docs/images/turns.png and the tables of docs/performance.md. Takes about fifteen minutes on two
cores.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from bench.processes import megabytes, running
from bench.turns import report
from bench.turns.history import History
from bench.turns.measure import milliseconds, turn_seconds, turns_per_second, until_answered
from bench.turns.processes import parts
from bench.turns.sides import Gateway, Ours, Side, Stock
from connectors.stack.processes import free_port
from connectors.stack.training import ensure_model


@dataclass(frozen=True)
class Plan:
    """How much is measured.

    `visits` is, by stored events, how often the sides are visited and the turns of a visit to
    ours (with and without the gateway) and to stock: each visit begins with so many events again,
    so that it may not last long.
    """

    starts: int
    visits: dict[int, tuple[int, int, int]]
    rounds: int
    round_seconds: float


LONG = Plan(
    starts=3,
    visits={
        10: (100, 3, 3),
        100: (60, 5, 5),
        1_000: (15, 20, 10),
        5_000: (5, 60, 5),
        20_000: (3, 100, 4),
    },
    rounds=3,
    round_seconds=5,
)
QUICK = Plan(
    starts=1,
    visits={
        10: (4, 3, 3),
        100: (3, 5, 5),
        1_000: (2, 10, 4),
        5_000: (1, 20, 3),
        20_000: (1, 20, 2),
    },
    rounds=1,
    round_seconds=3,
)
CONVERSATIONS = (1, 10, 50)


def main() -> None:
    """Measure, keep and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.turns", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few turns, one start, nothing kept")
    quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory() as folder:
        results = asyncio.run(_measure(Path(folder), QUICK if quick else LONG))
    if not quick:
        report.keep(results)
    print(report.tables(results))


async def _measure(folder: Path, plan: Plan) -> dict[str, Any]:
    model = ensure_model()
    with ExitStack() as stack:
        shared = stack.enter_context(parts(folder))
        settings = shared.settings
        ours, stock = Ours(free_port(), model), Stock(free_port(), model, folder, settings)
        starts = [await _start_each([ours, stock], settings, folder) for _ in range(plan.starts)]
        sides: list[Side] = [ours, Gateway(free_port(), ours.url), stock]
        servers = {}
        for side in sides:
            servers[side.name] = stack.enter_context(_running(side, settings, folder))
            await until_answered(side)
        processes = servers | shared.processes
        ready = {name: round(megabytes(process)) for name, process in processes.items()}
        turns = await _turns(sides, settings, plan)
        rates = await _rates(sides, plan)
        after = {name: round(megabytes(process)) for name, process in processes.items()}
    return {
        "machine": {"cores": os.cpu_count(), "load": [round(each, 1) for each in os.getloadavg()]},
        "turn_ms": turns,
        "turns_per_second": rates,
        "start_seconds": _medians(starts),
        "memory_mb": {"ready": ready, "after": after},
    }


def _running(
    side: Side, common: dict[str, str], folder: Path
) -> AbstractContextManager[psutil.Process]:
    return running(side.command, common | side.settings, folder / side.name)


async def _start_each(
    sides: list[Side], settings: dict[str, str], folder: Path
) -> dict[str, float]:
    """Seconds from the start of the process to its first answer."""
    seconds = {}
    for side in sides:
        begin = time.perf_counter()
        with _running(side, settings, folder):
            await until_answered(side)
            seconds[side.name] = time.perf_counter() - begin
    _tell(f"seconds to the first answer: {seconds}")
    return seconds


async def _turns(sides: list[Side], settings: dict[str, str], plan: Plan) -> dict[str, Any]:
    history = History(settings["MONGO_URL"])
    seeds = {
        "ours": history.seed_ours,
        "gateway": history.seed_ours,
        "stock": history.seed_stock,
    }
    turns: dict[str, Any] = {}
    for stored, (visits, ours, stock) in plan.visits.items():
        counts = {"ours": ours, "gateway": ours, "stock": stock}
        seconds: dict[str, list[float]] = {side.name: [] for side in sides}
        for _ in range(visits):
            for side in sides:
                name = side.name
                seconds[name] += await turn_seconds(side, seeds[name], stored, counts[name])
        turns[str(stored)] = {name: milliseconds(each) for name, each in seconds.items()}
        _tell(f"{stored} events, ms: {turns[str(stored)]}")
    return turns


async def _rates(sides: list[Side], plan: Plan) -> dict[str, dict[str, float]]:
    """Turns per second by number of conversations, the median of rounds."""
    rates = {}
    for conversations in CONVERSATIONS:
        rounds = [
            {s.name: await turns_per_second(s, conversations, plan.round_seconds) for s in sides}
            for _ in range(plan.rounds)
        ]
        rates[str(conversations)] = _medians(rounds)
        _tell(f"{conversations} conversations, turns a second: {rates[str(conversations)]}")
    return rates


def _medians(rounds: list[dict[str, float]]) -> dict[str, float]:
    return {name: round(statistics.median(each[name] for each in rounds), 1) for name in rounds[0]}


def _tell(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
