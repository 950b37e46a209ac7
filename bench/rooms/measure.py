"""What is measured of a server: latency, loss, processor time and memory."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import psutil

from bench.processes import cpu_seconds
from bench.rooms.people import Person, Talk, talk_at
from bench.rooms.sides import Side

PROMISE_MS = 100
"""A rate is sustained while the 99th percentile stays below, and nothing is lost."""

_LATE_MS = 20  # a generator further behind its own plan than this is what is measured
_START_RATE = 100.0
_CLOSE = 1.1
_CLEARLY_TOO_MUCH = 5
_MOST_STEPS = 12

Figures = dict[str, Any]


@dataclass(frozen=True)
class Running:
    """A side with its server's process, the databases', and ours."""

    side: Side
    server: psutil.Process
    databases: dict[str, psutil.Process]

    def cpu(self) -> dict[str, float]:
        """Processor seconds so far."""
        processes = {"server": self.server, **self.databases}
        return {
            **{name: cpu_seconds(process) for name, process in processes.items()},
            "generator": time.process_time(),
        }


async def talk(running: Running, people: list[Person], rate: float, seconds: float) -> Figures:
    """A talk at a steady rate: latency in ms, losses, processor time."""
    before, begin = running.cpu(), time.perf_counter()
    said = await talk_at(people, rate, seconds)
    took = time.perf_counter() - begin
    used = {name: after - before[name] for name, after in running.cpu().items()}
    return figures(said, rate, used, took)


def figures(said: Talk, rate: float, used: dict[str, float], took: float) -> Figures:
    """Percentiles in ms; `cpu_ms` is processor time for each message, by process."""
    count = len(said.sent)
    seconds = list(said.seconds.values()) or [math.inf]
    p50, p95, p99 = np.percentile(seconds, [50, 95, 99]) * 1000
    return {
        "rate": round(rate, 1),
        "messages": count,
        "p50": round(float(p50), 2),
        "p95": round(float(p95), 2),
        "p99": round(float(p99), 2),
        "lost": count - len(said.seconds),
        "doubled": said.doubled,
        "unacknowledged": count - said.acknowledged,
        "late_p99": round(float(np.percentile(said.late, 99)) * 1000, 2),
        "cpu_ms": {name: round(seconds / count * 1000, 3) for name, seconds in used.items()},
        "generator_cpu": round(used["generator"] / took, 2),
    }


def is_sustained(talked: Figures) -> bool:
    """Whether the promise was kept, by a generator that kept its own plan."""
    trouble = talked["lost"] or talked["doubled"] or talked["unacknowledged"]
    return not trouble and talked["p99"] < PROMISE_MS and talked["late_p99"] < _LATE_MS


async def highest_rate(
    running: Running, people: list[Person], seconds: float, tell: Callable[[str], None]
) -> Figures:
    """Double the rate until the promise breaks, then halve the interval, in ratios.

    A rate that fails closely is tried once more: the machine may have been busy with other things.
    """
    rate, good, bad = _START_RATE, 0.0, math.inf
    steps: list[Figures] = []
    while bad > good * _CLOSE and len(steps) < _MOST_STEPS:
        step = await talk(running, people, rate, seconds)
        if not is_sustained(step) and step["p99"] < _CLEARLY_TOO_MUCH * PROMISE_MS:
            step = await talk(running, people, rate, seconds)
        steps.append(step)
        kept = is_sustained(step)
        good, bad = (rate, bad) if kept else (good, rate)
        tell(f"{rate:,.0f}/s: p99 {step['p99']:,.1f} ms{'' if kept else ', too much'}")
        if math.isinf(bad):
            rate *= 2
        else:
            rate = math.sqrt(good * bad) if good else rate / 2
    return {"sustained": round(good), "steps": steps}
