"""The support desk: who waits, who has whom, and telling both sides."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from connectors.bus import Bus
from connectors.domain.conversation import Conversation, Priority, Status, check_agent_may_write
from connectors.domain.identity import Identity, Role
from connectors.domain.ids import new_id
from connectors.domain.wire import Wire
from connectors.errors import Conflict, NotFound
from connectors.gateway.delivery.feeds import Feeds
from connectors.gateway.delivery.presence import Presence
from connectors.gateway.desk.handling import Handling
from connectors.gateway.desk.overview import Overview
from connectors.gateway.notices import Notices
from connectors.stores.conversations import Conversations
from connectors.tasks import end

TOPIC = PLACE = "desk"

_DEBOUNCE_SECONDS = 0.1
_REFRESH_SECONDS = 10.0

log = logging.getLogger(__name__)


class Desk:
    """Changes of owner, and the queue pushed to agents and visitors after each."""

    def __init__(
        self,
        *,
        bus: Bus,
        conversations: Conversations,
        notices: Notices,
        feeds: Feeds,
        presence: Presence,
        handling: Handling,
    ) -> None:
        self._bus = bus
        self._conversations = conversations
        self._notices = notices
        self._feeds = feeds
        self._presence = presence
        self._handling = handling
        self.agents: dict[str, Identity] = {}
        self._on_overview: list[Callable[[Wire], Awaitable[None]]] = []
        self._changed = asyncio.Event()
        self._told: dict[str, tuple[int, int | None]] = {}
        self._pusher: asyncio.Task[None] | None = None

    def on_overview(self, callback: Callable[[Wire], Awaitable[None]]) -> None:
        """Call back with the queue after each change."""
        self._on_overview.append(callback)

    async def start(self) -> None:
        """Begin to push the queue."""
        await self._bus.subscribe(TOPIC, self._hear)
        self._pusher = asyncio.create_task(self._push_changes())

    async def stop(self) -> None:
        """End pushing; agents here are no longer at the desk."""
        await end(self._pusher)
        await self._presence.show(PLACE, ())

    # -- changes ------------------------------------------------------------------------------

    async def hand_off(
        self, conversation: str, reason: str, priority: Priority = Priority.NORMAL
    ) -> Conversation | None:
        """Ask for a human; None when that has been done already."""
        changed = await self._conversations.hand_off(conversation, reason, priority)
        if changed:
            await self._tell_change(changed)
        return changed

    async def request(self, conversation: str, reason: str) -> None:
        """The contact asks for a human by a button of the window, not by words to the guide."""
        if asked := await self.hand_off(conversation, reason):
            priority = Priority.NORMAL.value
            await self._notices.write(asked, new_id(), "handoff", reason=reason, priority=priority)

    async def assign(self, conversation: str, agent: Identity) -> Conversation:
        """`agent` takes a waiting conversation; raises Conflict when another has it."""
        taken = await self._conversations.assign(conversation, agent)
        if taken is None or taken.handoff is None:
            raise await self._not_assignable(conversation)
        once = f"assigned:{agent.id}:{taken.handoff.waiting_since.isoformat()}"
        await self._notices.write(taken, once, "assigned", agent=agent)
        await self._tell_change(taken)
        return taken

    async def _not_assignable(self, conversation: str) -> Exception:
        current = await self.conversation(conversation)
        if current.assignee is None:
            return Conflict("Nobody waits for a human here.", code="not_waiting")
        assignee = current.assignee.to_wire()
        return Conflict("A colleague has it.", code="already_assigned", assignee=assignee)

    async def transfer(self, conversation: str, agent: Identity, to: str) -> Conversation:
        """Give it to another agent who is at the desk."""
        current = await self._owned(conversation, agent)
        colleague = next((one for one in await self.at_desk() if one.id == to), None)
        if colleague is None:
            raise Conflict("This colleague is not in the console.", code="not_online")
        owner = current.assignee.id if current.assignee else None
        given = await self._conversations.assign(conversation, colleague, instead_of=owner)
        if given is None:
            raise await self._not_assignable(conversation)
        await self._notices.write(given, new_id(), "transferred", agent=colleague)
        await self._tell_change(given)
        return given

    async def finish(self, conversation: str, agent: Identity, activity: str) -> Conversation:
        """Hand it back to the guide: `resolved` or `returned`."""
        current = await self._owned(conversation, agent)
        owner = current.assignee.id if current.assignee else None
        freed = await self._conversations.resolve(conversation, owner)
        if freed is None:
            raise Conflict("No human has it.", code="not_assigned")
        if current.assigned_at:
            await self._handling.learn(current.assigned_at, datetime.now(UTC))
        await self._notices.write(freed, new_id(), activity)
        await self._tell_change(freed)
        return freed

    # -- questions ----------------------------------------------------------------------------

    async def conversation(self, conversation: str) -> Conversation:
        """The conversation; raises NotFound."""
        found = await self._conversations.get(conversation)
        if found is None:
            raise NotFound("There is no such conversation.")
        return found

    async def at_desk(self) -> list[Identity]:
        """The agents who are in the console, on any gateway."""
        return await self._presence.show(PLACE, self.agents.values())

    async def overview(self) -> Overview:
        """The desk now."""
        waiting = await self._conversations.queue()
        assigned = await self._conversations.assigned()
        agents = len(await self.at_desk())
        return Overview(waiting, assigned, agents, await self._handling.seconds())

    async def _owned(self, conversation: str, agent: Identity) -> Conversation:
        """A conversation this agent may decide about: the assignee's own, or any for an admin."""
        current = await self.conversation(conversation)
        if agent.role is not Role.ADMIN:
            check_agent_may_write(current, agent)
        return current

    # -- telling ------------------------------------------------------------------------------

    async def changed(self) -> None:
        """Something about the queue or the agents has changed: every gateway pushes it."""
        self._changed.set()
        await self._bus.publish(TOPIC, "changed", {})

    async def _hear(self, topic: str, event: str, data: Wire) -> None:
        self._changed.set()

    async def _tell_change(self, conversation: Conversation) -> None:
        status: Wire = {"status": conversation.status.value}
        if conversation.assignee:
            status["assignee"] = conversation.assignee.to_wire()
        await self._feeds.tell(conversation.id, "status", status)
        await self.changed()

    async def _push_changes(self) -> None:
        """Push after each change, and now and then so that a lost notice does not matter."""
        while True:
            try:
                async with asyncio.timeout(_REFRESH_SECONDS):
                    await self._changed.wait()
            except TimeoutError:
                if not self._has_listeners():
                    continue
            await asyncio.sleep(_DEBOUNCE_SECONDS)
            self._changed.clear()
            try:
                await self._push(await self.overview())
            except Exception as error:
                log.warning("desk.push_failed error=%s", type(error).__name__)

    def _has_listeners(self) -> bool:
        return bool(self.agents or self._told)

    async def _push(self, overview: Overview) -> None:
        for show in self._on_overview:
            await show(overview.to_wire())
        places = {one.id: place for place, one in enumerate(overview.waiting, 1)}
        for conversation in [*self._told.keys() - places.keys(), *places]:
            place = places.get(conversation, 0)
            eta = overview.eta_seconds(place) if place else None
            await self._tell_place(conversation, place, eta)

    async def _tell_place(self, conversation: str, place: int, eta: int | None) -> None:
        """Tell the visitor, if he is here and it is news."""
        feed = self._feeds.get(conversation)
        if feed is None:
            self._told.pop(conversation, None)
            return
        if self._told.get(conversation, (0, None)) == (place, eta):
            return
        if place:
            self._told[conversation] = (place, eta)
        else:
            self._told.pop(conversation, None)
        await feed.tell("queue", {"position": place, "eta_seconds": eta})

    async def tell_again(self, conversation: Conversation) -> None:
        """Somebody has connected to a conversation: tell the place if it waits."""
        if conversation.status is Status.OPEN:
            self._told.pop(conversation.id, None)
            self._changed.set()
