"""Rasa's tracker store on MongoDB: a turn is appended without reading history.

A turn is one document (connectors/trackers/documents.py) among those of all conversations
(connectors/trackers/turns.py). What is retrieved for a turn is the current session, and of a long
one a window (connectors/trackers/window.py). Trackers are Rasa's, so what is stored of one is told
from its events: each remembers its place while it is in memory.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bson import ObjectId
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker

from connectors.settings import Settings
from connectors.stores.database import Document, open_database
from connectors.trackers.documents import (
    document_of,
    events_of,
    lead,
    message_of,
    newest_window,
    turn_id,
)
from connectors.trackers.turns import TrackerTurns
from connectors.trackers.window import (
    LONGEST_WINDOW,
    WINDOW_EVENTS,
    carry,
    current_session,
    only_opens_session,
    turns,
)


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
        self._turns = TrackerTurns(open_database(Settings(mongo_url=host)))

    # What Rasa calls

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append what is new in the tracker, durably.

        Raises TurnStored when its user message has been answered by another writer, and
        Unavailable when the database stays away; then nothing of the tracker counts as stored.
        """
        position, new = await self._unsaved(tracker)
        if not new:
            return
        end = position
        for turn in turns(new):
            end = await self._append(tracker.sender_id, end, turn)
        if self.event_broker:
            await self._stream_new_events(self.event_broker, new, tracker.sender_id)
        if end == position + len(new):  # else this tracker does not know all that is stored
            await self._shorten(tracker)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker with what a turn needs of the current session, None if there is none."""
        known = await self._turns.window(sender_id)
        documents = newest_window(await self._turns.read(sender_id, known))
        return self._tracker(sender_id, lead(documents, self._events(documents)))

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """The tracker with every event of every session."""
        documents = await self._turns.read(conversation_id)
        return self._tracker(conversation_id, self._events(documents))

    async def exists(self, conversation_id: str) -> bool:
        """Whether anything is stored of the conversation."""
        return await self._turns.exists(conversation_id)

    async def keys(self) -> Iterable[str]:
        """The ids of all conversations of which anything is stored."""
        return await self._turns.senders()

    async def stream_events(self, tracker: DialogueStateTracker) -> None:
        """Publish what is not stored yet; `save` does it by itself."""
        if self.event_broker:
            _, new = await self._unsaved(tracker)
            await self._stream_new_events(self.event_broker, new, tracker.sender_id)

    # What our channel and tools call besides

    async def turn(self, sender_id: str, message_id: str) -> list[Event] | None:
        """The events of the turn a user message led to, None if it is not stored."""
        found = await self._turns.find(turn_id(sender_id, message_id))
        return events_of(found["events"]) if found else None

    async def end(self, sender_id: str) -> int:
        """How many events are stored of a conversation."""
        return await self._turns.end(sender_id)

    async def close(self) -> None:
        """Close the connections."""
        await self._turns.close()

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

    async def _append(self, sender_id: str, position: int, turn: list[Event]) -> int:
        """Store a turn at the position or after it; returns the position that follows."""
        document = {"_id": self._key(sender_id, turn)} | document_of(sender_id, turn)
        while True:
            document |= {"position": position, "next": position + len(turn)}
            if await self._turns.append(document):
                break
            # Somebody else wrote meanwhile: this turn comes after theirs, in their session.
            position = await self.end(sender_id)
            if only_opens_session(turn):
                return position
        self._mark(document, turn)
        if "carry" in document:
            await self._turns.open_window(sender_id, position)
        return int(document["next"])

    def _key(self, sender_id: str, turn: list[Event]) -> Any:
        """The `_id` of a turn: there is one turn for a message."""
        message_id = message_of(turn)
        return turn_id(sender_id, message_id) if message_id else ObjectId()

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
        stored = [event.as_dict() for event in state]
        await self._turns.shorten(tracker.sender_id, place.position, stored)

    # Reading

    def _events(self, documents: list[Document]) -> list[Event]:
        events: list[Event] = []
        for document in documents:
            turn = events_of(document["events"])
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
