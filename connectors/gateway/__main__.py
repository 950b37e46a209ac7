"""Serves the gateway: `python -m connectors.gateway`."""

from __future__ import annotations

import asyncio
import logging
import sys

from connectors.loading import left_out, loading

_CLIENTS = ("aiohttp", "requests", "aio_pika")
"""Of python-socketio's clients and managers."""
_TERMINAL = ("rich",)
"""Of httpx's command line."""

with loading():
    with left_out(*_CLIENTS, *_TERMINAL):
        import httpx  # noqa: F401
        import socketio  # noqa: F401
    import uvicorn
    from pymongo.errors import ConnectionFailure

    from connectors.errors import ConfigError
    from connectors.gateway.access.limits import MAX_HEAD, MAX_PACKET
    from connectors.gateway.app import create_app
    from connectors.gateway.logs import set_up_logs
    from connectors.gateway.websocket import WebSocket
    from connectors.settings import Settings, load_settings
    from connectors.stores.database import open_database

_GRACE_SECONDS = 3
_RETRY_SECONDS = 0.5

log = logging.getLogger(__name__)


def main() -> int:
    """Serve until SIGINT or SIGTERM; 2 when a setting cannot be used."""
    try:
        settings = load_settings()
        set_up_logs(settings.log_level)
        with loading():
            app = create_app(settings)
    except ConfigError as error:
        print(f"gateway: {error.message}", file=sys.stderr)
        return 2
    try:
        asyncio.run(_prepare_database(settings))
    except KeyboardInterrupt:
        return 0
    log.info("gateway.starting host=%s port=%d", settings.host, settings.port)
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="h11",  # bounds a request's head; httptools, which it would take otherwise, does not
        h11_max_incomplete_event_size=MAX_HEAD,
        ws=WebSocket,
        ws_max_size=MAX_PACKET,
        ws_per_message_deflate=False,  # short texts: costs time and memory, saves nothing
        timeout_graceful_shutdown=_GRACE_SECONDS,
        access_log=False,
        log_config=None,
        server_header=False,
        # Puts the client's address into the scope where the peer is one of these.
        forwarded_allow_ips=[str(network) for network in settings.trusted_proxies],
    )
    return 0


async def _prepare_database(settings: Settings) -> None:
    """Wait for MongoDB, without whose indexes nothing may be written.

    Before the server has taken over the signals: whoever waits here can be stopped at once.
    """
    database = open_database(settings)
    try:
        while True:
            try:
                return await database.ensure_indexes()
            except ConnectionFailure:
                log.warning("gateway.waiting for=MongoDB hint=see MONGO_URL")
                await asyncio.sleep(_RETRY_SECONDS)
    finally:
        await database.close()


if __name__ == "__main__":
    sys.exit(main())
