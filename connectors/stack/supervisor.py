"""Runs children until one ends in a way that no restart mends, or until it is told to stop."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from connectors.stack.child import Child, Part
from connectors.stack.say import say


class Supervisor:
    """The running children; made by `supervised`."""

    def __init__(self, group: asyncio.TaskGroup, environment: dict[str, str], logs: Path) -> None:
        self._group = group
        self._environment = environment
        self._logs = logs
        self._children: list[Child] = []
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, part: Part) -> asyncio.Task[None]:
        """Start a part; the task ends when its job is done."""
        child = Child(part, self._environment, self._logs)
        self._children.append(child)
        task = self._group.create_task(child.run())
        self._tasks.append(task)
        return task

    def forget(self) -> None:
        """Watch the children no longer."""
        for task in self._tasks:
            task.cancel()

    async def stop(self) -> None:
        """Stop all, the last started first."""
        for child in reversed(self._children):
            await child.stop()

    def kill(self) -> None:
        """End all at once."""
        for child in self._children:
            child.kill()


@asynccontextmanager
async def supervised(environment: dict[str, str], logs: Path) -> AsyncIterator[Supervisor]:
    """Children that live as long as the body and are stopped in order when it is left.

    Raises ConfigError if a child says that starting it is of no use. The first SIGINT, SIGTERM
    or SIGHUP cancels the body; a second one kills everything at once.
    """
    group = asyncio.TaskGroup()
    supervisor = Supervisor(group, environment, logs)
    with _signals(supervisor):
        try:
            async with group:
                yield supervisor
                supervisor.forget()
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from None
        finally:
            await supervisor.stop()


@contextmanager
def _signals(supervisor: Supervisor) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    body = asyncio.current_task()
    stopping = False

    def interrupt() -> None:
        nonlocal stopping
        if stopping:
            supervisor.kill()
            os._exit(130)
        stopping = True
        say("stack", "stopping")
        if body is not None:
            body.cancel()

    numbers = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup: the terminal may go
        numbers.append(signal.SIGHUP)
    for number in numbers:
        loop.add_signal_handler(number, interrupt)
    try:
        yield
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)
