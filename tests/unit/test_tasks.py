"""Ending tasks for certain."""

from __future__ import annotations

import asyncio

from connectors.tasks import end


async def test_a_task_that_swallows_a_cancellation_is_ended() -> None:
    """As one inside redis-py does; others, done ones and none at all are no trouble."""
    swallowed = 0

    async def stubborn() -> None:
        nonlocal swallowed
        while True:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                swallowed += 1
                if swallowed == 3:
                    raise

    async def failing() -> None:
        raise RuntimeError("told to fail")

    tasks = [asyncio.create_task(stubborn()), asyncio.create_task(failing())]
    await asyncio.sleep(0)
    await end(*tasks, None)
    assert swallowed == 3
    assert all(task.done() for task in tasks)
    await end()
