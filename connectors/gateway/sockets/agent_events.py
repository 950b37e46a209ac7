"""`/agent`: what an agent may do, once in the console."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar

from pydantic import BaseModel

from connectors.domain.conversation import NOTES_SUFFIX, Conversation, Kind, notes_of
from connectors.domain.identity import Identity
from connectors.domain.wire import Wire
from connectors.gateway.access.auth import Grant
from connectors.gateway.delivery.feed import Feed
from connectors.gateway.services import Services
from connectors.gateway.sockets import inputs
from connectors.gateway.sockets.namespace import Namespace, acknowledgement
from connectors.stores.messages import PAGE

ROOMS = "rooms"
"""Where those are who want to see the open rooms."""

_MOST_OPEN = 50


class AgentEvents(Namespace):
    """The events of the console. `call` has checked that the agent may do it."""

    events: ClassVar[dict[str, type[BaseModel]]] = {
        "open": inputs.Of,
        "close": inputs.Of,
        "resume": inputs.ResumeOf,
        "history": inputs.HistoryOf,
        "assign": inputs.Of,
        "transfer": inputs.Transfer,
        "reply": inputs.Reply,
        "edit": inputs.EditOf,
        "delete": inputs.DeleteOf,
        "note": inputs.Note,
        "resolve": inputs.Of,
        "back_to_bot": inputs.Of,
        "typing": inputs.TypingOf,
        "read": inputs.ReadOf,
        "canned": inputs.Nothing,
        "agents": inputs.Nothing,
        "join": inputs.Of,
        "leave": inputs.Of,
        "rooms": inputs.Nothing,
    }

    def __init__(self, services: Services) -> None:
        super().__init__("/agent", services)
        self._grants: dict[str, Grant] = {}
        self._opened: dict[str, dict[str, tuple[Feed, Feed]]] = {}

    # -- reading ------------------------------------------------------------------------------

    async def do_open(self, sid: str, data: inputs.Of) -> Wire:
        """The conversation with its newest messages and notes; its events follow."""
        conversation = await self._services.desk.conversation(data.conversation)
        feed, notes_feed = await self._open(sid, conversation)
        now = datetime.now(UTC)
        talk = self._services.talk
        page = await talk.before(conversation.id, feed.last + 1, PAGE)
        notes = await talk.before(notes_of(conversation.id), notes_feed.last + 1, PAGE)
        opened: Wire = {
            "conversation": conversation.to_wire(),
            "messages": page["messages"],
            "notes": [as_note(note) for note in notes["messages"]],
            "last_seq": feed.last,
            "more": page["more"],
            "cursors": await self._services.receipts.cursors(feed),
            "now": now.isoformat(),
        }
        if conversation.kind is Kind.ROOM:
            opened["watching"] = self._agent(sid).id not in conversation.joined
        return opened

    async def _open(self, sid: str, found: Conversation) -> tuple[Feed, Feed]:
        """The feeds of a conversation and its notes; of too many, those opened first are closed."""
        opened, conversation = self._opened[sid], found.id
        if conversation in opened:
            opened[conversation] = opened.pop(conversation)
            return opened[conversation]
        if len(opened) == _MOST_OPEN:
            await self._close(sid, next(iter(opened)))
        opened[conversation] = feed, _ = await self._feeds_of(conversation)
        await self.enter_room(sid, conversation)
        await self.enter_room(sid, notes_of(conversation))
        if found.kind is Kind.ROOM:
            await self._services.room_staff.appear(feed, sid, self._agent(sid), found)
        return opened[conversation]

    async def _feeds_of(self, conversation: str) -> tuple[Feed, Feed]:
        feeds = self._services.feeds
        feed = await feeds.open(conversation)
        try:
            return feed, await feeds.open(notes_of(conversation))
        except BaseException:
            feeds.leave(feed)
            raise

    async def do_close(self, sid: str, data: inputs.Of) -> None:
        """Its events stop."""
        await self._close(sid, data.conversation)

    async def _close(self, sid: str, conversation: str) -> None:
        if feeds := self._opened[sid].pop(conversation, None):
            await self._give_back(sid, feeds)
            await self.leave_room(sid, conversation)
            await self.leave_room(sid, notes_of(conversation))

    async def _give_back(self, sid: str, feeds: tuple[Feed, Feed]) -> None:
        for feed in feeds:
            await self._services.participants.leave(feed, sid)
            self._services.feeds.leave(feed)

    async def do_resume(self, sid: str, data: inputs.ResumeOf) -> Wire:
        """One page of what was missed."""
        found = await self._services.desk.conversation(data.conversation)
        page = await self._services.talk.resume(found.id, data.after_seq, data.changed_since)
        feed = self._services.feeds.get(found.id)
        cursors = await self._services.receipts.cursors(feed) if feed else found.cursors
        return page | {"cursors": cursors}

    async def do_history(self, sid: str, data: inputs.HistoryOf) -> Wire:
        """One page backwards."""
        found = await self._services.desk.conversation(data.conversation)
        return await self._services.talk.before(found.id, data.before_seq, data.limit)

    async def do_canned(self, sid: str, _: inputs.Nothing) -> Wire:
        """Replies to start from."""
        return {"replies": self._services.canned}

    async def do_agents(self, sid: str, _: inputs.Nothing) -> Wire:
        """Colleagues who are here."""
        here = await self._services.desk.at_desk()
        return {"agents": [person.to_wire() for person in here]}

    async def do_rooms(self, sid: str, _: inputs.Nothing) -> Wire:
        """The rooms that are open now; from then on they are pushed when they change."""
        self._services.room_health.viewers.add(sid)
        await self.enter_room(sid, ROOMS)
        return {"rooms": await self._services.room_health.overview()}

    # -- acting -------------------------------------------------------------------------------

    async def do_assign(self, sid: str, data: inputs.Of) -> Wire:
        """Take it."""
        return _wire(await self._services.desk.assign(data.conversation, self._agent(sid)))

    async def do_transfer(self, sid: str, data: inputs.Transfer) -> Wire:
        """Give it to a colleague."""
        return _wire(
            await self._services.desk.transfer(data.conversation, self._agent(sid), data.agent_id)
        )

    async def do_resolve(self, sid: str, data: inputs.Of) -> Wire:
        """Solved."""
        return await self._finish(sid, data, "resolved")

    async def do_back_to_bot(self, sid: str, data: inputs.Of) -> Wire:
        """The guide takes over."""
        return await self._finish(sid, data, "returned")

    async def _finish(self, sid: str, data: inputs.Of, activity: str) -> Wire:
        desk = self._services.desk
        return _wire(await desk.finish(data.conversation, self._agent(sid), activity))

    async def do_reply(self, sid: str, data: inputs.Reply) -> Wire:
        """Durable when this returns."""
        conversation = await self._writable(sid, data)
        message = await self._services.talk.say(
            conversation,
            self._agent(sid),
            client_id=data.client_id,
            text=data.text,
            reply_to=data.reply_to,
            attachment=data.attachment,
        )
        return acknowledgement(message)

    async def do_edit(self, sid: str, data: inputs.EditOf) -> Wire:
        """Stored, then told."""
        conversation = await self._writable(sid, data)
        changed = await self._services.changes.edit(
            conversation, self._agent(sid), data.message_id, data.text
        )
        return {"version": changed.version}

    async def do_delete(self, sid: str, data: inputs.DeleteOf) -> Wire:
        """Stored, then told."""
        conversation = await self._writable(sid, data)
        changed = await self._services.changes.delete(
            conversation, self._agent(sid), data.message_id
        )
        return {"version": changed.version}

    async def do_note(self, sid: str, data: inputs.Note) -> Wire:
        """Durable when this returns."""
        conversation = await self._services.desk.conversation(data.conversation)
        note = await self._services.talk.note(
            conversation, self._agent(sid), client_id=data.client_id, text=data.text
        )
        return acknowledgement(note)

    async def do_typing(self, sid: str, data: inputs.TypingOf) -> None:
        """To the visitor and to colleagues who have it open."""
        conversation = await self._writable(sid, data)
        event = {"participant": self._agent(sid).to_wire(), "on": data.on}
        await self._services.feeds.tell(conversation.id, "typing", event, skip=sid)

    async def do_read(self, sid: str, data: inputs.ReadOf) -> None:
        """Move the cursor and tell the visitor."""
        conversation = await self._services.desk.conversation(data.conversation)
        if conversation.kind is Kind.ROOM:
            await self._services.room_staff.check_may_write(conversation, self._agent(sid))
        feed, _ = await self._open(sid, conversation)
        await self._services.receipts.read(feed, self._agent(sid), data.seq)

    async def do_join(self, sid: str, data: inputs.Of) -> None:
        """Take part in a room."""
        room = await self._services.desk.conversation(data.conversation)
        feed, _ = await self._open(sid, room)
        await self._services.room_staff.join(feed, sid, self._agent(sid), room)

    async def do_leave(self, sid: str, data: inputs.Of) -> None:
        """Only watch the room again."""
        room = await self._services.desk.conversation(data.conversation)
        feed, _ = await self._open(sid, room)
        await self._services.room_staff.leave(feed, sid, self._agent(sid), room)

    async def _writable(self, sid: str, data: inputs.Of) -> Conversation:
        """The conversation, if this agent may write in it: one's own, or a room one has joined."""
        conversation = await self._services.desk.conversation(data.conversation)
        await self._services.room_staff.check_may_write(conversation, self._agent(sid))
        return conversation

    def _agent(self, sid: str) -> Identity:
        return self._grants[sid].identity


def _wire(conversation: Conversation) -> Wire:
    return {"conversation": conversation.to_wire()}


def as_note(message: Wire) -> Wire:
    """A note names the conversation it is about."""
    return message | {"conversation": message["conversation"].removesuffix(NOTES_SUFFIX)}
