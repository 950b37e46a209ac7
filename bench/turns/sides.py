"""The two sides: each a rasa server of its own, on the same databases, actions and model."""

from __future__ import annotations

import sys
import time
import uuid
from pathlib import Path
from typing import Any, Protocol, Self
from urllib.parse import urlsplit

import aiohttp

METADATA = {"user": {"id": "u1", "role": "guest", "name": ""}, "language": "en"}
PATIENCE_SECONDS = 180
SECRET = "bench-turns"
STOCK_DATABASE = "stock"


class Unanswered(Exception):
    """The guide said nothing to a message."""


class Side(Protocol):
    """A rasa server to be started, and how one talks to it."""

    name: str
    command: list[str]
    url: str

    def body(self, conversation: str, text: str) -> dict[str, Any]:
        """What is posted to `url` to say something."""

    def messages(self, answer: Any) -> list[Any]:
        """The guide's messages in what comes back."""


class Ours:
    """connectors.rasa_server, asked as the gateway asks it."""

    name = "ours"

    def __init__(self, port: int, model: Path) -> None:
        self.url = f"http://127.0.0.1:{port}/webhooks/gateway/turn"
        # fmt: off
        self.command = [
            sys.executable, "-m", "connectors.rasa_server",
            "--port", str(port), "--model", str(model),
        ]
        # fmt: on

    def body(self, conversation: str, text: str) -> dict[str, Any]:
        """As docs/protocol.md has it."""
        said = {"conversation": conversation, "text": text, "metadata": METADATA}
        return said | {"message_id": uuid.uuid4().hex}

    def messages(self, answer: Any) -> list[Any]:
        """All of one turn."""
        return list(answer["messages"])


class Stock:
    """`rasa run` with its REST channel, MongoTrackerStore and RedisLockStore."""

    name = "stock"

    def __init__(self, port: int, model: Path, folder: Path, settings: dict[str, str]) -> None:
        self.url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"
        redis = urlsplit(settings["REDIS_URL"])
        (folder / "credentials.yml").write_text("rest:\n")
        (folder / "endpoints.yml").write_text(
            f"action_endpoint:\n  url: {settings['ACTION_URL']}\n"
            "  enable_selective_domain: true\n"
            f"tracker_store:\n  type: mongod\n  url: {settings['MONGO_URL']}\n"
            f"  db: {STOCK_DATABASE}\n"
            f"lock_store:\n  type: redis\n  url: {redis.hostname}\n  port: {redis.port}\n"
        )
        # fmt: off
        self.command = [
            sys.executable, "-W", "ignore", "-m", "rasa", "run", "--port", str(port),
            "--model", str(model), "--credentials", str(folder / "credentials.yml"),
            "--endpoints", str(folder / "endpoints.yml"),
        ]
        # fmt: on

    def body(self, conversation: str, text: str) -> dict[str, Any]:
        """As Rasa's documentation has it."""
        return {"sender": conversation, "message": text, "metadata": METADATA}

    def messages(self, answer: Any) -> list[Any]:
        """The body is the list."""
        return list(answer)


class Client:
    """One conversation on a connection of its own; `id` is the name its events are stored under."""

    def __init__(self, side: Side) -> None:
        self.id = uuid.uuid4().hex
        self._side = side
        self._http = aiohttp.ClientSession(
            headers={"Authorization": f"Bearer {SECRET}"},
            timeout=aiohttp.ClientTimeout(PATIENCE_SECONDS),
        )

    async def say(self, text: str) -> float:
        """Seconds from sending `text` to the answer, which ends when the turn is stored.

        Raises OSError or aiohttp.ClientError while nobody listens, Unanswered when the guide says
        nothing.
        """
        body = self._side.body(self.id, text)
        begin = time.perf_counter()
        async with self._http.post(self._side.url, json=body) as answer:
            answer.raise_for_status()
            messages = self._side.messages(await answer.json())
        if not messages:
            raise Unanswered(self._side.name)
        return time.perf_counter() - begin

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.close()
