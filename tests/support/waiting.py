"""Waiting for something to become true, with every time-out scaled by one constant."""

from __future__ import annotations

import asyncio
import inspect
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar, overload

T = TypeVar("T")

PATIENCE = float(os.environ.get("TEST_PATIENCE", "1"))
"""Multiplies every time-out of the tests; raise it on a slow or busy machine."""


def patient(seconds: float) -> float:
    """A time-out of `seconds` on a quiet machine."""
    return seconds * PATIENCE


def wait_for(probe: Callable[[], T | None], *, seconds: float = 30, what: str = "") -> T:
    """Call `probe` until it gives something true and return that; AssertionError if it never does.

    An OSError or AssertionError of the probe counts as "not yet".
    """
    deadline = time.monotonic() + patient(seconds)
    last: object = None
    while True:
        try:
            if result := probe():
                return result
        except (OSError, AssertionError) as error:
            last = error
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {patient(seconds):g} s for {what or probe}: {last!r}")
        time.sleep(0.02)


@asynccontextmanager
async def lived() -> AsyncIterator[Callable[[], float]]:
    """A clock for promises about time: the seconds in which this event loop could run.

    It counts hundredths; a machine that is busy with something else makes them longer, not more.
    """
    hundredths = 0

    async def tick() -> None:
        nonlocal hundredths
        while True:
            await asyncio.sleep(0.01)
            hundredths += 1

    ticking = asyncio.create_task(tick())
    try:
        yield lambda: hundredths / 100
    finally:
        ticking.cancel()


@overload
async def eventually(
    probe: Callable[[], Awaitable[T | None]], *, seconds: float = ..., what: str = ...
) -> T: ...
@overload
async def eventually(
    probe: Callable[[], T | None], *, seconds: float = ..., what: str = ...
) -> T: ...
async def eventually(
    probe: Callable[[], Awaitable[T | None] | T | None], *, seconds: float = 30, what: str = ""
) -> T:
    """As `wait_for`, inside an event loop; the probe may be a coroutine function."""
    deadline = time.monotonic() + patient(seconds)
    last: object = None
    while True:
        try:
            result = probe()
            if inspect.isawaitable(result):
                result = await result
            if result:
                return result
        except (OSError, AssertionError) as error:
            last = error
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {patient(seconds):g} s for {what or probe}: {last!r}")
        await asyncio.sleep(0.02)
