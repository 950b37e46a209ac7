"""The shape of everything a client may send. See docs/protocol.md."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from connectors.domain.message import MAX_TEXT

MAX_PAYLOAD = 1024
_PAYLOAD = re.compile(r"/([a-z_]+)(\{.*\})?", re.DOTALL)
_BUILT_INTO_RASA = {"restart", "back", "session_start"}
# Of families, and of the flags of England and its neighbours.
_JOINERS = {"\u200d", *map(chr, range(0xE0020, 0xE0080))}
_LARGEST_SEQ = 2**53 - 1


def _sayable(text: str) -> str:
    if not text.isascii():
        text.encode()  # lone surrogates: a ValueError
    if not text.strip():
        raise ValueError("is empty")
    return text


def _encodable(text: str) -> str:
    text.encode()
    return text


def is_payload(text: str) -> bool:
    """Whether it is what a button of the guide may send: `/intent` or `/intent{JSON object}`."""
    match = _PAYLOAD.fullmatch(text)
    if not match or match[1] in _BUILT_INTO_RASA:
        return False
    try:
        return not match[2] or isinstance(json.loads(match[2]), dict)
    except (ValueError, RecursionError):
        return False


def _payload(text: str) -> str:
    if not is_payload(text):
        raise ValueError('must be /intent or /intent{"entity": "value"}')
    return _encodable(text)


def _emoji(text: str) -> str:
    kinds = [unicodedata.category(letter) for letter in text if letter not in _JOINERS]
    if any(letter.isascii() for letter in text) or not {kind[0] for kind in kinds} <= set("SPM"):
        raise ValueError("is not an emoji")
    if not {"So", "Sm", "Po"} & set(kinds):
        raise ValueError("is not an emoji")
    return text


Text = Annotated[str, StringConstraints(max_length=MAX_TEXT), AfterValidator(_sayable)]
MaybeText = Annotated[str, StringConstraints(max_length=MAX_TEXT), AfterValidator(_encodable)]
ClientId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]+$", max_length=64)]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]+$", max_length=64)]
Payload = Annotated[str, StringConstraints(max_length=MAX_PAYLOAD), AfterValidator(_payload)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Emoji = Annotated[str, StringConstraints(min_length=1, max_length=16), AfterValidator(_emoji)]
Seq = Annotated[int, Field(ge=0, le=_LARGEST_SEQ)]
Reason = Annotated[str, StringConstraints(max_length=500), AfterValidator(_encodable)]
Comment = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_encodable)]


class Input(BaseModel):
    """Strict: a number is no text, a text is no number. Unknown fields are ignored."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class Nothing(Input):
    """No data."""


class Handshake(Input):
    """`auth` of `/chat`."""

    token: str | None = None
    booking_id: Id | None = None
    language: Language | None = None


class TokenOnly(Input):
    """`auth` of the other namespaces."""

    token: str | None = None


class Words(Input):
    """What is said: a text, or an uploaded file with or without one."""

    client_id: ClientId
    text: MaybeText = ""
    reply_to: Id | None = None
    attachments: Annotated[list[Id], Field(max_length=1)] = []

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.attachments:
            _sayable(self.text)
        return self

    @property
    def attachment(self) -> str | None:
        """The upload it is sent with."""
        return self.attachments[0] if self.attachments else None


class Say(Words):
    """A message."""

    payload: Payload | None = None


class Resume(Input):
    """From where to go on."""

    after_seq: Seq
    changed_since: Annotated[AwareDatetime, Field(strict=False)] | None = None


class History(Input):
    """From where to go back."""

    before_seq: Annotated[int, Field(ge=1, le=_LARGEST_SEQ)]
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class Typing(Input):
    """Somebody begins or ends to type."""

    on: bool


class UpTo(Input):
    """Delivered or read up to here."""

    seq: Seq


class Reaction(Input):
    """An emoji on a message."""

    message_id: Id
    emoji: Emoji
    on: bool


class Edit(Input):
    """Other words for one's own message; none are enough beside an attachment."""

    message_id: Id
    text: MaybeText


class Delete(Input):
    """One's own message, taken back."""

    message_id: Id


class SetLanguage(Input):
    """The language to be spoken."""

    code: Language


class Handoff(Input):
    """A human is wanted."""

    reason: Reason = ""


class Rate(Input):
    """What the contact thinks of the service."""

    score: Annotated[int, Field(ge=1, le=5)]
    comment: Comment = ""


class Of(Input):
    """An agent's event: names its conversation."""

    conversation: Id


class Reply(Of, Words):
    """An agent's message."""


class Note(Of):
    """An agent's private note."""

    client_id: ClientId
    text: Text


class Transfer(Of):
    """To which agent."""

    agent_id: Annotated[str, StringConstraints(max_length=128)]


class ResumeOf(Of, Resume):
    """`resume` of an agent."""


class HistoryOf(Of, History):
    """`history` of an agent."""


class EditOf(Of, Edit):
    """`edit` of an agent."""


class DeleteOf(Of, Delete):
    """`delete` of an agent."""


class TypingOf(Of, Typing):
    """`typing` of an agent."""


class ReadOf(Of, UpTo):
    """`read` of an agent."""


class SessionRequest(Input):
    """Rasa's protocol."""

    session_id: str | None = None


class UserUttered(Input):
    """Rasa's protocol. `customData` and what else these widgets send is ignored."""

    message: Text
    session_id: str | None = None
