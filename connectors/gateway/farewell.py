"""Ends the connections of people who were erased, on every gateway."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from connectors.bus import Bus
from connectors.domain.wire import Wire
from connectors.errors import AppError
from connectors.gateway.access.connections import Connections
from connectors.privacy.erase import ERASED, TOPIC
from connectors.tasks import end

SeeOut = Callable[[str, AppError], Awaitable[None]]
"""Called with a connection and why it ends; ignores connections that are not its own."""

log = logging.getLogger(__name__)


class Erased(AppError):
    """Everything about this person has been removed, at their wish."""

    code = "erased"
    status = 410


class Farewell:
    """Listens, and tells the namespaces whom to see out."""

    def __init__(self, bus: Bus, connections: Connections) -> None:
        self._bus = bus
        self._connections = connections
        self._on_erased: list[Callable[[str], None]] = []
        self._on_leaving: list[SeeOut] = []
        self._leaving: asyncio.Queue[str] = asyncio.Queue()
        self._usher: asyncio.Task[None] | None = None

    def on_erased(self, callback: Callable[[str], None]) -> None:
        """Call back with the id of each person who is erased."""
        self._on_erased.append(callback)

    def on_leaving(self, callback: SeeOut) -> None:
        """Call back with each connection of theirs that has to end, and why."""
        self._on_leaving.append(callback)

    async def start(self) -> None:
        """Begin to listen."""
        await self._bus.subscribe(TOPIC, self._hear)
        self._usher = asyncio.create_task(self._see_out_all())

    async def stop(self) -> None:
        """End listening."""
        await end(self._usher)

    async def _hear(self, topic: str, event: str, data: Wire) -> None:
        if event == ERASED:
            for forget in self._on_erased:
                forget(data["person"])
            self._leaving.put_nowait(data["person"])

    async def _see_out_all(self) -> None:
        """Apart from what hears: nobody else's notices wait until they have gone."""
        while True:
            for connection in self._connections.of(await self._leaving.get()):
                for see_out in self._on_leaving:
                    await self._try(see_out, connection)

    async def _try(self, see_out: SeeOut, connection: str) -> None:
        try:
            await see_out(connection, Erased("Everything about you has been removed."))
        except Exception as error:  # one client's trouble is not the others'
            log.warning("farewell.failed error=%s", type(error).__name__)
