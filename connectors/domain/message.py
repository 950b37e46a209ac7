"""A message: what was said, by whom, at which place in its conversation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from connectors.domain.identity import Identity
from connectors.domain.wire import Wire
from connectors.errors import Forbidden, NotFound

MAX_TEXT = 4000
"""Characters in one message; more is refused with `too_large`."""

MAX_REACTIONS = 20
"""Different emoji on one message: everybody is sent all of them with each change."""


class MessageType(StrEnum):
    """How a message is shown."""

    TEXT = "text"
    BUTTONS = "buttons"
    CARDS = "cards"
    IMAGE = "image"
    FILE = "file"
    AUDIO = "audio"
    ACTIVITY = "activity"


@dataclass(frozen=True, slots=True)
class Sender:
    """Author of a message: a person by role, `bot`, or `system`."""

    role: str
    id: str
    name: str = ""

    @classmethod
    def of(cls, identity: Identity) -> Sender:
        """The sender a person is."""
        return cls(identity.role.value, identity.id, identity.name)

    def to_wire(self) -> dict[str, str]:
        """`{"role", "id", "name"}`."""
        return {"role": self.role, "id": self.id, "name": self.name}


BOT = Sender("bot", "bot", "PanditYatra guide")
SYSTEM = Sender("system", "system")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message before it has a place (`seq`) in its conversation.

    `client_id` is unique in the conversation: the same one again is the same message.
    `due` asks the guide for an answer. `private` messages are seen by staff only.
    """

    conversation: str
    client_id: str
    sender: Sender
    text: str = ""
    type: MessageType = MessageType.TEXT
    payload: dict[str, Any] = field(default_factory=dict)
    translations: dict[str, str] = field(default_factory=dict)
    intent: str = ""
    reply_to: str | None = None
    booking: str | None = None
    due: bool = False
    private: bool = False
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A durable message; `seq` counts 1, 2, 3, … in its conversation without a gap.

    `intent` is what a pressed button means to the guide (`/intent{…}`); empty for typed text.
    `version` counts the changes since it was said: of two states of a message the higher is newer.
    """

    id: str
    conversation: str
    seq: int
    client_id: str
    sender: Sender
    text: str
    type: MessageType
    at: datetime
    payload: dict[str, Any] = field(default_factory=dict)
    intent: str = ""
    reply_to: str | None = None
    booking: str | None = None
    due: bool = False
    private: bool = False
    translations: dict[str, str] = field(default_factory=dict)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    version: int = 0
    changed_at: datetime | None = None
    edited_at: datetime | None = None
    deleted_at: datetime | None = None

    def to_wire(self) -> Wire:
        """The `message` event of docs/protocol.md; `at` is ISO 8601 in UTC."""
        wire: dict[str, Any] = {
            "id": self.id,
            "conversation": self.conversation,
            "seq": self.seq,
            "client_id": self.client_id,
            "sender": self.sender.to_wire(),
            "type": self.type.value,
            "text": self.text,
            "at": self.at.isoformat(),
        }
        optional = {
            "payload": self.payload,
            "reply_to": self.reply_to,
            "booking": self.booking,
            "private": self.private,
            "translations": self.translations,
            "reactions": {emoji: who for emoji, who in self.reactions.items() if who},
            "version": self.version,
            "edited_at": self.edited_at and self.edited_at.isoformat(),
            "deleted_at": self.deleted_at and self.deleted_at.isoformat(),
        }
        return wire | {key: value for key, value in optional.items() if value}


def check_own(message: Message | None, person: Identity) -> Message:
    """The message, if `person` said it; raises NotFound and Forbidden."""
    if message is None:
        raise NotFound("There is no such message.")
    if (message.sender.role, message.sender.id) != (person.role.value, person.id):
        raise Forbidden("Only who said it may change it.")
    return message
