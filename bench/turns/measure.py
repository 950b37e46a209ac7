"""What is measured of each side."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import aiohttp
import numpy as np

from bench.turns.sides import PATIENCE_SECONDS, Client, Side

Seed = Callable[[str, int], Awaitable[None]]

GREETING = "hello"
QUESTION = "how much does satyanarayan puja cost?"
"""Understood, decided by a rule, answered by a custom action that reads the catalog."""

TURNS_A_VISIT = 3
CHEAP_TO_SEED = 1000
_TRY_SECONDS = 10  # a message sent while the model loads is lost: say it again


async def until_answered(side: Side) -> None:
    """Try until the first answer comes."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            client = await side.connect()
        except (OSError, aiohttp.ClientError):
            await asyncio.sleep(0.05)
            continue
        try:
            await asyncio.wait_for(client.say(GREETING), _TRY_SECONDS)
            return
        except (OSError, aiohttp.ClientError):
            await asyncio.sleep(0.05)
        finally:
            await client.close()
    raise TimeoutError(f"{side.name}: no answer in {PATIENCE_SECONDS} s")


async def turn_seconds(
    sides: list[tuple[Side, Seed]], stored: int, visits: int
) -> dict[str, list[float]]:
    """Seconds of turns in conversations with `stored` events, the sides in turns."""
    seconds: dict[str, list[float]] = {side.name: [] for side, _ in sides}
    clients = [await side.connect() for side, _ in sides]
    for visit in range(visits):
        for (side, seed), client in zip(sides, clients, strict=True):
            if visit == 0 or stored <= CHEAP_TO_SEED:
                await seed(client.id, stored)
            for _ in range(TURNS_A_VISIT):
                seconds[side.name].append(await client.say(QUESTION))
                await asyncio.sleep(0.1)  # a person reads; what follows an answer gets done
    for client in clients:
        await client.close()
    return seconds


async def turns_per_second(side: Side, conversations: int, seconds: float) -> float:
    """Turns of new conversations, each asking again as soon as it is answered."""
    clients = [await side.connect() for _ in range(conversations)]
    begin = time.perf_counter()
    done = 0

    async def ask(client: Client) -> None:
        nonlocal done
        while time.perf_counter() - begin < seconds:
            await client.say(QUESTION)
            done += 1

    await asyncio.gather(*map(ask, clients))
    rate = done / (time.perf_counter() - begin)
    for client in clients:
        await client.close()
    return rate


def milliseconds(seconds: list[float]) -> dict[str, float]:
    """p50 and p99 and how many there are."""
    p50, p99 = np.percentile(seconds, [50, 99]) * 1000
    return {"p50": round(p50, 1), "p99": round(p99, 1), "turns": len(seconds)}
