"""Ending tasks for certain."""

from __future__ import annotations

import asyncio
from typing import Any

_AGAIN_SECONDS = 0.1


async def end(*tasks: asyncio.Task[Any] | None) -> None:
    """Cancel tasks and return when they have ended; how they end is nobody's concern any more.

    Once is not enough: before Python 3.12 the `asyncio.wait_for` by which redis-py sends swallows
    a cancellation that comes in the moment a command has been sent. A task that renews a lease or
    a ticket would go on for ever, and so would the lease.
    """
    left = {task for task in tasks if task}
    while left:
        for task in left:
            task.cancel()
        done, left = await asyncio.wait(left, timeout=_AGAIN_SECONDS)
        await asyncio.gather(*done, return_exceptions=True)
