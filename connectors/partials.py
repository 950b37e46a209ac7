"""An answer while it is being written: its pieces go out, and the word to stop comes in.

Best effort: when Redis is away the answer is written all the same, only nobody watches it grow.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from types import TracebackType
from typing import Any, Self

from connectors.bus import Bus
from connectors.redis_calls import answer_of, redis_key

PIECES_PER_SECOND = 20
_STOPPED_SECONDS = 120  # longer than an answer may take to begin


def answer_id(turn: str) -> str:
    """The id of a turn's pieces and of its final message: the same when the turn runs again."""
    return f"{turn}.answer"


async def stop_answers(bus: Bus, conversation: str, turns: Iterable[str]) -> bool:
    """Stop the answers to these turns, those too that are not begun; False without Redis."""
    for turn in turns:
        stopped = redis_key("stopped", answer_id(turn))
        if await answer_of(bus.redis.set(stopped, 1, ex=_STOPPED_SECONDS)) is None:
            return False
    return await bus.publish(f"stop:{conversation}", "stop", {})


class Partials:
    """Publishes `partial {id, index, text}` on `conversation:{id}`; `stop` is set when asked to.

    Pieces are joined so that at most PIECES_PER_SECOND go out. Index 0 begins the answer anew.
    """

    def __init__(self, bus: Bus, conversation: str, answer: str) -> None:
        self.stop = asyncio.Event()
        self._bus = bus
        self._conversation = conversation
        self._id = answer
        self._waiting = ""
        self._index = 0
        self._sender: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self._bus.subscribe(self._stop_topic, self._on_stop)
        if await answer_of(self._bus.redis.exists(redis_key("stopped", self._id))):
            self.stop.set()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._sender:  # the final message follows and holds everything
            self._sender.cancel()
        await self._bus.unsubscribe(self._stop_topic, self._on_stop)

    def add(self, piece: str) -> None:
        """Send `piece` out with the next ones, without waiting for it."""
        self._waiting += piece
        if self._sender is None or self._sender.done():
            self._sender = asyncio.create_task(self._send(), name=f"partials {self._id}")

    async def _send(self) -> None:
        while self._waiting:
            data = {"id": self._id, "index": self._index, "text": self._waiting}
            self._waiting = ""
            self._index += 1
            await self._bus.publish(f"conversation:{self._conversation}", "partial", data)
            await asyncio.sleep(1 / PIECES_PER_SECOND)

    @property
    def _stop_topic(self) -> str:
        return f"stop:{self._conversation}"

    async def _on_stop(self, topic: str, event: str, data: dict[str, Any]) -> None:
        if event == "stop":
            self.stop.set()
