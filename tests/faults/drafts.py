"""What a person wants to say, and what was promised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Wire = dict[str, Any]

REWRITTEN = ", in other words"
"""What an edit puts behind a text."""


@dataclass
class Draft:
    """A message in the outbox; `file` is the id of its `photo` once that is uploaded."""

    client_id: str
    text: str
    photo: bytes = b""
    file: str = ""

    def to_wire(self) -> Wire:
        """The `message` event, the same each time it is sent."""
        said: Wire = {"client_id": self.client_id, "text": self.text}
        return said | ({"attachments": [self.file]} if self.file else {})


@dataclass(frozen=True)
class Promise:
    """An acknowledged message; every acknowledgement of its `client_id` must say the same."""

    draft: Draft
    ack: Wire


@dataclass(frozen=True)
class Change:
    """An acknowledged edit or deletion."""

    version: int
    deletes: bool


@dataclass(frozen=True)
class Habits:
    """How often things happen, as probabilities of each message."""

    photo: float = 0.08
    """In a room: it bears a photo."""
    twice: float = 0.1
    """The message is sent two times at once."""
    again_later: float = 0.1
    """It is sent once more, seconds after it was acknowledged."""
    impatient: float = 0.05
    """The connection is cut before the acknowledgement can come."""
    change: float = 0.3
    """Something that was said before is edited, deleted, or reacted to."""
    read: float = 0.3
    """All that is known is read."""
