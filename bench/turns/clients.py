"""One conversation each: over HTTP with a rasa server, over Socket.IO with a gateway."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Callable
from typing import Any, Protocol, Self

import aiohttp
import socketio

PATIENCE_SECONDS = 180

Wire = dict[str, Any]


class Unanswered(Exception):
    """The guide said nothing to a message."""


class Client(Protocol):
    """A conversation; `id` is the name its events are stored under. Use it with `async with`."""

    id: str

    async def say(self, text: str) -> float:
        """Seconds from sending `text` to the last message of the answer.

        Raises OSError, aiohttp.ClientError or socketio's ConnectionError while nobody listens,
        Unanswered when the guide says nothing.
        """

    async def __aenter__(self) -> Self: ...

    async def __aexit__(self, *_: object) -> None: ...


class HttpClient:
    """A request for each turn; it is answered when the turn is stored."""

    def __init__(
        self,
        url: str,
        secret: str,
        body: Callable[[str, str, str], Wire],
        messages: Callable[[Any], list[Any]],
    ) -> None:
        """`body` is of conversation, text and message id; `messages` of what comes back."""
        self.id = uuid.uuid4().hex
        self._url = url
        self._body = body
        self._messages = messages
        self._http = aiohttp.ClientSession(
            headers={"Authorization": f"Bearer {secret}"},
            timeout=aiohttp.ClientTimeout(PATIENCE_SECONDS),
        )

    async def say(self, text: str) -> float:
        """As Client says."""
        body = self._body(self.id, text, uuid.uuid4().hex)
        begin = time.perf_counter()
        async with self._http.post(self._url, json=body) as answer:
            answer.raise_for_status()
            messages = self._messages(await answer.json())
        if not messages:
            raise Unanswered(self._url)
        return time.perf_counter() - begin

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.close()


class SocketClient:
    """A visitor with the widget. The questions asked here have one message for an answer."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._http = aiohttp.ClientSession()
        self._socket = socketio.AsyncClient(reconnection=False, http_session=self._http)
        self._session: asyncio.Future[Wire] = asyncio.get_running_loop().create_future()
        self._answered = asyncio.Event()
        self._socket.on("session", self._begin, namespace="/chat")
        self._socket.on("message", self._hear, namespace="/chat")

    async def say(self, text: str) -> float:
        """As Client says."""
        self._answered.clear()
        begin = time.perf_counter()
        said = {"client_id": uuid.uuid4().hex, "text": text}
        await self._socket.emit("message", said, namespace="/chat")
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._answered.wait()
        return time.perf_counter() - begin

    def _begin(self, session: Wire) -> None:
        self._session.set_result(session)

    def _hear(self, message: Wire) -> None:
        if message["sender"]["role"] == "bot":
            self._answered.set()

    async def __aenter__(self) -> Self:
        try:
            await self._socket.connect(self._url, namespaces=["/chat"], transports=["websocket"])
        except BaseException:
            await self._http.close()
            raise
        self.id = (await self._session)["conversation"]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.disconnect()
        await self._http.close()
