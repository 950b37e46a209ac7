"""The sides: rasa servers on the same databases, actions and model, and a gateway before ours."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from bench.turns.clients import Client, HttpClient, SocketClient
from connectors.settings import Settings

METADATA = {"user": {"id": "u1", "role": "guest", "name": ""}, "language": "en"}
SECRET = "a-secret-of-the-measurement-0123456789"
STOCK_DATABASE = "stock"
_ENDLESS = "1000000000"


class Side(Protocol):
    """A server to be started with `settings` besides the common ones, and how one talks to it."""

    name: str
    command: list[str]
    settings: dict[str, str]

    def client(self) -> Client:
        """A new conversation."""


class Ours:
    """connectors.rasa_server, asked as the gateway asks it."""

    name = "ours"

    def __init__(self, port: int, model: Path) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.settings: dict[str, str] = {}
        # fmt: off
        self.command = [
            sys.executable, "-m", "connectors.rasa_server",
            "--port", str(port), "--model", str(model),
        ]
        # fmt: on

    def client(self) -> Client:
        """One request a turn."""
        return HttpClient(
            f"{self.url}/webhooks/gateway/turn",
            SECRET,
            lambda conversation, text, message_id: {
                "conversation": conversation,
                "text": text,
                "metadata": METADATA,
                "message_id": message_id,
            },
            lambda answer: list(answer["messages"]),
        )


class Gateway:
    """connectors.gateway before our rasa server, asked as a visitor's widget asks it."""

    name = "gateway"

    def __init__(self, port: int, rasa_url: str) -> None:
        self._url = f"http://127.0.0.1:{port}"
        limits = [name.upper() for name in Settings.model_fields if name.startswith("limit_")]
        self.settings = {
            "PORT": str(port),
            "RASA_URL": rasa_url,
            **dict.fromkeys(("SECRET_KEY", "AUTH_SECRET"), SECRET),
            **dict.fromkeys(limits, _ENDLESS),  # counted all the same
        }
        self.command = [sys.executable, "-m", "connectors.gateway"]

    def client(self) -> Client:
        """One connection a visitor."""
        return SocketClient(self._url)


class Stock:
    """`rasa run` with its REST channel, MongoTrackerStore and RedisLockStore."""

    name = "stock"

    def __init__(self, port: int, model: Path, folder: Path, common: dict[str, str]) -> None:
        self._url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"
        self.settings: dict[str, str] = {}
        redis = urlsplit(common["REDIS_URL"])
        (folder / "credentials.yml").write_text("rest:\n")
        (folder / "endpoints.yml").write_text(
            f"action_endpoint:\n  url: {common['ACTION_URL']}\n"
            "  enable_selective_domain: true\n"
            f"tracker_store:\n  type: mongod\n  url: {common['MONGO_URL']}\n"
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

    def client(self) -> Client:
        """One request a turn, as Rasa's documentation has it."""
        return HttpClient(
            self._url,
            SECRET,
            lambda conversation, text, _: {
                "sender": conversation,
                "message": text,
                "metadata": METADATA,
            },
            lambda answer: list(answer),
        )
