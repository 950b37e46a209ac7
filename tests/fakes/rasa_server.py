"""A dialogue server that speaks our own turn protocol and does what the test says."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from connectors.stack.processes import free_port

Wire = dict[str, Any]
Behaviour = Callable[[Wire], list[Wire]]
"""Gets the turn's body, returns its messages; raises Refusal to fail."""


class Refusal(Exception):
    """Answer with this HTTP status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def echo(body: Wire) -> list[Wire]:
    """One text that repeats what was said."""
    return [{"type": "text", "text": f"You said: {body['text']}"}]


class RasaServer:
    """Listens on a port that stays the same over `stop` and `start`.

    `turns` are the turns it ran. A message id it has answered is not run again: it replays.
    """

    def __init__(self, secret: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.secret = secret
        self.turns: list[Wire] = []
        self._behaviours: dict[str, Behaviour] = {}
        self._answers: dict[str, list[Wire]] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()
        self._server: ThreadingHTTPServer | None = None

    def on(self, text: str, behaviour: Behaviour) -> None:
        """Answer turns with this text so."""
        self._behaviours[text] = behaviour

    def turns_of(self, conversation: str) -> list[str]:
        """The texts it ran in a conversation."""
        return [turn["text"] for turn in self.turns if turn["conversation"] == conversation]

    def answer(self, body: Wire) -> Wire:
        """Run a turn, or replay it."""
        with self._lock:
            lock = self._locks.setdefault(body["conversation"], threading.Lock())
        with lock:
            known = self._answers.get(body["message_id"])
            if known is not None:
                return {"messages": known, "replayed": True}
            self.turns.append(body)
            messages = self._behaviours.get(body["text"], echo)(body)
            self._answers[body["message_id"]] = messages
            return {"messages": messages, "replayed": False}

    def start(self) -> Self:
        """Serve."""
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), _handler(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def stop(self) -> None:
        """Refuse connections from now on."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


def _handler(rasa: RasaServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply(200, {"ready": True})

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.headers["Authorization"] != f"Bearer {rasa.secret}":
                self._reply(401, {"error": {"code": "unauthorized", "message": "wrong secret"}})
                return
            try:
                self._reply(200, rasa.answer(body))
            except Refusal as refusal:
                error = {"code": "turn_failed", "message": "as told"}
                self._reply(refusal.status, {"error": error})

        def _reply(self, status: int, body: Wire) -> None:
            data = json.dumps(body).encode()
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
            except OSError:
                pass  # the gateway was killed meanwhile

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    return Handler
