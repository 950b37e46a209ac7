"""What an action is sent, however long the past of its conversation."""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from connectors.tracker_store import MongoTurnStore
from tests.integration.rasa.conftest import StartRasa
from tests.support.rasa import domain_of

from rasa.shared.core.events import (  # isort: skip
    ActionExecuted,
    BotUttered,
    Event,
    SessionStarted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker  # isort: skip

STORED = (10, 1_000, 20_000)


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
    server = start_rasa(ACTION_URL=recorder.url, MONGO_DB=database_name)
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
