"""ASGI middlewares: sizes, noise and security headers, before anything else looks at a request."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 64 * 1024
"""Bytes of an HTTP request's body."""

_ENGINE_IO_TYPES = frozenset("0123456")
_NOOP = "6"
_NO_PAGE = "default-src 'none'; frame-ancestors 'none'"


class LimitBodies:
    """Refuses bodies over MAX_BODY, told or streamed, with status 413."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
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
    """Replaces WebSocket frames that are no Engine.IO packets by one that does nothing.

    The parser behind would end the connection with a traceback.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            return await self._app(scope, receive, send)

        async def clean() -> Message:
            message = await receive()
            text = message.get("text")
            if text is not None and text[:1] not in _ENGINE_IO_TYPES:
                return {**message, "text": _NOOP}
            return message

        return await self._app(scope, clean, send)


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
