"""`make bench-rooms`: rooms under load, this gateway and three peers side by side in one run.

One load generator for all. Writes bench/rooms/results.json, docs/images/rooms-*.png and the tables
of docs/performance.md. Takes about eleven minutes on two cores.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvloop

from bench.processes import megabytes, running, until
from bench.rooms import report
from bench.rooms.gateway import Gateway
from bench.rooms.measure import Figures, Running, highest_rate, talk
from bench.rooms.peers import Bare, Channels, Node, install
from bench.rooms.people import Person, entered
from bench.rooms.sides import Side, seats
from connectors.stack import embedded
from connectors.stack.probes import accepts
from connectors.stack.processes import free_port


@dataclass(frozen=True)
class Plan:
    """How much is measured: seconds of each talk, and sizes."""

    steady_rounds: int
    steady_seconds: float
    step_seconds: float
    connections: tuple[int, ...]
    stored: tuple[int, ...]
    growth_seconds: float


LONG = Plan(1, 20, 3, (10, 100, 1_000, 5_000), (100, 10_000, 100_000), 5)
QUICK = Plan(1, 5, 2, (10, 100), (100, 10_000), 3)
STEADY_ROOMS, STEADY_RATE = 50, 50.0
SEARCH_ROOMS = 200
STORED_RATE = 20.0
_SETTLED_IN_A_SECOND = 1000
PARTS = ("steady", "highest", "connections", "stored")


def main() -> None:
    """Measure, keep and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.rooms", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short talks, nothing kept")
    parser.add_argument("--sides", nargs="+", metavar="NAME", help="these only, nothing kept")
    parser.add_argument("--parts", nargs="+", choices=PARTS, help="these only, nothing kept")
    chosen = parser.parse_args()
    install()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        plan = QUICK if chosen.quick else LONG
        sides = _start(Path(folder), stack, chosen.sides)
        results = uvloop.run(_measure(sides, plan, chosen.parts or PARTS))
    if chosen.quick or chosen.sides or chosen.parts:
        print(json.dumps(results, indent=1))
    else:
        report.keep(results)
        print(report.tables(results))


def _start(folder: Path, stack: ExitStack, names: list[str] | None) -> list[Running]:
    """The databases and the servers, all at once: those that are not asked do nothing."""
    mongo, redis = free_port(), free_port()
    settings = {"MONGO_URL": embedded.mongo_url(mongo), "REDIS_URL": embedded.redis_url(redis)}
    log = folder / "log"
    databases = {
        "mongo": running(embedded.mongo_command(mongo, folder / "mongo"), settings, log),
        "redis": running(embedded.redis_command(redis, folder), settings, log),
    }
    processes = {name: stack.enter_context(each) for name, each in databases.items()}
    until(accepts(mongo))
    all_sides: list[Side] = [
        Gateway(free_port(), settings),
        Node(free_port(), settings),
        Channels(free_port(), settings, folder),
        Bare(free_port(), settings),
    ]
    started = []
    for side in all_sides:
        if names and side.name not in names:
            continue
        side.prepare()
        server = running(side.command, side.settings, folder / side.name, side.folder)
        started.append(Running(side, stack.enter_context(server), processes))
    for each in started:
        until(accepts(each.side.port))
    return started


async def _measure(sides: list[Running], plan: Plan, parts: Sequence[str]) -> dict[str, Any]:
    measured: dict[str, Callable[[Running, Plan], Any]] = {
        "steady": _steady,
        "highest": _highest,
        "connections": _connections,
        "stored": _stored,
    }
    results: dict[str, Any] = {name: {} for name in parts}
    for name in parts:
        for each in sides:
            if name != "stored" or each.side.keeps:
                _tell(f"{name}: {each.side.title}")
                results[name][each.side.name] = await measured[name](each, plan)
    machine = {"cores": os.cpu_count(), "load": [round(each, 1) for each in os.getloadavg()]}
    return {"machine": machine, **results}


async def _steady(each: Running, plan: Plan) -> list[Figures]:
    """Fifty rooms of two."""
    those = seats([f"steady-{number}" for number in range(STEADY_ROOMS)])
    await each.side.admit(those)
    rounds: list[Figures] = []
    async with entered(each.side, those) as people:
        for _ in range(plan.steady_rounds):
            rounds.append(await talk(each, people, STEADY_RATE, plan.steady_seconds))
            _tell(_line(rounds[-1]))
    return rounds


async def _highest(each: Running, plan: Plan) -> Figures:
    """The highest rate that keeps the promise."""
    those = seats([f"highest-{number}" for number in range(SEARCH_ROOMS)])
    await each.side.admit(those)
    async with entered(each.side, those) as people:
        return await highest_rate(each, people, plan.step_seconds, _tell)


async def _connections(each: Running, plan: Plan) -> dict[str, Figures]:
    """The same talk among more and more people who are connected."""
    those = seats([f"connected-{number}" for number in range(max(plan.connections) // 2)])
    await each.side.admit(those)
    people: list[Person] = []
    grown: dict[str, Figures] = {}
    empty = megabytes(each.server)
    async with AsyncExitStack() as stack:
        for count in plan.connections:
            more = those[len(people) : count]
            begin = time.perf_counter()
            try:
                people += await stack.enter_async_context(entered(each.side, more, len(people)))
            except (OSError, TimeoutError) as error:
                _tell(f"{count:,} connections are too many: {error or type(error).__name__}")
                break
            entering = len(more) / (time.perf_counter() - begin)
            await asyncio.sleep(1 + count / _SETTLED_IN_A_SECOND)
            memory = megabytes(each.server)
            figures = await talk(each, people, STEADY_RATE, plan.growth_seconds)
            figures |= {"entered_per_second": round(entering), "memory_mb": round(memory)}
            figures["kb_each"] = round((memory - empty) * 1024 / count, 1)
            grown[str(count)] = figures
            _tell(f"{count:,} connections, {memory:.0f} MB: {_line(figures)}")
    return grown


async def _stored(each: Running, plan: Plan) -> dict[str, Figures]:
    """A room with a longer and longer past."""
    grown = {}
    for count in plan.stored:
        room = f"stored-{count}"
        await each.side.store(room, count)
        await each.side.admit(seats([room]))
        async with entered(each.side, seats([room])) as people:
            figures = await talk(each, people, STORED_RATE, plan.growth_seconds)
        grown[str(count)] = figures | {"memory_mb": round(megabytes(each.server))}
        _tell(f"{count:,} stored: {_line(figures)}")
    return grown


def _line(figures: Figures) -> str:
    times = " / ".join(f"{figures[name]:.1f}" for name in ("p50", "p95", "p99"))
    used = ", ".join(f"{name} {each:.2f}" for name, each in figures["cpu_ms"].items())
    return f"{times} ms, lost {figures['lost']}, CPU ms a message: {used}"


def _tell(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
