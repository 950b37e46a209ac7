"""`/chat`: what a client may do, once it is in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pydantic import BaseModel

from connectors.domain.booking import Booking
from connectors.domain.conversation import Conversation, Kind
from connectors.domain.room import is_party
from connectors.domain.wire import Wire
from connectors.errors import Conflict, Unavailable
from connectors.gateway.access.auth import Grant
from connectors.gateway.delivery.feed import Feed
from connectors.gateway.services import Services
from connectors.gateway.sockets import inputs
from connectors.gateway.sockets.namespace import Namespace, acknowledgement
from connectors.partials import stop_answers


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


class ChatEvents(Namespace):
    """The events of the widget. `call` has checked that the client may do it."""

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
        return acknowledgement(message)

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
