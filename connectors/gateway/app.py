"""The composition root: services, HTTP endpoints and sockets as one ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import socketio
from fastapi import Depends, FastAPI
from starlette.types import ASGIApp

from connectors.gateway.access.guards import DropNoise, LimitBodies, SecurityHeaders
from connectors.gateway.access.origins import Origins
from connectors.gateway.api import (
    archive,
    attachments,
    auth,
    bookings,
    catalog,
    chat,
    health,
    help_pages,
    host,
    orders,
    people,
    push,
)
from connectors.gateway.api.caller import counted
from connectors.gateway.api.errors import Failure, add_error_handlers
from connectors.gateway.api.pages import add_pages
from connectors.gateway.services import Services
from connectors.gateway.sockets.agent import Agent
from connectors.gateway.sockets.chat import Chat
from connectors.gateway.sockets.rasa import RasaProtocol
from connectors.gateway.sockets.server import SocketServer
from connectors.loading import loading
from connectors.settings import Settings

_DESCRIPTION = "Chat with the guide, bookings, catalog. The realtime protocol is Socket.IO."


def create_app(settings: Settings) -> ASGIApp:
    """The gateway; raises ConfigError when a setting it needs is missing or unusable."""
    services = Services(settings)
    sockets = SocketServer(settings)
    for namespace in (Chat(services), Agent(services), RasaProtocol(services)):
        sockets.register_namespace(namespace)
    app: ASGIApp = socketio.ASGIApp(sockets, LimitBodies(_http(services)))
    for middleware in (DropNoise, SecurityHeaders):
        app = middleware(app)
    return Origins(app, settings)


def _http(services: Services) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with loading():
            await services.start()
        try:
            yield
        finally:
            await services.stop()

    app = FastAPI(
        title="PanditYatra Assistant",
        description=_DESCRIPTION,
        version="0.1.0",
        lifespan=lifespan,
        docs_url=None,  # served from our own files, see api/pages.py
        redoc_url=None,
        redirect_slashes=False,  # it would send people to whatever the Host header says
        responses={"default": {"description": "A failure, by its code", "model": Failure}},
    )
    app.state.services = services
    add_error_handlers(app)
    counted_ones = (chat, archive, attachments, auth, catalog, bookings, orders, people, push)
    for module in (*counted_ones, help_pages):
        app.include_router(module.router, dependencies=[Depends(counted)])
    for module in (host, health):
        app.include_router(module.router)
    add_pages(app, demo_site=services.settings.demo_site)
    return app
