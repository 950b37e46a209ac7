"""Which web pages may use the gateway: the one place where CORS and `Origin` are decided."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from connectors.errors import Forbidden
from connectors.gateway.access.guards import SOCKETS
from connectors.gateway.api.errors import error_response
from connectors.settings import Settings


class Origins:
    """ASGI middleware: CORS headers for allowed origins, and no sockets for any other.

    Browsers do not guard WebSockets by CORS, so a foreign `Origin` is refused here. Clients that
    send none are no browsers: their token alone counts.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._own = {_origin(settings.public_url)} if settings.public_url else set()
        self._allowed = set(settings.allowed_origins)
        self._app = app
        self._with_cors = CORSMiddleware(
            app,
            allow_origins=list(settings.allowed_origins),
            allow_methods=["GET", "HEAD", "POST", "PUT", "DELETE"],
            allow_headers=["Authorization", "Content-Type"],
            max_age=600,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        if scope["path"].startswith(SOCKETS) and not self._may_connect(Headers(scope=scope)):
            return await self._refuse(scope, receive, send)
        return await self._with_cors(scope, receive, send)

    def _may_connect(self, headers: Headers) -> bool:
        origin = headers.get("origin")
        if origin is None or "*" in self._allowed or origin in self._allowed | self._own:
            return True
        try:
            return urlsplit(origin).netloc == headers.get("host")
        except ValueError:  # no URL at all
            return False

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": "origin_forbidden"})
            return
        error = Forbidden(
            "Pages of this origin may not connect: see ALLOWED_ORIGINS.", code="origin_forbidden"
        )
        await error_response(error)(scope, receive, send)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
