"""Conversations with a past, written straight into each side's store."""

from __future__ import annotations

import time
import uuid
from typing import Any

from pymongo import MongoClient
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bench.turns.sides import STOCK_DATABASE
from connectors.settings import Settings
from connectors.stack.places import ROOT
from connectors.tracker_store import MongoTurnStore

_PRICE = "Satyanarayan Puja costs from ₹ 2,100; the pandit brings the samagri if you like."


class History:
    """Seeds conversations in the databases of both sides on one MongoDB."""

    def __init__(self, url: str) -> None:
        self._domain = Domain.load(str(ROOT / "domain.yml"))
        self._url = url
        self._client: MongoClient[dict[str, Any]] = MongoClient(url)
        self._ours = self._client[Settings().mongo_db]
        self._stock = self._client[STOCK_DATABASE]

    async def seed_ours(self, conversation: str, count: int) -> None:
        """Replace what is stored of a conversation by `count` events of one session."""
        self._ours["tracker_events"].delete_many({"sender_id": conversation})
        self._ours["trackers"].delete_many({"_id": conversation})
        store = MongoTurnStore(self._domain, self._url)
        try:
            await store.save(
                DialogueStateTracker.from_events(conversation, events(count), self._domain.slots)
            )
        finally:
            await store.close()

    async def seed_stock(self, conversation: str, count: int) -> None:
        """The same, as Rasa's MongoTrackerStore keeps it."""
        key = {"sender_id": conversation}
        document = {**key, "events": [event.as_dict() for event in events(count)]}
        self._stock["conversations"].replace_one(key, document, upsert=True)


def events(count: int) -> list[Event]:
    """A session of questions and answers up to now, ending where the guide listens."""
    made: list[Event] = [
        ActionExecuted("action_session_start"),
        SessionStarted(),
        ActionExecuted("action_listen"),
    ]
    while len(made) + len(_turn()) <= count:
        made += _turn()
    begin = time.time() - len(made)
    for second, event in enumerate(made):
        event.timestamp = begin + second
    return made


def _turn() -> list[Event]:
    text = "how much does satyanarayan puja cost?"
    intents = ["ask_price", "puja_info", "book_puja", "samagri_list", "booking_howto"]
    ranking = [{"name": name, "confidence": 0.9 / 2**i} for i, name in enumerate(intents)]
    puja = {"entity": "puja", "value": "satyanarayan_puja", "start": 14, "end": 31}
    user = {"id": "u1", "role": "guest", "name": ""}
    parsed = {
        "intent": ranking[0],
        "entities": [puja],
        "intent_ranking": ranking,
        "text": text,
    }
    return [
        UserUttered(
            text,
            ranking[0],
            [puja],
            parsed,
            message_id=uuid.uuid4().hex,
            metadata={"user": user, "language": "en"},
        ),
        SlotSet("puja", "satyanarayan_puja"),
        ActionExecuted("action_tell_price"),
        BotUttered(_PRICE),
        ActionExecuted("action_listen"),
    ]
