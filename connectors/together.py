"""Questions that come while others are on their way go together in one round trip."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")


class Together(Generic[Q, A]):
    """Calls `ask` with a group of questions; each caller gets the answer or error of its own.

    `ask` returns an answer or an exception for each question, in their order; what it raises is
    raised to all of them. At most `at_once` groups of `largest` are on their way.
    """

    def __init__(
        self,
        ask: Callable[[list[Q]], Awaitable[Sequence[A | Exception]]],
        *,
        at_once: int = 1,
        largest: int = 100,
    ) -> None:
        self._ask = ask
        self._at_once = at_once
        self._largest = largest
        self._waiting: list[tuple[Q, asyncio.Future[A]]] = []
        self._running: set[asyncio.Task[None]] = set()

    async def ask(self, question: Q) -> A:
        """The answer. A caller that is cancelled does not know whether the question was asked."""
        answered: asyncio.Future[A] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, answered))
        if len(self._running) < self._at_once:
            task = asyncio.create_task(self._run())
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return await answered

    async def _run(self) -> None:
        while self._waiting:
            group = self._waiting[: self._largest]
            del self._waiting[: self._largest]
            group = [(question, answered) for question, answered in group if not answered.done()]
            answers: Sequence[A | Exception]
            try:
                answers = await self._ask([question for question, _ in group])
            except Exception as error:
                answers = [error] * len(group)
            for (_, answered), answer in zip(group, answers, strict=True):
                if answered.done():  # its caller was cancelled
                    continue
                if isinstance(answer, Exception):
                    answered.set_exception(answer)
                else:
                    answered.set_result(answer)
