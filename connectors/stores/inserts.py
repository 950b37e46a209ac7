"""Group commit: documents that come while others are being stored are inserted together.

A journaled write costs the server about as much for twenty documents as for one. Each caller
still waits for its own document and gets its own error.
"""

from __future__ import annotations

from typing import Any

from pymongo.errors import DuplicateKeyError, OperationFailure, WriteConcernError, WriteError

from connectors.stores.database import DURABLE, Collection, Document
from connectors.together import Together

_COMMANDS = 2
"""At once: while one waits for the journal the next is read and checked."""

_DUPLICATE_KEY = 11000


class Inserts:
    """Inserts into one collection, durable when they return."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._together = Together(self._command, at_once=_COMMANDS)

    async def insert(self, document: Document) -> None:
        """Insert a document; raises as `insert_one` does."""
        await self._together.ask(document)

    async def _command(self, documents: list[Document]) -> list[Exception | None]:
        answer = await self._collection.database.command(
            "insert",
            self._collection.name,
            documents=documents,
            ordered=False,
            writeConcern=DURABLE.document,
        )
        if unsure := answer.get("writeConcernError"):
            raise WriteConcernError(unsure.get("errmsg", ""), unsure.get("code"), unsure)
        outcomes: list[Exception | None] = [None] * len(documents)
        for error in answer.get("writeErrors", ()):
            outcomes[error["index"]] = _failure(error)
        return outcomes


def _failure(error: dict[str, Any]) -> OperationFailure:
    kind = DuplicateKeyError if error["code"] == _DUPLICATE_KEY else WriteError
    return kind(error.get("errmsg", ""), error["code"], error)
