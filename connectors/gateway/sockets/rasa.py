"""`/`: Rasa's own web protocol, for widgets made for Rasa's `socketio` channel.

The session id handed out is the signed guest token, so nobody reads on in another's conversation.
"""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel

from connectors.domain.conversation import Conversation
from connectors.domain.ids import new_id
from connectors.domain.wire import Wire
from connectors.errors import TokenExpired, TokenInvalid
from connectors.gateway.access.auth import Grant
from connectors.gateway.delivery.feed import Feed
from connectors.gateway.fields import is_payload
from connectors.gateway.refusals import parse
from connectors.gateway.services import Services
from connectors.gateway.sockets import inputs
from connectors.gateway.sockets.namespace import Namespace


class RasaProtocol(Namespace):
    """The namespace of other people's widgets."""

    events: ClassVar[dict[str, type[BaseModel]]] = {
        "session_request": inputs.SessionRequest,
        "user_uttered": inputs.UserUttered,
    }

    def __init__(self, services: Services) -> None:
        super().__init__("/", services)
        self._users: dict[str, Grant] = {}
        self._sessions: dict[str, tuple[Grant, Feed]] = {}
        services.feeds.add_audience(self._deliver)

    async def _deliver(self, conversation: str, event: str, data: Wire, skip: str | None) -> None:
        if event != "message" or not self.server.has_room(self.namespace, conversation):
            return
        if data["sender"]["role"] in ("bot", "agent", "admin", "system"):
            for uttered in as_bot_uttered(data):
                await self.emit("bot_uttered", uttered, room=conversation)

    async def enter(self, sid: str, auth: object) -> Wire:
        """Admit everybody; a token in the handshake signs a user in."""
        handshake = parse(inputs.TokenOnly, auth or {})
        if handshake.token:
            self._users[sid] = await self._services.tokens.identify(handshake.token)
        return {}

    async def left(self, sid: str) -> None:
        """Give the feed back."""
        self._users.pop(sid, None)
        if session := self._sessions.pop(sid, None):
            self._services.feeds.leave(session[1])

    async def do_session_request(self, sid: str, data: inputs.SessionRequest) -> None:
        """Begin, or continue where the session id says."""
        await self._services.limits.check(self._services.limits.events, address=self.address(sid))
        grant = await self._begin_session(sid, data.session_id)
        await self.emit("session_confirm", grant.token, to=sid)

    async def do_user_uttered(self, sid: str, data: inputs.UserUttered) -> None:
        """What the person typed, or the payload of a pressed button."""
        if sid not in self._sessions:
            await self._begin_session(sid, data.session_id)
        grant, _ = self._sessions[sid]
        grant.check()
        limits = self._services.limits
        await limits.check(limits.messages, person=grant.identity.id, address=self.address(sid))
        await self._services.talk.say(
            await self._guide(grant),
            grant.identity,
            client_id=new_id(),  # this protocol has none: what is sent twice is said twice
            text=data.message,
            intent=data.message if is_payload(data.message) else "",
        )

    async def _begin_session(self, sid: str, session_id: str | None) -> Grant:
        grant = self._users.get(sid) or await self._grant_of(sid, session_id)
        await self.hold(sid, grant.identity)
        conversation = await self._guide(grant)
        feed = await self._services.feeds.open(conversation.id)
        if before := self._sessions.pop(sid, None):
            self._services.feeds.leave(before[1])
            await self.leave_room(sid, before[1].conversation)
        self._sessions[sid] = grant, feed
        await self.enter_room(sid, conversation.id)
        return grant

    async def _grant_of(self, sid: str, session_id: str | None) -> Grant:
        """Whose session it is; a new guest's when we did not hand it out."""
        if session_id:
            try:
                return await self._services.tokens.identify(session_id)
            except (TokenInvalid, TokenExpired):
                pass
        return await self.new_guest(sid)

    async def _guide(self, grant: Grant) -> Conversation:
        return await self._services.talk.guide(grant.identity, expires_at=grant.expires_at)


def as_bot_uttered(message: Wire) -> list[Wire]:
    """A message as Rasa's `socketio` channel would have sent it."""
    payload = message.get("payload", {})
    if file := payload.get("attachment"):  # these widgets cannot fetch it
        return [{"text": message["text"] or file["name"]}]
    match message["type"]:
        case "buttons":
            replies = [_quick_reply(button) for button in payload.get("buttons", ())]
            return [{"text": message["text"], "quick_replies": replies}]
        case "image":
            image = {"type": "image", "payload": {"src": payload.get("url", "")}}
            text = [{"text": message["text"]}] if message["text"] else []
            return [*text, {"attachment": image}]
        case "cards":
            elements = [_element(card) for card in payload.get("cards", ())]
            template = {"template_type": "generic", "elements": elements}
            return [{"attachment": {"type": "template", "payload": template}}]
        case _:
            return [{"text": message["text"]}]


def _quick_reply(button: dict[str, Any]) -> Wire:
    payload = button.get("payload") or button.get("url", "")
    return {"content_type": "text", "title": button["title"], "payload": payload}


def _element(card: dict[str, Any]) -> Wire:
    buttons = [
        {"type": "web_url", "title": button["title"], "url": button["url"]}
        if "url" in button
        else {"type": "postback", "title": button["title"], "payload": button["payload"]}
        for button in card.get("buttons", ())
    ]
    optional = {key: card[key] for key in ("subtitle", "image_url") if card.get(key)}
    return {"title": card["title"], **optional, "buttons": buttons}
