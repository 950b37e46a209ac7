"""Who takes part in a conversation right now, told to all its clients on every gateway."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from connectors.domain.identity import Identity
from connectors.gateway.feed import Feed
from connectors.gateway.feeds import Feeds
from connectors.gateway.presence import REFRESH_SECONDS, Presence

_CHANGED = "people"
_STOP_SECONDS = 2.0


class Participants:
    """Keeps presence fresh and tells changes."""

    def __init__(self, feeds: Feeds, presence: Presence) -> None:
        self._feeds = feeds
        self._presence = presence
        self._ticker: asyncio.Task[None] | None = None
        feeds.on(_CHANGED, self._show)

    def start(self) -> None:
        """Begin to refresh, and to notice whom a dead gateway leaves behind."""
        self._ticker = asyncio.create_task(self._tick())

    async def stop(self) -> None:
        """Take everybody here off the list."""
        if self._ticker:
            self._ticker.cancel()
            await asyncio.gather(self._ticker, return_exceptions=True)
        with suppress(TimeoutError):  # what is not taken off in time lapses
            async with asyncio.timeout(_STOP_SECONDS):
                for feed in self._feeds.all():
                    await self._presence.show(feed.conversation, ())

    async def join(self, feed: Feed, connection: str, person: Identity) -> None:
        """A connection of a person opens; it is told who is there even if nothing changed."""
        feed.people[connection] = person
        feed.shown = []
        await self._feeds.tell(feed.conversation, _CHANGED, {})

    async def leave(self, feed: Feed, connection: str) -> None:
        """A connection closes; the person may have others."""
        if feed.people.pop(connection, None):
            await self._feeds.tell(feed.conversation, _CHANGED, {})

    async def _show(self, feed: Feed) -> None:
        people = await self._presence.show(feed.conversation, feed.people.values())
        if people != feed.shown:
            feed.shown = people
            wire = [person.to_wire() for person in people]
            await feed.tell("presence", {"participants": wire})

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(REFRESH_SECONDS)
            for feed in self._feeds.all():
                if feed.people:
                    await self._show(feed)
