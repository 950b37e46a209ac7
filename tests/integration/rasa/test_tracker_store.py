"""The contract of Rasa's tracker stores, the same for Rasa's own two and ours; then ours alone.

Writers at the same moment are tried with ours alone: the stock stores promise nothing there.
None of the three removes anything by itself: how long conversations are kept is the gateway's
matter (tests/integration/gateway/test_retention.py).
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import Any

import bson
import pytest
from pymongo import AsyncMongoClient
from pymongo.monitoring import (
    CommandFailedEvent,
    CommandListener,
    CommandStartedEvent,
    CommandSucceededEvent,
)

from tests.support.rasa import domain_of
from tests.support.servers import MongoServer
from tests.support.waiting import eventually, patient

from rasa.core.brokers.broker import EventBroker  # isort: skip
from rasa.core.tracker_store import InMemoryTrackerStore, MongoTrackerStore, TrackerStore  # isort: skip
from rasa.shared.core.domain import Domain  # isort: skip
from rasa.shared.core.events import (  # isort: skip
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    ConversationPaused,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker  # isort: skip

from connectors.stores import database
from connectors.tracker_store import MongoTurnStore
from connectors.trackers.turns import TurnStored
from connectors.trackers.window import LONGEST_WINDOW, WINDOW_EVENTS

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    # Rasa's MongoTrackerStore never closes its client.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

DOMAIN = domain_of(
    {
        "intents": ["greet"],
        "slots": {
            "city": {"type": "text", "mappings": [{"type": "custom"}]},
            "guests": {"type": "any", "mappings": [{"type": "custom"}]},
            "requested_slot": {"type": "text", "mappings": [{"type": "custom"}]},
        },
        "forms": {"order_form": {"required_slots": ["city"]}},
        "session_config": {
            "session_expiration_time": 60,
            "carry_over_slots_to_new_session": True,
        },
    }
)
MakeStore = Callable[..., TrackerStore]
clock = itertools.count(1_700_000_000)


class Broker(EventBroker):
    """Keeps what is published."""

    def __init__(self) -> None:
        self.published: list[dict[str, Any]] = []

    def publish(self, event: dict[str, Any]) -> None:
        """Keep it."""
        self.published.append(event)

    @classmethod
    async def from_endpoint_config(cls, *args: Any) -> Broker:
        """Not used."""
        raise NotImplementedError


@pytest.fixture(params=["in memory", "stock mongo", "ours"])
async def make_store(
    request: pytest.FixtureRequest,
    mongo_url: str,
    database_name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[MakeStore]:
    """Makes stores of one kind on one empty database."""
    memory: dict[str, str] = {}
    made: list[MongoTurnStore] = []
    monkeypatch.setenv("MONGO_DB", database_name)

    def make(domain: Domain = DOMAIN, broker: EventBroker | None = None) -> TrackerStore:
        if request.param == "in memory":
            store = InMemoryTrackerStore(domain, broker)
            store.store = memory
            return store
        if request.param == "stock mongo":
            return MongoTrackerStore(domain, host=mongo_url, db=database_name, event_broker=broker)
        made.append(MongoTurnStore(domain, host=mongo_url, event_broker=broker))
        return made[-1]

    yield make
    for store in made:
        await store.close()


@pytest.fixture
async def make_ours(
    mongo_url: str, database_name: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Callable[[], MongoTurnStore]]:
    """Makes our stores on one empty database, each with connections of its own."""
    monkeypatch.setenv("MONGO_DB", database_name)
    made: list[MongoTurnStore] = []

    def make() -> MongoTurnStore:
        made.append(MongoTurnStore(DOMAIN, host=mongo_url))
        return made[-1]

    yield make
    for store in made:
        await store.close()


def at(event: Event) -> Event:
    """The event, a second later than the one before."""
    event.timestamp = float(next(clock))
    return event


def session() -> list[Event]:
    """How Rasa begins a session."""
    return [at(e) for e in (ActionExecuted("action_session_start"), SessionStarted(), listen())]


def listen() -> Event:
    """The guide waits."""
    return at(ActionExecuted("action_listen"))


def turn(text: str, *changes: Event, message_id: str | None = None) -> list[Event]:
    """A user message, what it changes, an answer."""
    said = UserUttered(text, {"name": "greet"}, message_id=message_id or f"id of {text}")
    answered = [ActionExecuted("utter_greet"), BotUttered(f"answer to {text}")]
    return [at(event) for event in (said, *changes, *answered)] + [listen()]


async def say(store: TrackerStore, sender_id: str, *events: Event) -> DialogueStateTracker:
    """What Rasa does in a turn: get the tracker, update it, save it."""
    tracker = await store.get_or_create_tracker(sender_id, append_action_listen=False)
    for event in events:
        tracker.update(event)
    await store.save(tracker)
    return tracker


def texts(tracker: DialogueStateTracker | None) -> list[str]:
    """What the user said in a tracker."""
    assert tracker is not None
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]


# The contract


async def test_nothing_is_there_at_first(make_store: MakeStore) -> None:
    """An unknown conversation has no tracker and does not exist."""
    store = make_store()
    assert await store.retrieve("a") is None
    assert await store.retrieve_full_tracker("a") is None
    assert not await store.exists("a")
    assert list(await store.keys()) == []


async def test_what_is_saved_is_retrieved(make_store: MakeStore) -> None:
    """Every event comes back as it was, in order, from another store on the same database."""
    saved = await say(
        make_store(), "a", *session(), *turn("hi", SlotSet("city", "delhi"), SlotSet("guests", 3))
    )
    found = await make_store().retrieve_full_tracker("a")
    assert found is not None
    assert [e.as_dict() for e in found.events] == [e.as_dict() for e in saved.events]
    assert found.get_slot("city") == "delhi"
    assert found.get_slot("guests") == 3
    assert found.latest_message.message_id == "id of hi"


async def test_turns_add_up(make_store: MakeStore) -> None:
    """Each turn continues where the one before ended, whichever store object ran it."""
    await say(make_store(), "a", *session(), *turn("one", SlotSet("city", "delhi")))
    await say(make_store(), "a", *turn("two"))
    await say(make_store(), "a", *turn("three", SlotSet("city", "mumbai")))
    found = await make_store().retrieve("a")
    assert texts(found) == ["one", "two", "three"]
    assert found is not None
    assert found.get_slot("city") == "mumbai"


async def test_saving_again_changes_nothing(make_store: MakeStore) -> None:
    """A tracker without news may be saved any number of times."""
    store = make_store()
    tracker = await say(store, "a", *session(), *turn("one"))
    await store.save(tracker)
    await store.save(tracker)
    assert texts(await store.retrieve_full_tracker("a")) == ["one"]


async def test_a_tracker_can_be_saved_more_than_once(make_store: MakeStore) -> None:
    """Saves of one tracker in between, as the HTTP API does, add what is new each time."""
    store = make_store()
    tracker = await say(store, "a", *session(), *turn("one"))
    for text in ("two", "three"):
        for event in turn(text):
            tracker.update(event)
        await store.save(tracker)
    assert texts(await store.retrieve("a")) == ["one", "two", "three"]


async def test_only_the_current_session_is_retrieved(make_store: MakeStore) -> None:
    """A turn sees its session and nothing of those before."""
    store = make_store()
    await say(store, "a", *session(), *turn("old", SlotSet("city", "delhi")))
    await say(store, "a", *session(), *turn("new"))
    await say(store, "a", *turn("newest"))
    current = await store.retrieve("a")
    assert texts(current) == ["new", "newest"]
    assert current is not None
    assert current.get_slot("city") is None
    assert sum(isinstance(e, SessionStarted) for e in current.events) == 1


@pytest.mark.parametrize("make_store", ["stock mongo", "ours"], indirect=True)
async def test_the_full_tracker_has_every_session(make_store: MakeStore) -> None:
    """Nothing is forgotten when a new session begins (Rasa's store in memory forgets)."""
    store = make_store()
    for text in ("old", "new", "newest"):
        await say(store, "a", *session(), *turn(text))
    assert texts(await store.retrieve_full_tracker("a")) == ["old", "new", "newest"]


async def test_conversations_are_apart(make_store: MakeStore) -> None:
    """Conversations do not see each other; keys and exists know both."""
    store = make_store()
    await say(store, "a", *session(), *turn("of a"))
    await say(store, "b", *session(), *turn("of b"))
    assert texts(await store.retrieve("a")) == ["of a"]
    assert texts(await store.retrieve("b")) == ["of b"]
    assert set(await store.keys()) == {"a", "b"}
    assert await store.exists("a")
    assert not await store.exists("c")


async def test_a_tracker_made_elsewhere_continues_the_session(make_store: MakeStore) -> None:
    """A tracker built from events, not retrieved, adds only what the store does not have."""
    store = make_store()
    first = [SessionStarted(), listen(), *turn("one")]
    await store.save(DialogueStateTracker.from_events("a", first, DOMAIN.slots))
    longer = [*first, *turn("two")]
    await store.save(DialogueStateTracker.from_events("a", longer, DOMAIN.slots))
    assert texts(await store.retrieve_full_tracker("a")) == ["one", "two"]


async def test_new_events_are_published_once(make_store: MakeStore) -> None:
    """The event broker gets what was said with its conversation, once, in order."""
    broker = Broker()
    store = make_store(broker=broker)
    tracker = await say(store, "a", *session(), *turn("one"))
    await store.save(tracker)
    await say(store, "a", *turn("two"))
    said = [event["text"] for event in broker.published if event["event"] in {"user", "bot"}]
    assert said == ["one", "answer to one", "two", "answer to two"]
    assert {event["sender_id"] for event in broker.published} == {"a"}


async def test_the_domain_may_change(make_store: MakeStore) -> None:
    """A new domain's slots are there, a removed slot's events do no harm."""
    await say(make_store(), "a", *session(), *turn("one", SlotSet("city", "delhi")))
    changed = domain_of({"slots": {"colour": {"type": "text", "mappings": [{"type": "custom"}]}}})
    store = make_store()
    store.domain = changed
    found = await store.retrieve("a")
    assert texts(found) == ["one"]
    assert found is not None
    assert "colour" in found.slots
    assert "city" not in found.slots


async def test_events_survive_as_they_are(make_store: MakeStore) -> None:
    """Text in any script, nested data and a message's metadata come back unchanged."""
    said = UserUttered(
        "नमस्ते 🙏 سلام",
        {"name": "greet", "confidence": 0.98},
        [{"entity": "city", "value": "दिल्ली", "start": 0, "end": 3}],
        message_id="m1",
        metadata={"user": {"id": "u1", "name": "अ"}, "deep": [{"a": [1, 2.5, None, True]}]},
    )
    bot = BotUttered("hi", {"buttons": [{"title": "x", "payload": '/a{"b": "c"}'}]}, {"id": "m"})
    await say(make_store(), "a", *session(), at(said), at(bot), listen())
    found = await make_store().retrieve("a")
    assert found is not None
    stored = [e.as_dict() for e in found.events if isinstance(e, UserUttered | BotUttered)]
    assert stored == [said.as_dict(), bot.as_dict()]


async def test_a_restart_and_a_pause_stay(make_store: MakeStore) -> None:
    """What was said before a restart has no effect; a paused tracker stays paused."""
    store = make_store()
    await say(store, "a", *session(), *turn("one", SlotSet("city", "delhi")))
    await say(store, "a", at(Restarted()), listen(), *turn("two"), at(ConversationPaused()))
    found = await store.retrieve("a")
    assert found is not None
    assert found.get_slot("city") is None
    assert found.is_paused()


async def test_turns_one_after_another_lose_nothing(make_store: MakeStore) -> None:
    """Two stores taking turns on a conversation, as two servers do, keep every turn."""
    stores = [make_store(), make_store()]
    await say(stores[0], "a", *session())
    for number in range(10):
        await say(stores[number % 2], "a", *turn(f"turn {number}"))
    assert texts(await stores[0].retrieve("a")) == [f"turn {number}" for number in range(10)]


# Ours alone: what the stock stores do not hold


async def test_two_writers_at_once_lose_nothing(make_ours: Callable[[], MongoTurnStore]) -> None:
    """Turns written at the same moment, without a lock, are both kept, one after the other."""
    stores = [make_ours() for _ in range(4)]
    await say(stores[0], "a", *session())
    trackers = [await store.retrieve("a") for store in stores]
    for number, tracker in enumerate(trackers):
        assert tracker is not None
        for event in turn(f"writer {number}"):
            tracker.update(event)
    await asyncio.gather(*map(lambda s, t: s.save(t), stores, trackers))
    full = await stores[0].retrieve_full_tracker("a")
    assert sorted(texts(full)) == [f"writer {number}" for number in range(4)]
    assert texts(await stores[0].retrieve("a")) == texts(full)
    for index, said in enumerate(texts(full)):  # no turn is torn apart
        assert full is not None
        bots = [e.text for e in full.events if isinstance(e, BotUttered)]
        assert bots[index] == f"answer to {said}"


async def test_two_first_turns_at_once_are_one_conversation(
    make_ours: Callable[[], MongoTurnStore],
) -> None:
    """Both turns are in one session of one conversation."""
    stores = [make_ours(), make_ours()]
    await asyncio.gather(
        *(say(s, "a", *session(), *turn(f"turn {n}")) for n, s in enumerate(stores))
    )
    assert sorted(texts(await stores[0].retrieve("a"))) == ["turn 0", "turn 1"]
    full = await stores[0].retrieve_full_tracker("a")
    assert full is not None
    assert sum(isinstance(e, SessionStarted) for e in full.events) == 1
    assert list(await stores[0].keys()) == ["a"]


async def test_a_message_is_stored_once(make_ours: Callable[[], MongoTurnStore]) -> None:
    """The second turn of the same message is refused, and nothing of it is stored."""
    one, other = make_ours(), make_ours()
    await say(one, "a", *session())
    trackers = [await one.retrieve("a"), await other.retrieve("a")]
    for tracker in trackers:
        assert tracker is not None
        for event in turn("same", message_id="m1"):
            tracker.update(event)
    await one.save(trackers[0])
    with pytest.raises(TurnStored):
        await other.save(trackers[1])
    assert texts(await one.retrieve_full_tracker("a")) == ["same"]


async def test_the_turn_of_a_message_is_found(make_ours: Callable[[], MongoTurnStore]) -> None:
    """A turn is found by its message, in its conversation only."""
    store = make_ours()
    await say(store, "a", *session(), *turn("one", message_id="m1"))
    await say(store, "a", *turn("two", message_id="m2"))
    found = await store.turn("a", "m1")
    assert found is not None
    assert [e.text for e in found if isinstance(e, BotUttered)] == ["answer to one"]
    assert await store.turn("a", "m3") is None
    assert await store.turn("b", "m1") is None


async def test_what_bson_cannot_hold_is_kept_as_text(
    make_ours: Callable[[], MongoTurnStore],
) -> None:
    """An integer of more than 64 bits, which a payload may hold, does not fail the turn."""
    store = make_ours()
    await say(store, "a", *session(), *turn("big", SlotSet("guests", [2**70, {"x": 2**64}])))
    found = await store.retrieve("a")
    assert found is not None
    assert found.get_slot("guests") == [str(2**70), {"x": str(2**64)}]


async def talk(store: TrackerStore, sender_id: str, turns: int) -> None:
    """A long session in which a slot is set now and then."""
    for number in range(turns):
        change = [SlotSet("guests", number)] if number % 7 == 0 else []
        await say(store, sender_id, *turn(f"turn {number}", *change))


async def test_a_long_session_is_retrieved_as_a_window(
    make_ours: Callable[[], MongoTurnStore],
) -> None:
    """However long a session, a turn gets its newest events and the state they began in."""
    store = make_ours()
    loop = [
        ActionExecuted("order_form"),
        ActiveLoop("order_form"),
        SlotSet("requested_slot", "city"),
    ]
    await say(store, "a", *session(), *turn("first", SlotSet("city", "delhi"), *loop))
    await talk(store, "a", 120)
    full = await store.retrieve_full_tracker("a")
    window = await store.retrieve("a")
    assert full is not None
    assert window is not None
    assert len(full.events) > 480
    assert WINDOW_EVENTS <= len(window.events) <= LONGEST_WINDOW + 8
    trigger, *newest = texts(window)
    assert trigger == "first"  # the message that started the form belongs to its state
    assert newest == texts(full)[-len(newest) :]
    assert window.current_slot_values() == full.current_slot_values()
    assert window.active_loop is not None
    assert full.active_loop is not None
    assert window.active_loop.name == full.active_loop.name == "order_form"
    assert window.active_loop.trigger_message == full.active_loop.trigger_message
    assert window.latest_action == full.latest_action
    assert window.followup_action == full.followup_action


async def test_a_new_session_leaves_the_window_behind(
    make_ours: Callable[[], MongoTurnStore],
) -> None:
    """After a long session a new one begins with nothing but itself."""
    store = make_ours()
    await say(store, "a", *session())
    await talk(store, "a", 60)
    await say(store, "a", *session(), *turn("fresh"))
    window = await store.retrieve("a")
    assert texts(window) == ["fresh"]
    assert len(texts(await store.retrieve_full_tracker("a"))) == 61


async def test_a_window_survives_a_lost_hint(
    make_ours: Callable[[], MongoTurnStore], mongo_url: str, database_name: str
) -> None:
    """Without the hint in `trackers` the same window is found, only slower."""
    store = make_ours()
    await say(store, "a", *session(), *turn("first", SlotSet("city", "delhi")))
    await talk(store, "a", 50)
    before = await store.retrieve("a")
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(mongo_url)
    await client[database_name]["trackers"].delete_many({})
    await client.close()
    after = await store.retrieve("a")
    assert before is not None
    assert after is not None
    assert [e.as_dict() for e in after.events] == [e.as_dict() for e in before.events]
    await say(store, "a", *turn("next"))
    assert texts(await store.retrieve_full_tracker("a"))[-2:] == ["turn 49", "next"]


async def test_keys_are_the_conversations_that_have_turns(
    make_ours: Callable[[], MongoTurnStore], mongo_url: str, database_name: str
) -> None:
    """Neither does a lost hint hide a conversation nor one without turns make one."""
    store = make_ours()
    for sender_id in ("a", "b"):
        await say(store, sender_id, *session(), *turn(f"of {sender_id}"), *session())
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(mongo_url)
    await client[database_name]["trackers"].delete_one({"_id": "a"})
    await client[database_name]["trackers"].insert_one({"_id": "nobody", "window": 0})
    await client.close()
    assert list(await store.keys()) == ["a", "b"]
    assert await store.exists("a")
    assert not await store.exists("nobody")


class Asked(CommandListener):
    """How many commands a client sent, and how many bytes it was answered."""

    def __init__(self) -> None:
        self.commands = self.bytes = 0

    def started(self, event: CommandStartedEvent) -> None:
        self.commands += 1

    def succeeded(self, event: CommandSucceededEvent) -> None:
        self.bytes += len(bson.encode(event.reply))

    def failed(self, event: CommandFailedEvent) -> None:
        """Nothing came back."""


async def test_a_turn_costs_the_same_however_long_the_past(
    make_ours: Callable[[], MongoTurnStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With 6,000 events a turn asks the database for as much as with 300."""
    asked = Asked()
    client = partial(AsyncMongoClient, event_listeners=[asked])
    monkeypatch.setattr(database, "AsyncMongoClient", client)
    store = make_ours()
    commands, received = {}, {}
    for stored in (300, 6_000):
        events = [*session(), *(event for _ in range(stored // 4) for event in turn("past"))]
        for number, event in enumerate(events):
            if isinstance(event, UserUttered):
                event.message_id = f"past {number}"
        sender_id = str(stored)
        await store.save(DialogueStateTracker.from_events(sender_id, events, DOMAIN.slots))
        assert await store.end(sender_id) > stored
        asked.commands = asked.bytes = 0
        await talk(store, sender_id, 30)
        commands[stored], received[stored] = asked.commands, asked.bytes
    assert commands[6_000] == commands[300]
    assert received[6_000] < 1.1 * received[300]


async def test_a_turn_is_found_by_an_index(
    make_ours: Callable[[], MongoTurnStore], mongo_url: str, database_name: str
) -> None:
    """Where a reader begins does not depend on what is stored before it."""
    await say(make_ours(), "a", *session())
    async with AsyncMongoClient[dict[str, Any]](mongo_url) as client:
        window = {"sender_id": "a", "position": {"$gte": 3}}
        read = client[database_name]["tracker_events"].find(window).sort("position", 1)
        plan = (await read.explain())["queryPlanner"]["winningPlan"]
    assert "IXSCAN" in str(plan)


async def test_a_restart_of_the_database_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Turns saved while MongoDB is killed and started again are all there, once."""
    monkeypatch.setenv("MONGO_DB", "restart")
    monkeypatch.setattr(database, "_GIVE_UP_SECONDS", patient(30))
    with MongoServer(tmp_path) as server:
        store = MongoTurnStore(DOMAIN, host=server.url)
        await say(store, "a", *session())

        saved = 0

        async def chat() -> None:
            nonlocal saved
            for number in range(60):
                await say(store, "a", *turn(f"turn {number}"))
                saved += 1

        chatting = asyncio.create_task(chat())
        await eventually(lambda: saved > 5)
        await asyncio.to_thread(server.kill)
        assert saved < 60
        await asyncio.to_thread(server.start)
        async with asyncio.timeout(patient(60)):
            await chatting
        full = await store.retrieve_full_tracker("a")
        assert texts(full) == [f"turn {number}" for number in range(60)]
        await store.close()
