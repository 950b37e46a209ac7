"""`/agent`: the console of the support desk.

Who gets in, and what they are told of; what they do meanwhile is in AgentEvents.
"""

from __future__ import annotations

from pydantic import BaseModel

from connectors.domain.conversation import NOTES_SUFFIX
from connectors.domain.wire import Wire
from connectors.errors import Forbidden
from connectors.gateway.refusals import parse
from connectors.gateway.services import Services
from connectors.gateway.sockets import inputs
from connectors.gateway.sockets.agent_events import ROOMS, AgentEvents, as_note

_DESK = "desk"
_FOR_AGENTS = {
    "message",
    "change",
    "partial",
    "typing",
    "presence",
    "receipt",
    "reaction",
    "status",
    "language",
}


class Agent(AgentEvents):
    """The namespace of the console: coming and going."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        services.feeds.add_audience(self._deliver)
        services.desk.on_overview(self._show_desk)
        services.room_health.on_change(self._show_rooms)

    async def _deliver(self, conversation: str, event: str, data: Wire, skip: str | None) -> None:
        if event not in _FOR_AGENTS or not self.server.has_room(self.namespace, conversation):
            return
        if conversation.endswith(NOTES_SUFFIX):
            event, data = "note", as_note(data)
        named = {"conversation": conversation} | data
        await self.emit(event, named, room=conversation, skip_sid=skip)

    async def _show_desk(self, overview: Wire) -> None:
        await self.emit("queue", overview, room=_DESK)

    async def _show_rooms(self, rooms: list[Wire]) -> None:
        await self.emit("rooms", {"rooms": rooms}, room=ROOMS)

    async def enter(self, sid: str, auth: object) -> Wire:
        """Admit staff."""
        handshake = parse(inputs.TokenOnly, auth or {})
        grant = await self._services.tokens.identify(handshake.token)
        if not grant.identity.is_staff:
            raise Forbidden("The console is for agents.")
        await self.hold(sid, grant.identity)
        self._grants[sid] = grant
        self._opened[sid] = {}
        return {}

    async def begin(self, sid: str) -> None:
        """Send `session` and the desk."""
        agent = self._grants[sid].identity
        await self.emit("session", {"participant": agent.to_wire()}, to=sid)
        await self.enter_room(sid, _DESK)
        desk = self._services.desk
        desk.agents[sid] = agent
        await self.emit("queue", (await desk.overview()).to_wire(), to=sid)
        await desk.changed()

    async def left(self, sid: str) -> None:
        """Give the feeds back."""
        self._grants.pop(sid, None)
        self._services.room_health.viewers.discard(sid)
        for feeds in self._opened.pop(sid, {}).values():
            await self._give_back(sid, feeds)
        if self._services.desk.agents.pop(sid, None):
            await self._services.desk.changed()

    async def call(self, method: str, sid: str, data: BaseModel) -> Wire:
        """Every event: is the token still good, and is it not too fast."""
        grant = self._grants[sid]
        grant.check()
        limits = self._services.limits
        limit = limits.messages if isinstance(data, inputs.Reply) else limits.events
        await limits.check(limit, person=grant.identity.id, address=self.address(sid))
        return await super().call(method, sid, data)
