"""ASGI middlewares: sizes, noise and security headers, before anything else looks at a request."""

from __future__ import annotations

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from connectors.gateway.access.limits import MAX_PACKET

MAX_BODY = 64 * 1024
"""Bytes of an HTTP request's body."""

SOCKETS = "/socket.io"
UPLOADS = "/api/attachments"
"""Bodies sent there are counted while they are written to the disk."""

_FRAME = re.compile(r"4[0-6]|[1-6]\Z|[23]probe\Z")
_POLLED = re.compile(r"4[0-6]|[13]\Z")
_HARMLESS = "3"  # a pong
_SEPARATOR = "\x1e"
_NO_PAGE = "default-src 'none'; frame-ancestors 'none'"


class LimitBodies:
    """Refuses bodies over MAX_BODY, told or streamed, with status 413."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] == UPLOADS:
            return await self._app(scope, receive, send)
        left = MAX_BODY

        async def limited() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(413)
            return message

        return await self._app(scope, limited, send)


class DropNoise:
    """Replaces what is no Engine.IO packet, in WebSocket frames and polled bodies, by one that does
    nothing.

    The parser behind would end the connection, with a traceback.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            receive = _clean_frames(receive)
        elif scope["type"] == "http" and scope["path"].startswith(SOCKETS):
            scope, receive = await _clean_body(scope, receive)
        await self._app(scope, receive, send)


def _clean_frames(receive: Receive) -> Receive:
    async def clean() -> Message:
        message = await receive()
        text = message.get("text")
        return message if text is None else {**message, "text": _clean(text, _FRAME)}

    return clean


async def _clean_body(scope: Scope, receive: Receive) -> tuple[Scope, Receive]:
    """The request with a clean body and its length, of which at most MAX_PACKET is read."""
    body, more = b"", scope["method"] == "POST"
    while more and len(body) <= MAX_PACKET:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    packets = body.decode(errors="replace").split(_SEPARATOR)
    cleaned = _SEPARATOR.join(_clean(packet, _POLLED) for packet in packets).encode()
    headers = [pair for pair in scope["headers"] if pair[0] != b"content-length"]
    length = (b"content-length", str(len(cleaned)).encode())

    async def replay() -> Message:
        return {"type": "http.request", "body": cleaned, "more_body": False}

    return {**scope, "headers": [*headers, length]}, replay


def _clean(text: str, packet: re.Pattern[str]) -> str:
    return text if packet.match(text) else _HARMLESS


class SecurityHeaders:
    """Headers for every HTTP response; a page that needs a wider policy brings its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
                headers.setdefault("Content-Security-Policy", _NO_PAGE)
                if _is_private(scope):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        wrapped = with_headers if scope["type"] == "http" else send
        await self._app(scope, receive, wrapped)


def _is_private(scope: Scope) -> bool:
    return scope["path"].startswith(("/api/chat", "/api/bookings", "/auth/")) or (
        "authorization" in Headers(scope=scope)
    )
