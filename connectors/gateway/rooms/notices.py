"""Tells a booking's customer and pandit what is said in their room while they are not in it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from connectors.bus import Bus
from connectors.domain.booking import Booking
from connectors.domain.cursors import Cursors
from connectors.domain.identity import Identity
from connectors.domain.message import Message, MessageType
from connectors.domain.wire import Wire
from connectors.gateway.delivery.feeds import Feeds
from connectors.gateway.delivery.presence import Presence
from connectors.gateway.rooms.inboxes import Inboxes
from connectors.gateway.rooms.rooms import Rooms
from connectors.gateway.rooms.watch import RoomWatch
from connectors.stores.bookings import Bookings
from connectors.stores.conversations import Conversations
from connectors.stores.messages import Messages
from connectors.tasks import end

_RECENT = timedelta(days=30)
_MOST_ROOMS = 20
_MOST_QUEUED = 1000
_PREVIEW = 200


log = logging.getLogger(__name__)


class RoomNotices:
    """Best effort, and beside everything else: nobody who writes or reads waits for it."""

    def __init__(
        self,
        *,
        bus: Bus,
        feeds: Feeds,
        presence: Presence,
        bookings: Bookings,
        rooms: Rooms,
        room_watch: RoomWatch,
        conversations: Conversations,
        messages: Messages,
    ) -> None:
        self._feeds = feeds
        self._presence = presence
        self._bookings = bookings
        self._rooms = rooms
        self._room_watch = room_watch
        self._conversations = conversations
        self._messages = messages
        self.inboxes = Inboxes(bus, self.unread)
        self._on_notice: list[Callable[[str, Wire], Awaitable[None]]] = []
        self._queue: asyncio.Queue[Callable[[], Awaitable[None]]] = asyncio.Queue(_MOST_QUEUED)
        self._worker: asyncio.Task[None] | None = None
        bus.on_reconnect(self._missed)

    def on_notice(self, callback: Callable[[str, Wire], Awaitable[None]]) -> None:
        """Call back with the id of each party who missed something said in the room, and a notice.

        On the gateway that stored the message, and there only.
        """
        self._on_notice.append(callback)

    async def start(self) -> None:
        """Begin to tell."""
        self._worker = asyncio.create_task(self._work())

    async def stop(self) -> None:
        """What is not told is found when the person connects."""
        await end(self._worker)

    def said(self, message: Message) -> None:
        """A message was stored in a room."""
        booking = self._room_watch.known(message.booking or "")
        feed = self._feeds.get(message.conversation)
        if booking and feed and not _absent(booking, message.sender.id, feed.shown):
            return
        self._later(partial(self._tell_absent, message))

    def read(self, booking: Booking, conversation: str, person: str, seq: int) -> None:
        """A party has read up to there: other connections of theirs show less."""
        self._later(partial(self._tell_read, booking, conversation, person, seq))

    def left(self, booking: Booking, conversation: str, person: str) -> None:
        """A party has left the room, maybe before reading everything."""
        self._later(partial(self._tell_unread, booking, conversation, person))

    async def unread(self, person: Identity) -> list[Wire]:
        """A notice for each of a person's recent rooms with something unread."""
        now = datetime.now(UTC)
        bookings = {
            booking.id: booking
            for booking in await self._bookings.around(person, now, each_side=_MOST_ROOMS)
            if now - _RECENT < booking.ends_at and booking.starts_at < now + _RECENT
        }
        rooms = await self._conversations.rooms_of(list(bookings)) if bookings else {}
        notices = [
            await self._notice(bookings[booking_id], room.id, person.id, room.cursors)
            for booking_id, room in rooms.items()
        ]
        return [notice for notice in notices if notice]

    async def _missed(self) -> None:
        self._later(self.inboxes.read_again)

    def _later(self, task: Callable[[], Awaitable[None]]) -> None:
        try:
            self._queue.put_nowait(task)
        except asyncio.QueueFull:
            log.warning("room_notices.dropped")

    async def _work(self) -> None:
        while True:
            task = await self._queue.get()
            try:
                await task()
            except Exception as error:
                log.warning("room_notices.failed error=%s", type(error).__name__)

    async def _tell_absent(self, message: Message) -> None:
        booking_id = message.booking or ""
        booking = self._room_watch.known(booking_id) or await self._bookings.get(booking_id)
        if booking is None:
            return
        feed = self._feeds.get(message.conversation)
        if feed:
            present, cursors = feed.shown, feed.cursors
        else:
            [there] = await self._presence.look([message.conversation])
            present = [one.person for one in there]
            room = await self._conversations.get(message.conversation)
            cursors = room.cursors if room else {}
        for person in _absent(booking, message.sender.id, present):
            notice = await self._notice(booking, message.conversation, person, cursors)
            if notice:
                await self.inboxes.tell(person, notice)
                for tell in self._on_notice:
                    await tell(person, notice)

    async def _tell_unread(self, booking: Booking, conversation: str, person: str) -> None:
        feed = self._feeds.get(conversation)
        if feed is None or any(one.id == person for one in feed.people.values()):
            return
        if notice := await self._notice(booking, conversation, person, feed.cursors):
            await self.inboxes.tell(person, notice)

    async def _tell_read(self, booking: Booking, conversation: str, person: str, seq: int) -> None:
        notice = await self._about(booking, conversation) | {"read": seq}
        await self.inboxes.tell(person, notice)

    async def _notice(
        self, booking: Booking, conversation: str, person: str, cursors: Cursors
    ) -> Wire | None:
        """What others have said that the person has not read, counted up to a page."""
        read = cursors.get(person, {}).get("read", 0)
        unread = [
            message
            for message in await self._messages.after(conversation, read)
            if message.sender.id != person
            and message.type is not MessageType.ACTIVITY
            and not message.deleted_at
        ]
        if not unread:
            return None
        last = unread[-1]
        return await self._about(booking, conversation) | {
            "unread": len(unread),
            "last_seq": last.seq,
            "read": read,
            "sender": last.sender.to_wire(),
            "text": last.text[:_PREVIEW],
        }

    async def _about(self, booking: Booking, conversation: str) -> Wire:
        return {
            "booking_id": booking.id,
            "title": await self._rooms.title(booking),
            "titles": await self._rooms.titles(booking),
            "conversation": conversation,
        }


def _absent(booking: Booking, sender: str, present: list[Identity]) -> set[str]:
    """The parties who are neither in the room nor the sender."""
    parties = {party for party in (booking.customer, booking.pandit) if party}
    return parties - {sender} - {person.id for person in present}
