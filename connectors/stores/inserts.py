"""Group commit: inserts that come while others are on their way go together in one command.

A journaled write costs the server about as much for twenty documents as for one. Each caller
still waits for its own document and gets its own error.
"""

from __future__ import annotations

import asyncio
from typing import Any

from pymongo.errors import DuplicateKeyError, OperationFailure, WriteConcernError, WriteError

from connectors.stores.database import DURABLE, Collection, Document

_COMMANDS = 2
"""At once: one is on the journal's way to the disk while the next is read and checked."""

_LARGEST = 100
_DUPLICATE_KEY = 11000

_Waiting = tuple[Document, asyncio.Future[None]]


class Inserts:
    """Inserts into one collection, durable when they return."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._waiting: list[_Waiting] = []
        self._running: set[asyncio.Task[None]] = set()

    async def insert(self, document: Document) -> None:
        """Insert a document; raises as `insert_one` does.

        A caller that is cancelled does not know whether its document is stored.
        """
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((document, stored))
        if len(self._running) < _COMMANDS:
            task = asyncio.create_task(self._run())
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        await stored

    async def _run(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting[:_LARGEST], self._waiting[_LARGEST:]
            try:
                failures = await self._command([document for document, _ in group])
            except Exception as error:
                failures = dict.fromkeys(range(len(group)), error)
            for index, (_, stored) in enumerate(group):
                if stored.done():  # its caller was cancelled
                    continue
                if failure := failures.get(index):
                    stored.set_exception(failure)
                else:
                    stored.set_result(None)

    async def _command(self, documents: list[Document]) -> dict[int, Exception]:
        """Insert them; the failures by place, raises what concerns all of them."""
        answer = await self._collection.database.command(
            "insert",
            self._collection.name,
            documents=documents,
            ordered=False,
            writeConcern=DURABLE.document,
        )
        if unsure := answer.get("writeConcernError"):
            raise WriteConcernError(unsure.get("errmsg", ""), unsure.get("code"), unsure)
        return {error["index"]: _failure(error) for error in answer.get("writeErrors", ())}


def _failure(error: dict[str, Any]) -> OperationFailure:
    kind = DuplicateKeyError if error["code"] == _DUPLICATE_KEY else WriteError
    return kind(error.get("errmsg", ""), error["code"], error)
