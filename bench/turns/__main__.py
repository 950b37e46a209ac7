"""`make bench-turns`: the time of a turn, this project and stock Rasa in one run, in turns.

Both sides have the same model, action server, MongoDB-protocol server and Redis. Writes
bench/turns/results.json and docs/images/turns.png and prints tables in Markdown.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench.turns import report
from bench.turns.history import History
from bench.turns.measure import milliseconds, turn_seconds, turns_per_second, until_answered
from bench.turns.processes import megabytes, parts, running
from bench.turns.sides import Ours, Side, Stock
from connectors.stack.processes import free_port
from connectors.stack.training import ensure_model

VISITS = {10: 20, 100: 20, 1000: 20, 5000: 8, 20000: 3}
"""How often conversations of so many events are visited; a visit is three turns."""

CONVERSATIONS = (1, 10, 50)


def main() -> None:
    """Measure, keep and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.turns", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few turns, one start, nothing kept")
    quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory() as folder:
        results = asyncio.run(_measure(Path(folder), quick))
    if not quick:
        report.keep(results)
    print(report.tables(results))


async def _measure(folder: Path, quick: bool) -> dict[str, Any]:
    model = ensure_model()
    with ExitStack() as stack:
        settings = stack.enter_context(parts(folder))
        sides = [Ours(free_port(), model), Stock(free_port(), model, folder, settings)]
        starts = [await _start_each(sides, settings, folder) for _ in range(1 if quick else 3)]
        processes = {
            side.name: stack.enter_context(running(side.command, settings, folder / side.name))
            for side in sides
        }
        for side in sides:
            await until_answered(side)
        ready = {name: megabytes(process) for name, process in processes.items()}
        turns = await _turns(sides, settings, quick)
        rates = await _rates(sides, quick)
        after = {name: megabytes(process) for name, process in processes.items()}
    return {
        "machine": {"cores": os.cpu_count(), "load": [round(each, 1) for each in os.getloadavg()]},
        "turn_ms": turns,
        "turns_per_second": rates,
        "start_seconds": _medians(starts),
        "memory_mb": {"ready": ready, "after": after},
    }


async def _start_each(
    sides: list[Side], settings: dict[str, str], folder: Path
) -> dict[str, float]:
    """Seconds from the start of the process to its first answer."""
    seconds = {}
    for side in sides:
        begin = time.perf_counter()
        with running(side.command, settings, folder / side.name):
            await until_answered(side)
            seconds[side.name] = time.perf_counter() - begin
    _tell(f"start: {seconds}")
    return seconds


async def _turns(sides: list[Side], settings: dict[str, str], quick: bool) -> dict[str, Any]:
    history = History(settings["MONGO_URL"])
    seeds = [history.seed_ours, history.seed_stock]
    turns: dict[str, Any] = {}
    for stored, visits in VISITS.items():
        count = max(1, visits // 5) if quick else visits
        seconds = await turn_seconds(list(zip(sides, seeds, strict=True)), stored, count)
        turns[str(stored)] = {name: milliseconds(each) for name, each in seconds.items()}
        _tell(f"{stored} events: {turns[str(stored)]}")
    return turns


async def _rates(sides: list[Side], quick: bool) -> dict[str, dict[str, float]]:
    """Turns per second by number of conversations, the median of rounds."""
    rates = {}
    for conversations in CONVERSATIONS:
        rounds = [
            {side.name: await turns_per_second(side, conversations, 4) for side in sides}
            for _ in range(1 if quick else 3)
        ]
        rates[str(conversations)] = _medians(rounds)
        _tell(f"{conversations} conversations: {rates[str(conversations)]}")
    return rates


def _medians(rounds: list[dict[str, float]]) -> dict[str, float]:
    return {name: round(statistics.median(each[name] for each in rounds), 1) for name in rounds[0]}


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
