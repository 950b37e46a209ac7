"""The shape of every event a client may send. See docs/protocol.md."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from connectors.gateway.fields import (
    LARGEST_SEQ,
    ClientId,
    Comment,
    Emoji,
    Id,
    Input,
    Language,
    MaybeText,
    Payload,
    Reason,
    Seq,
    Text,
    sayable,
)


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
    attachments: list[Id] = Field(default_factory=list, max_length=1)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.attachments:
            sayable(self.text)
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

    before_seq: Annotated[int, Field(ge=1, le=LARGEST_SEQ)]
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
