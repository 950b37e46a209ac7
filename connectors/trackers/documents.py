"""How the turns of a conversation are written as MongoDB documents, and read again.

A turn is `{_id, sender_id, position, next, at, events: […]}`: its events, the position of the first
in the conversation and of the one that follows, the time it began at (seconds since 1970). A
document with a `carry` is one a reader may begin at (connectors/trackers/window.py): one in which a
session begins, or one to which a long session was shortened.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from rasa.shared.core.events import Event, UserUttered
from rasa.shared.utils.common import all_subclasses

from connectors.stores.database import Document
from connectors.trackers.window import current_session, opens_session

_INT64 = 2**63


def turn_id(sender_id: str, message_id: str) -> str:
    """The `_id` of the turn of a user message: there is one."""
    return f"{sender_id}:{message_id}"


def message_of(turn: list[Event]) -> str | None:
    """The id of the user message a turn answers, None if it has none."""
    ids = (e.message_id for e in turn if isinstance(e, UserUttered) and e.message_id)
    return next(ids, None)


def document_of(sender_id: str, turn: list[Event]) -> Document:
    """The document of a turn, still without `_id` and place."""
    document: Document = {
        "sender_id": sender_id,
        "at": turn[0].timestamp,
        "events": [event.as_dict() for event in turn],
    }
    if opens_session(turn):
        document["carry"] = []
    return document


def events_of(stored: list[Document]) -> list[Event]:
    """Events as a document has them; a faster `deserialise_events`.

    Rasa's looks through every type of event for each event.
    """
    return [_event_type(event["event"])._from_parameters(event) for event in stored]


def newest_window(documents: list[Document]) -> list[Document]:
    """The documents from the newest on that a reader may begin at; all if there is none."""
    first = len(documents) - 1
    while first > 0 and "carry" not in documents[first]:
        first -= 1
    return documents[max(first, 0) :]


def lead(documents: list[Document], events: list[Event]) -> list[Event]:
    """The events of a window, led by what stands in for those before it."""
    carried = documents[0].get("carry") if documents else None
    return [*events_of(carried), *events] if carried else current_session(events)


def storable(value: Any) -> Any:
    """The value without what BSON has no type for: integers of more than 64 bits become text."""
    if isinstance(value, dict):
        return {str(key): storable(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set):
        return [storable(each) for each in value]
    if isinstance(value, bool | float | str | None):
        return value
    if isinstance(value, int) and -_INT64 <= value < _INT64:
        return value
    return str(value)


@cache
def _event_type(name: str) -> type[Event]:
    types: dict[str, type[Event]] = {each.type_name: each for each in all_subclasses(Event)}
    return types[name]
