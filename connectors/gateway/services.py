"""Everything the endpoints use, put together in one place."""

from __future__ import annotations

from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Protocol, Self

import httpx

from connectors.bus import Bus
from connectors.canned import canned_replies
from connectors.domain.wire import Wire
from connectors.gateway.access.auth import Tokens
from connectors.gateway.access.connections import Connections
from connectors.gateway.access.limits import Limits
from connectors.gateway.access.signatures import host_key
from connectors.gateway.archive import Archive
from connectors.gateway.delivery.changes import Changes
from connectors.gateway.delivery.feeds import Feeds
from connectors.gateway.delivery.participants import Participants
from connectors.gateway.delivery.peers import Peers
from connectors.gateway.delivery.presence import Presence
from connectors.gateway.delivery.receipts import Receipts
from connectors.gateway.desk.desk import Desk
from connectors.gateway.desk.handling import Handling
from connectors.gateway.farewell import Farewell
from connectors.gateway.guide.rasa import Rasa
from connectors.gateway.guide.spoken import Spoken
from connectors.gateway.guide.turns import Turns
from connectors.gateway.notices import Notices
from connectors.gateway.push import Push
from connectors.gateway.retention import Retention
from connectors.gateway.rooms.health import RoomHealth
from connectors.gateway.rooms.notices import RoomNotices
from connectors.gateway.rooms.rooms import Rooms
from connectors.gateway.rooms.staff import RoomStaff
from connectors.gateway.rooms.watch import RoomWatch
from connectors.gateway.talk import Talk
from connectors.gateway.transcript import transcript_labels
from connectors.gateway.uploads import Uploads
from connectors.gateway.vapid import Vapid
from connectors.knowledge import Knowledge
from connectors.language import Detector
from connectors.privacy.contents import Contents
from connectors.privacy.erase import Eraser
from connectors.privacy.export import Exporter
from connectors.settings import Settings
from connectors.stores.attachments import Attachments
from connectors.stores.bookings import Bookings
from connectors.stores.catalog import Catalog
from connectors.stores.changes import MessageChanges
from connectors.stores.conversations import Conversations
from connectors.stores.database import open_database
from connectors.stores.files import Files
from connectors.stores.messages import Messages
from connectors.stores.orders import Orders
from connectors.stores.subscriptions import Subscriptions
from connectors.stores.users import Users

ROOT = Path(__file__).resolve().parents[2]
_CANNED = ROOT / "data/desk/canned_replies.yml"
_EXAMPLES = ROOT / "data/nlu"
_LABELS = ROOT / "data/texts/labels.yml"
_NOTICES = ROOT / "data/texts/notices.yml"


class _Part(Protocol):
    """What works in the background while the gateway runs."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


class Services:
    """Built from settings and files; `start` connects, `stop` closes all in the opposite order."""

    def __init__(self, settings: Settings) -> None:
        settings.require("mongo_url", "redis_url", "rasa_url", "rasa_secret", "secret_key")
        self.settings = settings
        self.http = httpx.AsyncClient(trust_env=False)
        self.host_key = host_key(settings)
        self.tokens = Tokens(settings, self.http)
        self.canned = canned_replies(_CANNED)
        self.database = open_database(settings)
        self.conversations = Conversations(self.database)
        self.messages = Messages(self.database)
        self.users = Users(self.database)
        self.catalog = Catalog(self.database)
        self.orders = Orders(self.database)
        self.knowledge = Knowledge(settings.knowledge_dir, settings.catalog_dir)
        self.bus = Bus(settings.redis_url)
        self.limits = Limits(self.bus.redis, settings)
        message_changes = MessageChanges(self.database)
        self.feeds = Feeds(self.bus, self.messages, message_changes)
        self.peers = Peers(self.bus.redis, self.feeds.gateway)
        self.peers.on_death(self.feeds.catch_up)
        self.connections = Connections(self.bus.redis, self.feeds.gateway, settings)
        self.presence = Presence(self.bus.redis, self.feeds.gateway)
        self.participants = Participants(self.feeds, self.presence)
        self.peers.on_death(self.participants.show_again)
        self.bus.on_reconnect(self.participants.show_again)
        self.receipts = Receipts(self.conversations, self.messages, self.feeds)
        self.notices = Notices(_NOTICES, self.messages, self.feeds)
        self.bookings = Bookings(self.database)
        self.rooms = Rooms(settings, self.bookings, self.catalog, self.conversations, self.users)
        self.room_watch = RoomWatch(self.bus, self.bookings, self.rooms)
        self.room_staff = RoomStaff(self.rooms, self.conversations, self.notices, self.participants)
        self.room_health = RoomHealth(
            redis=self.bus.redis,
            rooms=self.rooms,
            conversations=self.conversations,
            messages=self.messages,
            presence=self.presence,
        )
        self.desk = Desk(
            bus=self.bus,
            conversations=self.conversations,
            notices=self.notices,
            feeds=self.feeds,
            presence=self.presence,
            handling=Handling(self.bus.redis, settings.mongo_db),
        )
        self.spoken = Spoken(Detector.read(_EXAMPLES), self.conversations, self.feeds)
        self.rasa = Rasa(settings)
        self.turns = Turns(
            redis=self.bus.redis,
            rasa=self.rasa,
            conversations=self.conversations,
            messages=self.messages,
            feeds=self.feeds,
            desk=self.desk,
            notices=self.notices,
            spoken=self.spoken,
            timezone=settings.timezone,
        )
        self.archive = Archive(self.messages, settings.tz, transcript_labels(_LABELS))
        files = Files(settings.attachments_folder)
        self.attachments = Attachments(self.database, files)
        self.changes = Changes(
            self.messages,
            message_changes,
            self.attachments,
            self.feeds,
            timedelta(minutes=settings.edit_minutes),
        )
        self.uploads = Uploads(
            files=files,
            attachments=self.attachments,
            conversations=self.conversations,
            messages=self.messages,
            bookings=self.bookings,
            most_bytes=int(settings.max_upload_mb * 2**20),
        )
        self.room_notices = RoomNotices(
            bus=self.bus,
            feeds=self.feeds,
            presence=self.presence,
            bookings=self.bookings,
            rooms=self.rooms,
            room_watch=self.room_watch,
            conversations=self.conversations,
            messages=self.messages,
        )
        self.talk = Talk(
            self.conversations,
            self.messages,
            self.attachments,
            message_changes,
            self.feeds,
            self.turns,
            self.room_notices,
        )
        contents = Contents(self.database, self.messages, self.attachments)
        self.exporter = Exporter(self.database, files)
        self.eraser = Eraser(self.database, self.attachments, contents, self.bus)
        self.farewell = Farewell(self.bus, self.connections)
        self.farewell.on_erased(self.receipts.forget)
        self.farewell.on_erased(self.room_notices.inboxes.forget)
        self.retention = Retention(
            self.bus.redis, self.conversations, contents, self.uploads, self.eraser
        )
        self.push = Push(
            vapid=_vapid(settings),
            hosts=settings.push_hosts,
            subscriptions=Subscriptions(self.database),
            limits=self.limits,
            http=self.http,
        )
        self.room_notices.on_notice(self._push)
        self._closing = AsyncExitStack()

    async def start(self) -> Self:
        """Connect."""
        for close in (self.database.close, self.http.aclose, self.bus.close, self.rasa.close):
            self._closing.push_async_callback(close)
        parts: tuple[_Part, ...] = (
            self.feeds,
            self.peers,
            self.receipts,
            self.participants,
            self.room_watch,
            self.room_notices,
            self.room_health,
            self.farewell,
            self.desk,
            self.turns,
            self.push,
            self.retention,
        )
        for part in parts:
            await part.start()
            self._closing.push_async_callback(part.stop)
        return self

    async def stop(self) -> None:
        """Close everything; what is not done stays due."""
        await self._closing.aclose()

    async def _push(self, person: str, notice: Wire) -> None:
        said = {
            language: {"title": title, "body": self.notices.unread(language)}
            for language, title in notice["titles"].items()
        }
        await self.push.notify(person, notice["booking_id"], said)


def _vapid(settings: Settings) -> Vapid | None:
    private = settings.vapid_private_key.get_secret_value()
    if not private:
        return None
    settings.require("vapid_subject")
    return Vapid(private, settings.vapid_subject)
