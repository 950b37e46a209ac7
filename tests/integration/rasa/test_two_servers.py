"""Two rasa servers on one MongoDB and one Redis; what an action is sent, however long the past."""

from __future__ import annotations

import asyncio
import json
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from pymongo import MongoClient
from redis import Redis

from connectors.lock_store import TICKET_SECONDS, RedisTicketLockStore
from connectors.tracker_store import MongoTurnStore
from tests.integration.rasa.conftest import StartRasa
from tests.support.rasa import ActionServer, domain_of, turn_body
from tests.support.waiting import eventually, patient, wait_for

from rasa.shared.core.events import (  # isort: skip
    ActionExecuted,
    BotUttered,
    Event,
    SessionStarted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker  # isort: skip
from rasa.utils.endpoints import EndpointConfig  # isort: skip

AT_ONCE, ROUNDS = 8, 4
STORED = (10, 1_000, 20_000)


def test_turns_at_once_never_overlap_and_none_is_lost(
    start_rasa: StartRasa, actions: ActionServer, mongo_url: str, database_name: str
) -> None:
    """Eight turns of one conversation at once, over and over: each whole, once, one at a time."""
    servers = [start_rasa(), start_rasa()]
    conversation = uuid.uuid4().hex
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for first in range(0, ROUNDS * AT_ONCE, AT_ONCE):
            messages = [f"m{number}" for number in range(first, first + AT_ONCE)]
            sent = {
                message: pool.submit(servers[number % 2].turn, conversation, "/act", message)
                for number, message in enumerate(messages)
            }
            for message, answer in sent.items():
                (said,) = answer.result()["messages"]
                assert said["id"] == f"{message}.answer"
            asked = stored_turns(mongo_url, database_name, conversation)
            assert sorted(asked[first:]) == sorted(messages)
    assert actions.did(conversation) == one_after_another(asked)


async def test_turns_run_in_the_order_of_their_tickets(
    start_rasa: StartRasa,
    actions: ActionServer,
    mongo_url: str,
    database_name: str,
    redis_url: str,
) -> None:
    """Turns that wait on two servers, in an order one can see, run in that order."""
    servers = [start_rasa(), start_rasa()]
    conversation = uuid.uuid4().hex
    messages = [f"m{number}" for number in range(AT_ONCE)]
    locks = RedisTicketLockStore(EndpointConfig(redis_url))
    ask = asyncio.get_running_loop().run_in_executor
    with Redis.from_url(redis_url) as redis, ThreadPoolExecutor(AT_ONCE) as pool:
        waiting: list[asyncio.Future[Any]] = []
        async with locks.lock(conversation):
            for number, message in enumerate(messages):
                # Two on one server, then two on the other: neither alone knows the order.
                turn = servers[number // 2 % 2].turn
                waiting.append(ask(pool, turn, conversation, "/act", message))
                await eventually(lambda: tickets(redis, conversation) == 1 + len(waiting))
            assert actions.did(conversation) == []
        for answer in await asyncio.gather(*waiting):
            assert len(answer["messages"]) == 1
        assert tickets(redis, conversation) == 0
    await locks.close()
    assert stored_turns(mongo_url, database_name, conversation) == messages
    assert actions.did(conversation) == one_after_another(messages)


def test_a_killed_server_leaves_no_lock_and_its_turn_is_answered_once(
    start_rasa: StartRasa,
    actions: ActionServer,
    mongo_url: str,
    database_name: str,
    redis_url: str,
) -> None:
    """Killed while its action runs: the others' turns wait for the ticket to lapse and no longer,
    and the message that was lost is answered when it is sent again, once.
    """
    victim, other = start_rasa(), start_rasa()
    conversation = uuid.uuid4().hex
    victim.turn(conversation, "/greet", "m0")
    with Redis.from_url(redis_url) as redis, ThreadPoolExecutor(3) as pool:
        body = turn_body(conversation, "act slow slow", "m1")
        lost = pool.submit(victim.http.post, "/turn", json=body)
        wait_for(lambda: actions.did(conversation) == ["began m1"], what="the action to begin")
        waiting = []
        for message in ("m2", "m3"):
            waiting.append(pool.submit(other.turn, conversation, "/act", message))
            wait_for(lambda: tickets(redis, conversation) == 1 + len(waiting), what="a ticket")
        victim.kill()
        assert actions.did(conversation) == ["began m1"]
        assert tickets(redis, conversation) == 3
        killed = time.monotonic()
        assert lost.exception() is not None
        for answer in waiting:
            assert answer.result()["replayed"] is False
        assert time.monotonic() - killed < TICKET_SECONDS + patient(5)
        first = other.turn(conversation, "act slow slow", "m1")
        again = other.turn(conversation, "act slow slow", "m1")
        assert tickets(redis, conversation) == 0
    assert (first["replayed"], again["replayed"]) == (False, True)
    assert first["messages"] == again["messages"]
    assert stored_turns(mongo_url, database_name, conversation) == ["m0", "m2", "m3", "m1"]


def test_what_a_killed_server_held_lapses_by_itself(
    start_rasa: StartRasa, actions: ActionServer, redis_url: str
) -> None:
    """Nobody has to ask for the conversation: after the ticket's time Redis has nothing of it."""
    victim = start_rasa()
    conversation = uuid.uuid4().hex
    with Redis.from_url(redis_url) as redis, ThreadPoolExecutor(1) as pool:
        lost = pool.submit(
            victim.http.post, "/turn", json=turn_body(conversation, "act slow", "m0")
        )
        wait_for(lambda: actions.did(conversation) == ["began m0"], what="the action to begin")
        victim.kill()
        assert lost.exception() is not None
        keys = list(redis.scan_iter(f"*{conversation}*"))
        assert keys
        assert all(0 < redis.pttl(key) <= TICKET_SECONDS * 1000 for key in keys)


def tickets(redis: Redis, conversation: str) -> int:
    """How many turns hold or wait for the conversation's lock."""
    return redis.zcard(f"pandityatra:lock:{{{conversation}}}:tickets")


def one_after_another(messages: list[str]) -> list[str]:
    """What the actions of these messages do when none overlaps another."""
    return [f"{what} {message}" for message in messages for what in ("began", "ended")]


def stored_turns(mongo_url: str, database: str, conversation: str) -> list[str]:
    """The messages asked, in order; each turn is whole and begins where the last one ended."""
    with MongoClient(mongo_url) as client:
        turns = client[database]["tracker_events"]
        documents = list(turns.find({"sender_id": conversation}).sort("position", 1))
    ends = [0, *(document["next"] for document in documents)]
    assert [document["position"] for document in documents] == ends[:-1]
    events = [event for document in documents for event in document["events"]]
    spoken = [event for event in events if event["event"] in {"user", "bot"}]
    assert [event["event"] for event in spoken] == ["user", "bot"] * (len(spoken) // 2)
    return [event["message_id"] for event in spoken[::2]]


class Recorder:
    """An action server that utters one text and remembers how many bytes it was sent."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        recorder = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                size = int(self.headers["Content-Length"])
                self.rfile.read(size)
                recorder.sizes.append(size)
                body = json.dumps({"events": [], "responses": [{"text": "done"}]}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/webhook"
        self._thread = threading.Thread(target=self._server.serve_forever)

    def __enter__(self) -> Recorder:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    """Serving."""
    with Recorder() as running:
        yield running


async def test_what_an_action_is_sent_does_not_grow_with_the_past(
    start_rasa: StartRasa,
    recorder: Recorder,
    mongo_url: str,
    database_name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The bytes of a call after 20,000 events are those after 100, a window's worth."""
    monkeypatch.setenv("MONGO_DB", database_name)
    server = start_rasa(ACTION_URL=recorder.url)
    store = MongoTurnStore(domain_of({}), mongo_url)
    bytes_after = {}
    for stored in STORED:
        conversation = uuid.uuid4().hex
        await store.save(DialogueStateTracker.from_events(conversation, past(stored), []))
        server.turn(conversation, "/act")
        bytes_after[stored] = recorder.sizes[-1]
    await store.close()
    print(f"bytes of an action call by events stored: {bytes_after}")
    assert max(bytes_after.values()) < 60_000
    assert bytes_after[20_000] < 1.3 * bytes_after[1_000]


def past(count: int) -> list[Event]:
    """That many events of one session that is still going on."""
    events: list[Event] = [ActionExecuted("action_session_start"), SessionStarted()]
    while len(events) < count:
        events += [
            ActionExecuted("action_listen"),
            UserUttered("hello", {"name": "greet"}),
            ActionExecuted("utter_greet"),
            BotUttered("Hello!"),
        ]
    events.append(ActionExecuted("action_listen"))
    begin = time.time() - len(events) / 1000
    for number, event in enumerate(events):
        event.timestamp = begin + number / 1000
    return events
