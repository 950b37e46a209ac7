"""What staff see of the rooms that are open: who is there, who is not, and whether it goes well."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime

from redis.asyncio import Redis

from connectors.domain.booking import Booking
from connectors.domain.room import RoomWindow, missing
from connectors.domain.wire import Wire
from connectors.gateway.delivery.participants import watchers_of
from connectors.gateway.delivery.presence import Presence, Present
from connectors.gateway.rooms.rooms import Rooms
from connectors.redis_calls import answer_of, redis_key
from connectors.stores.conversations import Conversations
from connectors.stores.messages import Messages
from connectors.tasks import end

_EVERY_SECONDS = 3.0
_RECENT_SECONDS = 600
_REMEMBERED_SECONDS = 3600
_MOST_CONNECTS = 500


log = logging.getLogger(__name__)


class RoomHealth:
    """The list of open rooms: looked up while somebody wants to see it, pushed when it changed."""

    def __init__(
        self,
        *,
        redis: Redis,
        rooms: Rooms,
        conversations: Conversations,
        messages: Messages,
        presence: Presence,
    ) -> None:
        self._redis = redis
        self._rooms = rooms
        self._conversations = conversations
        self._messages = messages
        self._presence = presence
        self._newest: dict[str, tuple[int, str | None]] = {}
        self._told: list[Wire] = []
        self._ticker: asyncio.Task[None] | None = None
        self.viewers: set[str] = set()
        """Connections that want to see it."""
        self._on_change: list[Callable[[list[Wire]], Awaitable[None]]] = []

    def on_change(self, callback: Callable[[list[Wire]], Awaitable[None]]) -> None:
        """Call back with the list each time it is another than before."""
        self._on_change.append(callback)

    async def start(self) -> None:
        """Begin to look, now and then, while there are viewers."""
        self._ticker = asyncio.create_task(self._tick())

    async def stop(self) -> None:
        """End looking."""
        await end(self._ticker)

    async def connected(self, conversation: str, person: str, connection: str) -> None:
        """Somebody has come into a room, perhaps again."""
        now, key = time.time(), _connects(conversation)
        pipe = self._redis.pipeline(transaction=False)
        pipe.zadd(key, {f"{connection} {person}": now})
        pipe.zremrangebyscore(key, "-inf", now - _REMEMBERED_SECONDS)
        pipe.zremrangebyrank(key, 0, -_MOST_CONNECTS - 1)
        pipe.expire(key, _REMEMBERED_SECONDS)
        await answer_of(pipe.execute())

    async def overview(self) -> list[Wire]:
        """The `rooms` of docs/protocol.md, the earliest start first."""
        bookings = await self._rooms.open_now()
        found = await self._conversations.rooms_of(list(bookings))
        held = [room.id for room in found.values()]
        people = await self._presence.look([*held, *map(watchers_of, held)])
        present = dict(zip(held, people[: len(held)], strict=True))
        watching = dict(zip(held, people[len(held) :], strict=True))
        again = await self._reconnects(held)
        newest = {room: await self._last(room) for room in held}
        self._newest = newest
        rooms = []
        for booking in bookings.values():
            room = found[booking.id].id if booking.id in found else ""
            seq, at = newest.get(room, (0, None))
            rooms.append(
                await self._to_wire(booking, present.get(room, []))
                | {
                    "conversation": room or None,
                    "watchers": _to_wire(watching.get(room, [])),
                    "last_seq": seq,
                    "last_at": at,
                    "reconnects": again.get(room, 0),
                }
            )
        return rooms

    async def _to_wire(self, booking: Booking, present: list[Present]) -> Wire:
        here = {one.person.id for one in present}
        return {
            "booking_id": booking.id,
            "title": await self._rooms.title(booking),
            "state": RoomWindow.OPEN.value,
            "starts_at": booking.starts_at.isoformat(),
            "ends_at": booking.ends_at.isoformat(),
            "participants": _to_wire(present),
            "missing": missing(booking, here, datetime.now(UTC)),
        }

    async def _last(self, conversation: str) -> tuple[int, str | None]:
        """Number and time of the newest message."""
        seq = await self._messages.last_seq(conversation)
        known = self._newest.get(conversation, (0, None))
        if seq == known[0]:
            return known
        (message,) = await self._messages.after(conversation, seq - 1, 1)
        return seq, message.at.isoformat()

    async def _reconnects(self, conversations: list[str]) -> dict[str, int]:
        """How often people came into each of the rooms again in the last minutes."""
        pipe = self._redis.pipeline(transaction=False)
        for conversation in conversations:
            pipe.zrange(_connects(conversation), 0, -1, withscores=True)
        connects = await answer_of(pipe.execute())
        if connects is None:
            return {}
        return dict(zip(conversations, map(_again, connects), strict=True))

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_EVERY_SECONDS)
            if not self.viewers:
                continue
            try:
                rooms = await self.overview()
            except Exception as error:
                log.warning("rooms.not_seen error=%s", type(error).__name__)
                continue
            if rooms != self._told:
                self._told = rooms
                for tell in self._on_change:
                    await tell(rooms)


def _connects(conversation: str) -> str:
    return redis_key("connects", conversation)


def _again(connects: Iterable[tuple[bytes, float]]) -> int:
    """Of connections with their times, oldest first: recent ones of people who had been there."""
    seen: set[bytes] = set()
    recent, again = time.time() - _RECENT_SECONDS, 0
    for connection, at in connects:
        person = connection.partition(b" ")[2]
        again += person in seen and at > recent
        seen.add(person)
    return again


def _to_wire(people: list[Present]) -> list[Wire]:
    return [one.person.to_wire() | {"connected_since": one.since.isoformat()} for one in people]
