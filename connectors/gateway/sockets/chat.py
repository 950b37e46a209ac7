"""`/chat`: visitors and customers with the guide, customers and pandits in a room.

Who gets in, where, and what they are told first and last; what they do meanwhile is in ChatEvents.
"""

from __future__ import annotations

from datetime import UTC, datetime

from pydantic import BaseModel

from connectors.domain.booking import Booking
from connectors.domain.conversation import Conversation
from connectors.domain.identity import Role
from connectors.domain.wire import Wire
from connectors.gateway.access.auth import Grant
from connectors.gateway.refusals import parse
from connectors.gateway.rooms.inboxes import Inbox
from connectors.gateway.services import Services
from connectors.gateway.sockets import inputs
from connectors.gateway.sockets.chat_events import ChatEvents, Client
from connectors.language import DEFAULT

_TAKING_PART = {
    f"do_{event}"
    for event in ("message", "typing", "delivered", "read", "reaction", "edit", "delete")
}


class Chat(ChatEvents):
    """The namespace of the widget: coming and going."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._with_inbox: dict[str, str] = {}
        services.feeds.add_audience(self._deliver)
        services.room_notices.inboxes.on_notice(self._show_notice)
        services.room_watch.on_change(self._tell_booking)
        services.room_watch.on_refused(self.see_out)

    async def _deliver(self, conversation: str, event: str, data: Wire, skip: str | None) -> None:
        if self.server.has_room(self.namespace, conversation):
            await self.emit(event, data, room=conversation, skip_sid=skip)

    async def enter(self, sid: str, auth: object) -> Wire:
        """Admit: the token decides who it is, and with the booking where it is."""
        handshake = parse(inputs.Handshake, auth or {})
        tokens = self._services.tokens
        if handshake.token:
            grant = await tokens.identify(handshake.token)
        else:
            grant = await self.new_guest(sid)
        await self.hold(sid, grant.identity, room=handshake.booking_id or "")
        if grant.identity.is_guest and tokens.needs_renewal(grant):
            grant = tokens.renew(grant.identity)
        booking, conversation = await self._place(grant, handshake)
        feed = await self._services.feeds.open(conversation.id)
        self._clients[sid] = Client(
            grant, conversation, feed, booking, handshake.language or DEFAULT
        )
        if booking:
            await self._services.room_watch.hold(booking, sid, grant.identity)
        return {}

    async def _place(
        self, grant: Grant, handshake: inputs.Handshake
    ) -> tuple[Booking | None, Conversation]:
        if handshake.booking_id:
            return await self._services.rooms.enter(grant.identity, handshake.booking_id)
        return None, await self._services.talk.guide(
            grant.identity, language=handshake.language or DEFAULT, expires_at=grant.expires_at
        )

    async def begin(self, sid: str) -> None:
        """Send `session` and what is being written; from then on nothing is missed."""
        client = self._clients[sid]
        session = await self._session(client) | {"now": datetime.now(UTC).isoformat()}
        await self._services.receipts.refresh(client.feed)
        inbox = await self._open_inbox(sid, client)
        async with client.feed.gate:
            session |= {"last_seq": client.feed.last, "cursors": dict(client.feed.cursors)}
            if not client.is_room:
                session["notices"] = inbox.unread() if inbox else []
            await self.emit("session", session, to=sid)
            for piece in client.feed.pieces:
                await self.emit("partial", piece, to=sid)
            await self.enter_room(sid, client.conversation.id)
            if inbox:
                await self.enter_room(sid, _room_of(inbox.person.id))
        await self._appear(sid, client)
        if client.is_room:
            await self._services.room_health.connected(
                client.conversation.id, client.grant.identity.id, sid
            )
        await self._services.desk.tell_again(client.conversation)

    async def _appear(self, sid: str, client: Client) -> None:
        person, feed = client.grant.identity, client.feed
        if client.is_visiting:
            await self._services.room_staff.appear(feed, sid, person, client.conversation)
        else:
            await self._services.participants.join(feed, sid, person)

    async def _open_inbox(self, sid: str, client: Client) -> Inbox | None:
        """What is unread in the person's rooms; of whom has none of these, or is in one, none."""
        person = client.grant.identity
        if client.is_room or person.role not in (Role.CUSTOMER, Role.PANDIT):
            return None
        self._with_inbox[sid] = person.id
        return await self._services.room_notices.inboxes.open(person)

    async def _show_notice(self, person: str, notice: Wire) -> None:
        await self.emit("notice", notice, room=_room_of(person))

    async def _session(self, client: Client) -> Wire:
        conversation, grant = client.conversation, client.grant
        session: Wire = {
            "conversation": conversation.id,
            "participant": grant.identity.to_wire(),
            "mode": conversation.kind.value,
            "status": conversation.status.value,
            "language": conversation.language,
            "edit_minutes": self._services.settings.edit_minutes,
        }
        if grant.identity.is_guest:
            session |= {"token": grant.token, "expires_at": grant.expires_at.isoformat()}
        if client.booking:
            session["room"] = await self._services.rooms.to_wire(client.booking, client.language)
            watching = client.is_visiting and grant.identity.id not in conversation.joined
            session["watching"] = watching
        return session

    async def left(self, sid: str) -> None:
        """Give the feed back."""
        if client := self._clients.pop(sid, None):
            self._services.feeds.leave(client.feed)
            if client.booking:
                self._services.room_watch.release(client.booking.id, sid)
            await self._services.participants.leave(client.feed, sid)
            if client.booking and not client.is_visiting:
                self._services.room_notices.left(
                    client.booking, client.conversation.id, client.grant.identity.id
                )
            await self._services.receipts.flush(client.conversation.id)
        if person := self._with_inbox.pop(sid, None):
            await self._services.room_notices.inboxes.close(person)

    async def call(self, method: str, sid: str, data: BaseModel) -> Wire:
        """Every event: is the token still good, is the room still open, is it not too fast."""
        client = self._clients[sid]
        client.grant.check()
        if client.booking:
            self._services.room_watch.check(client.grant.identity, client.booking.id)
        limits = self._services.limits
        limit = limits.messages if isinstance(data, inputs.Say) else limits.events
        await limits.check(limit, person=client.grant.identity.id, address=self.address(sid))
        if client.is_visiting and method in _TAKING_PART:
            room = await self._services.desk.conversation(client.conversation.id)
            await self._services.room_staff.check_may_write(room, client.grant.identity)
        return await super().call(method, sid, data)

    async def _tell_booking(self, sid: str, booking: Booking) -> None:
        if client := self._clients.get(sid):
            room = await self._services.rooms.to_wire(booking, client.language)
            await self.emit("room", {"state": "open"} | room, to=sid)


def _room_of(person: str) -> str:
    return f"person:{person}"
