"""Two rasa servers on one MongoDB and one Redis; what an action is sent, however long the past."""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pymongo import MongoClient

from connectors.tracker_store import MongoTurnStore
from tests.integration.rasa.conftest import StartRasa
from tests.support.rasa import domain_of, turn_body

from rasa.shared.core.events import (  # isort: skip
    ActionExecuted,
    BotUttered,
    Event,
    SessionStarted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker  # isort: skip

CONVERSATIONS, TURNS = 12, 6
STORED = (10, 1_000, 20_000)


def test_turns_of_a_conversation_never_overlap_or_reorder(
    start_rasa: StartRasa, mongo_url: str, database_name: str
) -> None:
    """Many conversations, two turns of each at once: every turn once, whole, pair after pair."""
    servers = [start_rasa(), start_rasa()]
    ids = [uuid.uuid4().hex for _ in range(CONVERSATIONS)]

    def talk(conversation: str) -> None:
        with ThreadPoolExecutor(2) as pool:
            for number in range(0, TURNS, 2):
                both = [f"m{number}", f"m{number + 1}"]
                sent = [
                    pool.submit(server.turn, conversation, "/act", message)
                    for server, message in zip(servers, both, strict=True)
                ]
                for answer in sent:
                    assert len(answer.result()["messages"]) == 1

    with ThreadPoolExecutor(CONVERSATIONS) as pool:
        list(pool.map(talk, ids))
    with MongoClient(mongo_url) as client:
        turns = client[database_name]["tracker_events"]
        for conversation in ids:
            documents = list(turns.find({"sender_id": conversation}).sort("position", 1))
            ends = [0, *(document["next"] for document in documents)]
            assert [document["position"] for document in documents] == ends[:-1]
            events = [event for document in documents for event in document["events"]]
            spoken = [e for e in events if e["event"] in {"user", "bot"}]
            assert [e["event"] for e in spoken] == ["user", "bot"] * TURNS
            asked = [e["message_id"] for e in spoken[::2]]
            pairs = [sorted(asked[first : first + 2]) for first in range(0, TURNS, 2)]
            in_order = [message for pair in pairs for message in pair]
            assert in_order == [f"m{number}" for number in range(TURNS)]
            assert [e["metadata"]["id"] for e in spoken[1::2]] == [f"{m}.answer" for m in asked]


def test_a_killed_server_leaves_no_lock_and_its_turn_is_answered_once(
    start_rasa: StartRasa, mongo_url: str, database_name: str
) -> None:
    """The other server answers the message that was being answered, and only once."""
    victim, other = start_rasa(), start_rasa()
    conversation = uuid.uuid4().hex
    victim.turn(conversation, "/greet", "m0")
    with ThreadPoolExecutor(1) as pool:
        lost = pool.submit(
            victim.http.post, "/turn", json=turn_body(conversation, "act slow", "m1")
        )
        time.sleep(0.7)  # the action sleeps for longer
        victim.kill()
        assert lost.exception() is not None
    first = other.turn(conversation, "act slow", "m1")
    again = other.turn(conversation, "act slow", "m1")
    assert (first["replayed"], again["replayed"]) == (False, True)
    assert first["messages"] == again["messages"]
    with MongoClient(mongo_url) as client:
        stored = client[database_name]["tracker_events"].find({"sender_id": conversation})
        asked = [e["message_id"] for d in stored for e in d["events"] if e["event"] == "user"]
    assert sorted(asked) == ["m0", "m1"]


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
