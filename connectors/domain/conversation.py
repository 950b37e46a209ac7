"""A conversation and who has it: the bot (`pending`), a human (`open`), nobody (`resolved`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from connectors.domain.identity import Identity, Role
from connectors.domain.wire import Wire
from connectors.errors import Conflict


class Kind(StrEnum):
    """`guide`: a contact and the bot or an agent. `room`: the people of one booking."""

    GUIDE = "guide"
    ROOM = "room"


class Status(StrEnum):
    """`pending`: the bot has it. `open`: a human is needed or has it. `resolved`: closed."""

    PENDING = "pending"
    OPEN = "open"
    RESOLVED = "resolved"


class Priority(StrEnum):
    """Order in the handoff queue; within one priority the longest wait is first."""

    HIGH = "high"
    NORMAL = "normal"

    @property
    def rank(self) -> int:
        """Sort key: lower is served first."""
        return 0 if self is Priority.HIGH else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff:
    """Why and since when a conversation needs a human."""

    reason: str
    priority: Priority
    waiting_since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """One conversation. `cursors` maps a participant to `{"delivered": seq, "read": seq}`.

    `language_chosen`: by a person, not told from what is typed. `joined`: the staff who take part
    in a room, by id, and since when.
    """

    id: str
    kind: Kind
    status: Status
    contact: Identity
    language: str = "en"
    language_chosen: bool = False
    booking: str | None = None
    assignee: Identity | None = None
    assigned_at: datetime | None = None
    handoff: Handoff | None = None
    cursors: dict[str, dict[str, int]] = field(default_factory=dict)
    joined: dict[str, datetime] = field(default_factory=dict)
    created_at: datetime
    expires_at: datetime | None = None

    @property
    def bot_answers(self) -> bool:
        """Whether the guide answers here now."""
        return self.kind is Kind.GUIDE and self.status is Status.PENDING

    def to_wire(self) -> Wire:
        """The `conversation` object of docs/protocol.md."""
        wire: dict[str, Any] = {
            "id": self.id,
            "kind": self.kind.value,
            "status": self.status.value,
            "contact": self.contact.to_wire(),
            "language": self.language,
            "created_at": self.created_at.isoformat(),
        }
        if self.booking:
            wire["booking"] = self.booking
        if self.assignee:
            wire["assignee"] = self.assignee.to_wire()
        if self.handoff:
            wire["handoff"] = {
                "reason": self.handoff.reason,
                "priority": self.handoff.priority.value,
                "waiting_since": self.handoff.waiting_since.isoformat(),
            }
        return wire


NOTES_SUFFIX = ".notes"


def notes_of(conversation: str) -> str:
    """Where the notes of a conversation are kept: apart, so that its own numbers have no gap."""
    return conversation + NOTES_SUFFIX


def check_agent_may_write(conversation: Conversation, agent: Identity) -> None:
    """Raise Conflict unless `agent` has the conversation: one owner at a time."""
    if conversation.assignee is None or conversation.assignee.id != agent.id:
        raise Conflict("Take the conversation before you reply in it.", code="not_assigned")


def identity_from(document: dict[str, Any]) -> Identity:
    """The identity stored as `{"id", "role", "name"}`."""
    return Identity(document["id"], Role(document["role"]), document.get("name", ""))
