"""`/chat`: visitors and customers with the guide, customers and pandits in a room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from pydantic import BaseModel

from connectors.domain.booking import Booking
from connectors.domain.conversation import Conversation, Kind
from connectors.domain.identity import Role
from connectors.domain.room import is_party
from connectors.errors import Conflict, Unavailable
from connectors.gateway.auth import Grant
from connectors.gateway.feed import Feed
from connectors.gateway.inboxes import Inbox
from connectors.gateway.refusals import parse
from connectors.gateway.services import Services
from connectors.gateway.sockets import inputs
from connectors.gateway.sockets.namespace import Namespace, Wire
from connectors.language import DEFAULT
from connectors.partials import stop_answers

_TAKING_PART = {
    f"do_{event}"
    for event in ("message", "typing", "delivered", "read", "reaction", "edit", "delete")
}


@dataclass(frozen=True, slots=True)
class Client:
    """One connection: who it is, and the one conversation it is in."""

    grant: Grant
    conversation: Conversation
    feed: Feed
    booking: Booking | None
    """As it was at the handshake; RoomWatch knows what it is now."""
    language: str

    @property
    def is_room(self) -> bool:
        """Whether it is in a room."""
        return self.conversation.kind is Kind.ROOM

    @property
    def is_visiting(self) -> bool:
        """Whether it is in a room that is none of the person's own: staff watch until they join."""
        return self.booking is not None and not is_party(self.grant.identity, self.booking)


class Chat(Namespace):
    """The namespace of the widget."""

    events: ClassVar[dict[str, type[BaseModel]]] = {
        "message": inputs.Say,
        "resume": inputs.Resume,
        "history": inputs.History,
        "stop": inputs.Nothing,
        "typing": inputs.Typing,
        "delivered": inputs.UpTo,
        "read": inputs.UpTo,
        "reaction": inputs.Reaction,
        "edit": inputs.Edit,
        "delete": inputs.Delete,
        "language": inputs.SetLanguage,
        "handoff": inputs.Handoff,
        "rate": inputs.Rate,
        "join": inputs.Nothing,
        "leave": inputs.Nothing,
    }

    def __init__(self, services: Services) -> None:
        super().__init__("/chat", services)
        self._clients: dict[str, Client] = {}
        self._with_inbox: dict[str, str] = {}
        services.feeds.add_audience(self._deliver)
        services.room_notices.inboxes.on_notice = self._show_notice
        services.room_watch.on_change = self._tell_booking
        services.room_watch.on_refused = self.see_out

    async def _deliver(self, conversation: str, event: str, data: Wire, skip: str | None) -> None:
        if self.server.has_room(self.namespace, conversation):
            await self.emit(event, data, room=conversation, skip_sid=skip)

    # -- coming and going ---------------------------------------------------------------------

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

    # -- events -------------------------------------------------------------------------------

    async def do_message(self, sid: str, data: inputs.Say) -> Wire:
        """Durable when this returns."""
        client = self._clients[sid]
        message = await self._services.talk.say(
            await self._current(client),
            client.grant.identity,
            client_id=data.client_id,
            text=data.text,
            intent="" if client.is_room else data.payload or "",
            reply_to=data.reply_to,
            attachment=data.attachment,
        )
        return {"id": message.id, "seq": message.seq, "at": message.at.isoformat()}

    async def _current(self, client: Client) -> Conversation:
        """The conversation as it is now; who has it changes in the guide's only."""
        if client.is_room:
            return client.conversation
        return await self._services.desk.conversation(client.conversation.id)

    async def do_resume(self, sid: str, data: inputs.Resume) -> Wire:
        """One page of what was missed."""
        client = self._clients[sid]
        page = await self._services.talk.resume(
            client.conversation.id, data.after_seq, data.changed_since
        )
        return page | {"cursors": await self._services.receipts.cursors(client.feed)}

    async def do_history(self, sid: str, data: inputs.History) -> Wire:
        """One page backwards."""
        return await self._services.talk.before(self._place_of(sid), data.before_seq, data.limit)

    async def do_stop(self, sid: str, _: inputs.Nothing) -> None:
        """The action that is writing hears it, or will before it begins."""
        place = self._place_of(sid)
        turns = [message.id for message in await self._services.messages.due_in(place)]
        if not await stop_answers(self._services.bus, place, turns):
            raise Unavailable("The answer cannot be stopped now.")

    async def do_typing(self, sid: str, data: inputs.Typing) -> None:
        """To the others."""
        person = self._clients[sid].grant.identity.to_wire()
        event = {"participant": person, "on": data.on}
        await self._services.feeds.tell(self._place_of(sid), "typing", event, skip=sid)

    async def do_delivered(self, sid: str, data: inputs.UpTo) -> None:
        """This device has them."""
        client = self._clients[sid]
        await self._services.receipts.delivered(client.feed, client.grant.identity, data.seq)

    async def do_read(self, sid: str, data: inputs.UpTo) -> None:
        """Move the cursor and tell the others."""
        client = self._clients[sid]
        person = client.grant.identity
        seq = await self._services.receipts.read(client.feed, person, data.seq)
        if seq and client.booking and not client.is_visiting:
            self._services.room_notices.read(client.booking, client.conversation.id, person.id, seq)

    async def do_reaction(self, sid: str, data: inputs.Reaction) -> None:
        """Stored on the message, then told."""
        client = self._clients[sid]
        await self._services.changes.react(
            client.conversation.id,
            client.grant.identity,
            data.message_id,
            data.emoji,
            data.on,
        )

    async def do_edit(self, sid: str, data: inputs.Edit) -> Wire:
        """Stored, then told."""
        client = self._clients[sid]
        changed = await self._services.changes.edit(
            await self._current(client), client.grant.identity, data.message_id, data.text
        )
        return {"version": changed.version}

    async def do_delete(self, sid: str, data: inputs.Delete) -> Wire:
        """Stored, then told."""
        client = self._clients[sid]
        changed = await self._services.changes.delete(
            await self._current(client), client.grant.identity, data.message_id
        )
        return {"version": changed.version}

    async def do_language(self, sid: str, data: inputs.SetLanguage) -> None:
        """What the guide speaks with this person, also when told in a room."""
        client = self._clients[sid]
        guide = client.conversation
        if client.is_room:
            guide = await self._services.talk.guide(client.grant.identity)
        await self._services.spoken.choose(guide.id, data.code, skip=sid)

    async def do_handoff(self, sid: str, data: inputs.Handoff) -> None:
        """Into the queue."""
        await self._services.desk.request(self._guide_of(sid), data.reason)

    async def do_rate(self, sid: str, data: inputs.Rate) -> None:
        """Kept with the conversation."""
        await self._services.conversations.rate(self._guide_of(sid), data.score, data.comment)

    async def do_join(self, sid: str, _: inputs.Nothing) -> None:
        """Staff take part in the room."""
        client, room = await self._visited(sid)
        await self._services.room_staff.join(client.feed, sid, client.grant.identity, room)

    async def do_leave(self, sid: str, _: inputs.Nothing) -> None:
        """Staff only watch again."""
        client, room = await self._visited(sid)
        await self._services.room_staff.leave(client.feed, sid, client.grant.identity, room)

    async def _visited(self, sid: str) -> tuple[Client, Conversation]:
        client = self._clients[sid]
        if not client.is_visiting:
            raise Conflict("This is for staff in a room.", code="wrong_mode")
        return client, await self._services.desk.conversation(client.conversation.id)

    def _place_of(self, sid: str) -> str:
        return self._clients[sid].conversation.id

    def _guide_of(self, sid: str) -> str:
        client = self._clients[sid]
        if client.is_room:
            raise Conflict("This is for conversations with the guide.", code="wrong_mode")
        return client.conversation.id


def _room_of(person: str) -> str:
    return f"person:{person}"
