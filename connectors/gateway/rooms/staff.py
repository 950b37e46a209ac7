"""Staff in rooms: they only read, unseen, until they join, and the room is told of both."""

from __future__ import annotations

from connectors.domain.conversation import Conversation, Kind, check_agent_may_write
from connectors.domain.identity import Identity
from connectors.domain.room import check_takes_part
from connectors.errors import Conflict
from connectors.gateway.delivery.feed import Feed
from connectors.gateway.delivery.participants import Participants
from connectors.gateway.notices import Notices
from connectors.gateway.rooms.rooms import Rooms
from connectors.stores.conversations import Conversations


class RoomStaff:
    """Who has joined is kept with the room: it holds for every connection until they leave."""

    def __init__(
        self,
        rooms: Rooms,
        conversations: Conversations,
        notices: Notices,
        participants: Participants,
    ) -> None:
        self._rooms = rooms
        self._conversations = conversations
        self._notices = notices
        self._participants = participants

    async def appear(
        self, feed: Feed, connection: str, agent: Identity, room: Conversation
    ) -> None:
        """A connection comes into a room: seen if the person has joined it, else watching."""
        if agent.id in room.joined:
            await self._participants.join(feed, connection, agent)
        else:
            await self._participants.watch(feed, connection, agent)

    async def check_may_write(self, conversation: Conversation, agent: Identity) -> None:
        """Raise Conflict `not_assigned` unless they have the conversation.

        In a room raise Forbidden `not_joined` while they only watch, and as Rooms.enter.
        """
        if conversation.kind is Kind.ROOM:
            booking, _ = await self._rooms.enter(agent, booking_of(conversation))
            check_takes_part(agent, booking, conversation.joined)
        else:
            check_agent_may_write(conversation, agent)

    async def join(self, feed: Feed, connection: str, agent: Identity, room: Conversation) -> None:
        """Take part from now on; raises as Rooms.enter when the room is shut."""
        await self._rooms.enter(agent, booking_of(room))
        if joined := await self._conversations.join(room.id, agent.id):
            await self._note(joined, agent, "joined")
        await self._participants.join(feed, connection, agent)

    async def leave(self, feed: Feed, connection: str, agent: Identity, room: Conversation) -> None:
        """Only watch again; a room may be left when it is shut, too."""
        booking_of(room)
        if agent.id in room.joined:
            await self._note(room, agent, "left")
            await self._conversations.leave(room.id, agent.id)
        await self._participants.watch(feed, connection, agent)

    async def _note(self, room: Conversation, agent: Identity, activity: str) -> None:
        """Once for each time they join, however often the call is repeated or cut off."""
        once = f"{activity}:{agent.id}:{room.joined[agent.id].isoformat()}"
        await self._notices.write(room, once, activity, agent=agent)


def booking_of(room: Conversation) -> str:
    """The booking of a room; raises Conflict `wrong_mode` for a conversation with the guide."""
    if room.kind is not Kind.ROOM or room.booking is None:
        raise Conflict("This is for rooms.", code="wrong_mode")
    return room.booking
