"""What is measured of each side."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

import aiohttp
import numpy as np
from socketio.exceptions import ConnectionError as SocketError

from bench.turns.clients import PATIENCE_SECONDS, Client, Unanswered
from bench.turns.sides import Side

Seed = Callable[[str, int], Awaitable[None]]

GREETING = "hello"
QUESTION = "how much does satyanarayan puja cost?"
"""Understood, decided by a rule, answered by a custom action that reads the catalog."""


async def until_answered(side: Side) -> None:
    """Try until the first answer comes."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            async with side.client() as client:
                await client.say(GREETING)
                return
        except (OSError, aiohttp.ClientError, SocketError, Unanswered):
            await asyncio.sleep(0.05)
    raise TimeoutError(f"{side.name}: no answer in {PATIENCE_SECONDS} s")


async def turn_seconds(side: Side, seed: Seed, stored: int, turns: int) -> list[float]:
    """Seconds of each of some turns in a conversation that begins with `stored` events."""
    async with side.client() as client:
        await seed(client.id, stored)
        return [await client.say(QUESTION) for _ in range(turns)]


async def turns_per_second(side: Side, conversations: int, seconds: float) -> float:
    """Turns of new conversations, each asking again as soon as it is answered."""
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(side.client()) for _ in range(conversations)]
        begin = time.perf_counter()

        async def ask(client: Client) -> int:
            turns = 0
            while time.perf_counter() - begin < seconds:
                await client.say(QUESTION)
                turns += 1
            return turns

        done = await asyncio.gather(*map(ask, clients))
        return sum(done) / (time.perf_counter() - begin)


def milliseconds(seconds: list[float]) -> dict[str, float]:
    """p50 and p99 and how many there are."""
    p50, p99 = np.percentile(seconds, [50, 99]) * 1000
    return {"p50": round(p50, 1), "p99": round(p99, 1), "turns": len(seconds)}
