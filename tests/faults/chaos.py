"""Kills processes and cuts connections at random moments that a seed decides."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Iterator

from tests.faults.person import Person
from tests.faults.site import Victim

_BETWEEN_KILLS = 0.5, 4.0
_DOWN = 0.0, 2.0
_BETWEEN_CUTS = 0.2, 1.5


class Chaos:
    """Counts what it did in `kills` and `cuts`; `slowest` are the longest starts, in seconds."""

    def __init__(self, victims: dict[str, Victim], people: list[Person], seed: int) -> None:
        self._victims = victims
        self._people = people
        self._dice = random.Random(f"{seed}/kills")
        self._cut_dice = random.Random(f"{seed}/cuts")
        self._order = self._turns()
        self.kills: Counter[str] = Counter()
        self.cuts = 0
        self.slowest: dict[str, float] = {}

    async def run(self, seconds: float) -> None:
        """Go on for so long, and until each was killed; all are up again when this returns."""
        end = time.monotonic() + seconds
        async with asyncio.TaskGroup() as group:
            group.create_task(self._cut_until(end))
            down: dict[str, asyncio.Task[None]] = {}
            for name in self._order:
                await asyncio.sleep(self._dice.uniform(*_BETWEEN_KILLS))
                if time.monotonic() > end and len(self.kills) == len(self._victims):
                    return
                if name in down:
                    await down[name]
                down[name] = group.create_task(self._kill(name, self._dice.uniform(*_DOWN)))

    def _turns(self) -> Iterator[str]:
        """Every process comes up equally often, in an order nobody can rely on."""
        while True:
            names = list(self._victims)
            self._dice.shuffle(names)
            yield from names

    async def _kill(self, name: str, seconds: float) -> None:
        victim = self._victims[name]
        await asyncio.to_thread(victim.kill)
        self.kills[name] += 1
        await asyncio.sleep(seconds)
        begin = time.monotonic()
        await asyncio.to_thread(victim.start)
        self.slowest[name] = max(self.slowest.get(name, 0), time.monotonic() - begin)

    async def _cut_until(self, end: float) -> None:
        while time.monotonic() < end:
            await asyncio.sleep(self._cut_dice.uniform(*_BETWEEN_CUTS))
            await self._cut_dice.choice(self._people).drop()
            self.cuts += 1
