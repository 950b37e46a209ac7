"""Ends the connections of people who were erased, on every gateway."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from connectors.bus import Bus
from connectors.errors import AppError
from connectors.gateway.access.connections import Connections
from connectors.privacy.erase import ERASED, TOPIC

SeeOut = Callable[[str, AppError], Awaitable[None]]
"""Called with a connection and why it ends; ignores connections that are not its own."""


class Erased(AppError):
    """Everything about this person has been removed, at their wish."""

    code = "erased"
    status = 410


class Farewell:
    """Listens, and tells the namespaces whom to see out."""

    def __init__(self, bus: Bus, connections: Connections) -> None:
        self._bus = bus
        self._connections = connections
        self.see_out: list[SeeOut] = []
        self.forget: list[Callable[[str], None]] = []
        """Each is called with the person's id."""

    async def start(self) -> None:
        """Begin to listen."""
        await self._bus.subscribe(TOPIC, self._hear)

    async def _hear(self, topic: str, event: str, data: dict[str, Any]) -> None:
        if event == ERASED:
            for forget in self.forget:
                forget(data["person"])
            for connection in self._connections.of(data["person"]):
                for see_out in self.see_out:
                    await see_out(connection, Erased("Everything about you has been removed."))
