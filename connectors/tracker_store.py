"""Rasa's tracker store on MongoDB: one document for each turn, appended without reading history.

`tracker_events` holds `{_id, sender_id, position, next, events: […]}`: the events of one turn, the
position of the first in the conversation and of the one that follows. `position` is unique in a
conversation and decides the order, as in connectors/stores/messages.py. A turn is one document, so
it is stored whole or not at all; the turn of a user message has the `_id`
`<sender_id>:<message_id>`, so it is stored once.

A document with a `carry` is one a reader may begin at (connectors/tracker_window.py): one in which
a session begins, or one to which a long session was shortened. `trackers` remembers the newest
such position: `{_id: sender_id, window}`. It is a hint and may lag behind: reading from it always
meets the newest window.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from bson import ObjectId
from bson.errors import InvalidDocument
from pymongo import IndexModel
from pymongo.errors import DuplicateKeyError
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses

from connectors.errors import Conflict
from connectors.settings import Settings
from connectors.stores.database import Document, durably, open_database
from connectors.tracker_window import (
    LONGEST_WINDOW,
    WINDOW_EVENTS,
    carry,
    current_session,
    opens_session,
    turns,
)

_INT64 = 2**63


class TurnStored(Conflict):
    """The turn of this message is stored already: somebody else answered it first."""

    code = "turn_stored"


@dataclass(frozen=True)
class _Place:
    """Where an event is stored; kept on the event itself while its tracker is in memory."""

    store: MongoTurnStore
    sender_id: str
    position: int
    opens_document: bool


class MongoTurnStore(TrackerStore):
    """Named in endpoints.yml; `url` is MONGO_URL, the database that of MONGO_DB."""

    def __init__(
        self,
        domain: Domain | None,
        host: str,
        event_broker: EventBroker | None = None,
    ) -> None:
        """Connect at the first use."""
        super().__init__(domain, event_broker)
        self._database = open_database(Settings(mongo_url=host))
        self._turns = self._database.collection("tracker_events")
        self._heads = self._database.collection("trackers")
        self._indexed = False

    # What Rasa calls

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append what is new in the tracker, durably.

        Raises TurnStored when its user message has been answered by another writer, and
        Unavailable when the database stays away; then nothing of the tracker counts as stored.
        """
        position, new = await self._unsaved(tracker)
        if not new:
            return
        end = await self._append(tracker.sender_id, position, new)
        if self.event_broker:
            await self._stream_new_events(self.event_broker, new, tracker.sender_id)
        if end == position + len(new):  # else this tracker does not know all that is stored
            await self._shorten(tracker)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker with what a turn needs of the current session, None if there is none."""
        documents = await self._documents(sender_id, await self._newest_window(sender_id))
        return self._tracker(sender_id, self._window(documents))

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """The tracker with every event of every session."""
        documents = await self._documents(conversation_id, 0)
        return self._tracker(conversation_id, self._events(documents))

    async def exists(self, conversation_id: str) -> bool:
        """Whether anything is stored of the conversation."""
        first = {"sender_id": conversation_id, "position": 0}
        return await durably(lambda: self._turns.find_one(first, {"_id": 1})) is not None

    async def keys(self) -> Iterable[str]:
        """The ids of all conversations."""
        return [head["_id"] async for head in self._heads.find({}, {"_id": 1})]

    async def stream_events(self, tracker: DialogueStateTracker) -> None:
        """Publish what is not stored yet; `save` does it by itself."""
        if self.event_broker:
            _, new = await self._unsaved(tracker)
            await self._stream_new_events(self.event_broker, new, tracker.sender_id)

    # What our channel and tools call besides

    async def turn(self, sender_id: str, message_id: str) -> list[Event] | None:
        """The events of the turn a user message led to, None if it is not stored."""
        key = {"_id": _turn_id(sender_id, message_id)}
        found = await durably(lambda: self._turns.find_one(key))
        return _events(found["events"]) if found else None

    async def end(self, sender_id: str) -> int:
        """How many events are stored of a conversation."""
        window = await self._newest_window(sender_id)
        documents = await self._documents(sender_id, window, {"next": 1})
        return int(documents[-1]["next"]) if documents else 0

    async def close(self) -> None:
        """Close the connections."""
        await self._database.close()

    # Writing

    async def _unsaved(self, tracker: DialogueStateTracker) -> tuple[int, list[Event]]:
        """The position of the next event and the events that are not stored yet."""
        events = list(tracker.events)
        for index in range(len(events) - 1, -1, -1):
            place = self._place(events[index], tracker.sender_id)
            if place:
                return place.position + 1, events[index + 1 :]
        # A tracker from elsewhere: as Rasa's own stores do, take it to continue the session.
        stored = await self.retrieve_full_tracker(tracker.sender_id)
        if stored is None:
            return 0, events
        session = current_session(list(stored.events))
        return len(stored.events), events[len(session) :]

    async def _append(self, sender_id: str, position: int, events: list[Event]) -> int:
        """Store the events as turns; returns the position after the last."""
        await self._ensure_indexes()
        if position == 0:
            await self._remember(sender_id, 0)
        for turn in turns(events):
            position = await self._append_turn(sender_id, position, turn)
        return position

    async def _append_turn(self, sender_id: str, position: int, turn: list[Event]) -> int:
        document = {"_id": self._key(sender_id, turn)} | _document(sender_id, turn)
        while True:
            document |= {"position": position, "next": position + len(turn)}
            if await durably(partial(self._insert, document)):
                break
            # Somebody else wrote meanwhile: this turn comes after theirs, in their session.
            position = await self.end(sender_id)
            if _only_opens_session(turn):
                return position
        self._mark(document, turn)
        if "carry" in document:
            await self._remember(sender_id, position)
        return int(document["next"])

    def _key(self, sender_id: str, turn: list[Event]) -> Any:
        """The `_id` of a turn: there is one turn for a message."""
        messages = [e.message_id for e in turn if isinstance(e, UserUttered) and e.message_id]
        return _turn_id(sender_id, messages[0]) if messages else ObjectId()

    async def _insert(self, document: Document) -> bool:
        """False when the position is taken; raises TurnStored when the turn is there already."""
        try:
            await self._turns.insert_one(document)
        except DuplicateKeyError:
            stored = await self._turns.find_one({"_id": document["_id"]})
            if stored is None:
                return False
            if stored["at"] != document["at"]:
                raise TurnStored("This message has been answered already.") from None
        except (OverflowError, InvalidDocument):
            document["events"] = _storable(document["events"])
            await self._turns.insert_one(document)
        return True

    async def _shorten(self, tracker: DialogueStateTracker) -> None:
        """Let the next reader begin later, when the window has grown too long."""
        events = list(tracker.events)
        if len(events) <= LONGEST_WINDOW or tracker._max_event_history:
            return
        for index in range(len(events) - WINDOW_EVENTS, 0, -1):
            place = self._place(events[index], tracker.sender_id)
            if place and place.opens_document:
                break
        else:
            return
        state = carry(tracker.sender_id, events[:index], self._slots)
        where = {"sender_id": tracker.sender_id, "position": place.position}
        change = {"$set": {"carry": _storable([event.as_dict() for event in state])}}
        await durably(lambda: self._turns.update_one(where, change))
        await self._remember(tracker.sender_id, place.position)

    async def _remember(self, sender_id: str, window: int) -> None:
        key, change = {"_id": sender_id}, {"$max": {"window": window}}
        await durably(lambda: self._heads.update_one(key, change, upsert=True))

    async def _ensure_indexes(self) -> None:
        if not self._indexed:
            position = IndexModel([("sender_id", 1), ("position", 1)], unique=True)
            await durably(lambda: self._turns.create_indexes([position]))
            self._indexed = True

    # Reading

    async def _newest_window(self, sender_id: str) -> int:
        head = await durably(lambda: self._heads.find_one({"_id": sender_id}))
        return int(head["window"]) if head else 0

    async def _documents(
        self, sender_id: str, position: int, fields: dict[str, int] | None = None
    ) -> list[Document]:
        where = {"sender_id": sender_id, "position": {"$gte": position}}
        return await durably(lambda: self._turns.find(where, fields).sort("position", 1).to_list())

    def _window(self, documents: list[Document]) -> list[Event]:
        """The events from the newest document on that a reader may begin at."""
        first = len(documents) - 1
        while first > 0 and "carry" not in documents[first]:
            first -= 1
        carried = documents[first].get("carry") if documents else None
        events = self._events(documents[max(first, 0) :])
        return [*_events(carried), *events] if carried else current_session(events)

    def _events(self, documents: list[Document]) -> list[Event]:
        events: list[Event] = []
        for document in documents:
            turn = _events(document["events"])
            self._mark(document, turn)
            events += turn
        return events

    @property
    def _slots(self) -> Any:
        """The slots a tracker may have; None stands for any."""
        return self.domain.slots

    def _tracker(self, sender_id: str, events: list[Event]) -> DialogueStateTracker | None:
        if not events:
            return None
        return DialogueStateTracker.from_events(
            sender_id, events, self._slots, self.max_event_history
        )

    # Which events of a tracker are stored

    def _mark(self, document: Document, turn: list[Event]) -> None:
        for offset, event in enumerate(turn):
            position = document["position"] + offset
            event.place = _Place(self, document["sender_id"], position, opens_document=offset == 0)

    def _place(self, event: Event, sender_id: str) -> _Place | None:
        place: _Place | None = getattr(event, "place", None)
        mine = place is not None and place.store is self and place.sender_id == sender_id
        return place if mine else None


@cache
def _event_type(name: str) -> type[Event]:
    types: dict[str, type[Event]] = {each.type_name: each for each in all_subclasses(Event)}
    return types[name]


def _events(stored: list[Document]) -> list[Event]:
    # As Rasa's `deserialise_events`, which looks through every type of event for each event.
    return [_event_type(event["event"])._from_parameters(event) for event in stored]


def _turn_id(sender_id: str, message_id: str) -> str:
    return f"{sender_id}:{message_id}"


def _document(sender_id: str, turn: list[Event]) -> Document:
    document: Document = {
        "sender_id": sender_id,
        "at": turn[0].timestamp,
        "events": [event.as_dict() for event in turn],
    }
    if opens_session(turn):
        document["carry"] = []
    return document


def _only_opens_session(turn: list[Event]) -> bool:
    return opens_session(turn) and not any(isinstance(event, UserUttered) for event in turn)


def _storable(value: Any) -> Any:
    """The value without what BSON has no type for: integers of more than 64 bits become text."""
    if isinstance(value, dict):
        return {str(key): _storable(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set):
        return [_storable(each) for each in value]
    if isinstance(value, bool | float | str | None):
        return value
    if isinstance(value, int) and -_INT64 <= value < _INT64:
        return value
    return str(value)
