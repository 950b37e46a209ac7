"""The two sides: each a rasa server of its own, on the same databases, actions and model."""

from __future__ import annotations

import asyncio
import sys
import time
import uuid
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import aiohttp
import socketio

METADATA = {"user": {"id": "u1", "role": "guest", "name": ""}, "language": "en"}
PATIENCE_SECONDS = 180
SECRET = "bench-turns"
STOCK_DATABASE = "stock"


class Client(Protocol):
    """One conversation; `id` is the name its events are stored under."""

    id: str

    async def say(self, text: str) -> float:
        """Seconds from sending `text` to the last message of the answer."""

    async def close(self) -> None:
        """End the conversation."""


class Side(Protocol):
    """A rasa server to be started, and how one talks to it."""

    name: str
    command: list[str]

    async def connect(self) -> Client:
        """A new conversation; raises OSError or aiohttp.ClientError while nobody listens."""


class Ours:
    """connectors.rasa_server, asked as the gateway asks it."""

    name = "ours"

    def __init__(self, port: int, model: Path) -> None:
        self._url = f"http://127.0.0.1:{port}/webhooks/gateway/turn"
        # fmt: off
        self.command = [
            sys.executable, "-m", "connectors.rasa_server",
            "--port", str(port), "--model", str(model),
        ]
        # fmt: on

    async def connect(self) -> Client:
        """A conversation over a connection of its own."""
        return _Turns(self._url)


class _Turns:
    def __init__(self, url: str) -> None:
        self.id = uuid.uuid4().hex
        self._url = url
        self._http = aiohttp.ClientSession(headers={"Authorization": f"Bearer {SECRET}"})

    async def say(self, text: str) -> float:
        body = {"conversation": self.id, "message_id": uuid.uuid4().hex}
        body |= {"text": text, "metadata": METADATA}
        begin = time.perf_counter()
        async with self._http.post(self._url, json=body) as answer:
            answer.raise_for_status()
            messages = (await answer.json())["messages"]
        assert messages, "the guide said nothing"
        return time.perf_counter() - begin

    async def close(self) -> None:
        await self._http.close()


class Stock:
    """`rasa run` with its socketio channel, MongoTrackerStore and RedisLockStore."""

    name = "stock"

    def __init__(self, port: int, model: Path, folder: Path, settings: dict[str, str]) -> None:
        self._url = f"http://127.0.0.1:{port}"
        redis = urlsplit(settings["REDIS_URL"])
        (folder / "credentials.yml").write_text(
            "socketio:\n  user_message_evt: user_uttered\n  bot_message_evt: bot_uttered\n"
        )
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

    async def connect(self) -> Client:
        """A conversation on a socket; without session_persistence its id is the socket's."""
        client = _Socket()
        try:
            await client.connect(self._url)
        except socketio.exceptions.ConnectionError as error:
            await client.close()
            raise OSError(str(error)) from error
        return client


class _Socket:
    """The guide's answer to what is asked here is one message."""

    def __init__(self) -> None:
        self.id = ""
        self._socket = socketio.AsyncClient(reconnection=False)
        self._messages: asyncio.Queue[Any] = asyncio.Queue()
        self._socket.on("bot_uttered", self._messages.put)

    async def connect(self, url: str) -> None:
        # Sanic 21.12's websockets do not work on Python 3.11, so that Rasa's channel polls there.
        await self._socket.connect(url, transports=["polling"])
        self.id = str(self._socket.get_sid("/"))

    async def say(self, text: str) -> float:
        begin = time.perf_counter()
        await self._socket.emit("user_uttered", {"message": text, "metadata": METADATA})
        await asyncio.wait_for(self._messages.get(), PATIENCE_SECONDS)
        return time.perf_counter() - begin

    async def close(self) -> None:
        await self._socket.disconnect()
