"""What a person leaves in messages, and the update that takes it away."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from connectors.domain.message import MessageType
from connectors.stores.database import Document

_NOBODY = ("bot", "system")
_STAYS = frozenset(
    {"_id", "conversation", "seq", "client_id", "sender", "type", "text", "booking", "at"}
    | {"private", "version", "changed", "changed_at", "deleted_at"}
)
_NAMELESS = "…"


def left_by(person: str) -> Document:
    """A query for all messages that may bear a trace of the person."""
    return {
        "$or": [
            {"sender.id": person},
            {"payload.agent.id": person},
            {"reactions": {"$exists": True}},
        ]
    }


def removal(message: Document, person: str, pseudonym: str) -> Document | None:
    """The update that removes the person from a stored message; None when there is no trace.

    What the person said becomes a deleted message at its place, said by nobody.
    """
    sender = message["sender"]
    if sender["id"] == person and sender["role"] not in _NOBODY:
        change = _as_deleted(message, pseudonym)
    else:
        change = _without_reactions(message, person)
        if message.get("payload", {}).get("agent", {}).get("id") == person:
            change["$set"] = _without_agent(message, person, pseudonym)
    if not change:
        return None
    marks = {"changed": True, "changed_at": datetime.now(UTC)}
    return change | {"$set": change.get("$set", {}) | marks, "$inc": {"version": 1}}


def _as_deleted(message: Document, pseudonym: str) -> Document:
    fields = {
        "sender": {"role": message["sender"]["role"], "id": pseudonym, "name": ""},
        "type": MessageType.TEXT.value,
        "text": "",
        "deleted_at": message.get("deleted_at") or datetime.now(UTC),
    }
    gone = dict.fromkeys(message.keys() - _STAYS, "")
    return {"$set": fields} | ({"$unset": gone} if gone else {})


def _without_reactions(message: Document, person: str) -> Document:
    mine = [emoji for emoji, who in message.get("reactions", {}).items() if person in who]
    return {"$pull": {f"reactions.{emoji}": person for emoji in mine}} if mine else {}


def _without_agent(message: Document, person: str, pseudonym: str) -> Document:
    """An activity told of them: their name goes from what is shown, too."""
    agent = message["payload"]["agent"]

    def nameless(text: str) -> str:
        return text.replace(agent["name"], _NAMELESS) if agent.get("name") else text

    fields: dict[str, Any] = {
        "payload.agent": {"role": agent["role"], "id": pseudonym, "name": ""},
        "text": nameless(message["text"]),
        "client_id": message["client_id"].replace(person, pseudonym),
    }
    if translations := message.get("translations"):
        fields["translations"] = {code: nameless(text) for code, text in translations.items()}
    return fields
