"""Who takes part in a conversation right now, told to all its clients on every gateway."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from connectors.domain.identity import Identity
from connectors.gateway.delivery.feed import Feed
from connectors.gateway.delivery.feeds import Feeds
from connectors.gateway.delivery.presence import REFRESH_SECONDS, Presence
from connectors.tasks import end

_CHANGED = "people"

log = logging.getLogger(__name__)


def watchers_of(conversation: str) -> str:
    """The place of staff who read a conversation and take no part; no client is told of it."""
    return f"{conversation}.watchers"


class Participants:
    """Keeps presence true and tells changes."""

    def __init__(self, feeds: Feeds, presence: Presence) -> None:
        self._feeds = feeds
        self._presence = presence
        self._wanted = asyncio.Event()
        self._ticker: asyncio.Task[None] | None = None
        feeds.on(_CHANGED, self._show)

    async def start(self) -> None:
        """Begin to show everybody again now and then, in case a notice was lost."""
        self._ticker = asyncio.create_task(self._tick())

    async def stop(self) -> None:
        """End showing; who is here is nowhere any more when this gateway is gone."""
        await end(self._ticker)

    async def join(self, feed: Feed, connection: str, person: Identity) -> None:
        """A connection of a person opens; it is told who is there even if nothing changed."""
        if _move(person, feed.watchers, feed.people):
            await self._show_watchers(feed)
        feed.people[connection] = person
        feed.untold = True
        await self._feeds.tell(feed.conversation, _CHANGED, {})

    async def watch(self, feed: Feed, connection: str, person: Identity) -> None:
        """A connection reads and takes no part, any more or yet; it is told who does."""
        feed.untold = True
        took_part = _move(person, feed.people, feed.watchers)
        feed.watchers[connection] = person
        if took_part:
            await self._feeds.tell(feed.conversation, _CHANGED, {})
        else:
            await self._show(feed)
        await self._show_watchers(feed)

    async def leave(self, feed: Feed, connection: str) -> None:
        """A connection closes; the person may have others."""
        if feed.watchers.pop(connection, None):
            await self._show_watchers(feed)
        if feed.people.pop(connection, None):
            await self._feeds.tell(feed.conversation, _CHANGED, {})

    async def _show(self, feed: Feed) -> None:
        people = await self._presence.show(feed.conversation, feed.people.values())
        if feed.untold or people != feed.shown:
            feed.untold, feed.shown = False, people
            wire = [person.to_wire() for person in people]
            await feed.tell("presence", {"participants": wire})

    async def _show_watchers(self, feed: Feed) -> None:
        await self._presence.show(watchers_of(feed.conversation), feed.watchers.values())

    async def show_again(self) -> None:
        """Gateways have died or notices were lost: all is shown again, without waiting for it."""
        self._wanted.set()

    async def _tick(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(REFRESH_SECONDS):
                    await self._wanted.wait()
            self._wanted.clear()
            for feed in self._feeds.all():
                try:
                    await self._show_again(feed)
                except Exception as error:  # shown when it is next
                    log.warning("participants.not_shown error=%s", type(error).__name__)

    async def _show_again(self, feed: Feed) -> None:
        if feed.people or feed.watchers:
            await self._show(feed)
        if feed.watchers:
            await self._show_watchers(feed)


def _move(person: Identity, here: dict[str, Identity], there: dict[str, Identity]) -> bool:
    """Move every connection of a person; whether there was one."""
    connections = [connection for connection, one in here.items() if one.id == person.id]
    for connection in connections:
        there[connection] = here.pop(connection)
    return bool(connections)
