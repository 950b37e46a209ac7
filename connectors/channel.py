"""Rasa's channel to the gateway: a turn is one request, its answer has every message of the guide.

`POST /webhooks/gateway/turn` runs the turn of a user message under the conversation's lock. A
message that has been answered is not run again: its answer is given once more. So the gateway may
repeat a request until it gets an answer.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.core.lock_store import LockError
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.events import BotUttered, Event, UserUttered
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.errors import AppError, ConfigError, InvalidInput, TokenInvalid, Unavailable
from connectors.tracker_store import MongoTurnStore
from connectors.trackers.turns import TurnStored

Message = dict[str, Any]
"""`{type, text, payload?, id?}` as docs/protocol.md describes messages."""

log = logging.getLogger(__name__)


class Turn(BaseModel):
    """What the gateway asks for; `text` is what was typed, or `/intent{…}` of a button."""

    model_config = ConfigDict(strict=True, extra="forbid")

    conversation: str = Field(min_length=1, max_length=200)
    message_id: str = Field(min_length=1, max_length=200)
    text: str = Field(min_length=1, max_length=20_000)
    metadata: dict[str, Any] = Field(default_factory=dict)


class TurnFailed(AppError):
    """The turn raised an error; nothing of it is stored."""

    code = "turn_failed"


class GatewayChannel(InputChannel):
    """Named in credentials.yml with the `secret` that the gateway shows."""

    def __init__(self, secret: str) -> None:
        self._authorization = f"Bearer {secret}".encode()
        self._running: set[asyncio.Task[tuple[list[Message], bool]]] = set()

    @classmethod
    def name(cls) -> str:
        """Part of the URL, and what `channel:` of a response variation is compared with."""
        return "gateway"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> GatewayChannel:
        """Raise ConfigError when there is no secret: an open channel is never served."""
        secret = (credentials or {}).get("secret")
        if not secret:
            raise ConfigError("RASA_SECRET is not set; see .env.example.")
        return cls(str(secret))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes; `on_new_message` is not used, as it runs turns without looking first."""
        routes = Blueprint("gateway")

        @routes.get("/health")
        async def health(request: Request) -> HTTPResponse:
            return response.json({"ready": _agent(request) is not None})

        @routes.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            try:
                messages, replayed = await self._turn(request)
            except AppError as error:
                return response.json({"error": error.to_wire()}, status=error.status)
            return response.json({"messages": messages, "replayed": replayed})

        return routes

    async def _turn(self, request: Request) -> tuple[list[Message], bool]:
        shown = request.headers.get("Authorization", "").encode(errors="replace")
        if not hmac.compare_digest(shown, self._authorization):
            raise TokenInvalid("Wrong secret.", code="unauthorized")
        turn = _parse(request.body)
        agent = _agent(request)
        if agent is None:
            raise Unavailable("The guide is still loading.", code="not_ready")
        # A caller that goes away does not stop the turn: when it asks again, the answer is there.
        task = asyncio.create_task(_run(agent, turn))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)


class Answers(OutputChannel):
    """Collects what the guide says in one turn, a message for each utterance."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    @classmethod
    def name(cls) -> str:
        """The input channel's."""
        return GatewayChannel.name()

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Take an utterance with all its parts."""
        self.messages.append(to_wire(message))


def _agent(request: Request) -> Agent | None:
    agent = getattr(request.app.ctx, "agent", None)
    return agent if agent and agent.is_ready() else None


def _parse(body: bytes) -> Turn:
    try:
        return Turn.model_validate_json(body)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "body"
        raise InvalidInput(f"{where}: {first['msg']}") from None


async def _run(agent: Agent, turn: Turn) -> tuple[list[Message], bool]:
    """The messages of a turn and whether it had been run before."""
    try:
        async with agent.lock_store.lock(turn.conversation):
            stored = await _answered(agent.tracker_store, turn)
            if stored is not None:
                return stored, True
            try:
                return await _answer(agent, turn), False
            except TurnStored:
                return await _answered(agent.tracker_store, turn) or [], True
    except AppError:
        raise
    except LockError as error:
        raise Unavailable(str(error), code="busy") from error
    except Exception as error:
        log.exception("turn.failed conversation=%s", turn.conversation)
        raise TurnFailed("The turn failed; the log of the rasa server says why.") from error


async def _answer(agent: Agent, turn: Turn) -> list[Message]:
    answers = Answers()
    message = UserMessage(
        turn.text,
        output_channel=answers,
        sender_id=turn.conversation,
        input_channel=GatewayChannel.name(),
        message_id=turn.message_id,
        metadata=turn.metadata,
    )
    await agent.processor.handle_message(message)
    return answers.messages


async def _answered(store: TrackerStore, turn: Turn) -> list[Message] | None:
    """What was answered to the message, None if it was not yet."""
    if isinstance(store, MongoTurnStore):
        events = await store.turn(turn.conversation, turn.message_id)
    else:
        tracker = await store.retrieve(turn.conversation)
        events = list(tracker.events) if tracker else None
    return answer_to(turn.message_id, events or [])


def answer_to(message_id: str, events: list[Event]) -> list[Message] | None:
    """The messages that followed a user message, None if it is not among the events."""
    answer: list[Message] | None = None
    for event in events:
        if isinstance(event, UserUttered):
            if answer is not None:
                break
            if event.message_id == message_id:
                answer = []
        elif isinstance(event, BotUttered) and answer is not None:
            answer.append(to_wire(event.message()))
    return answer


def to_wire(message: dict[str, Any]) -> Message:
    """One message with all the parts of an utterance.

    An action chooses `type`, `payload` and `id` itself; a response of the domain has text, buttons
    and image, and all three make a card.
    """
    text = message.get("text") or ""
    wire: Message = {"type": message.get("type") or "text", "text": text}
    buttons, image = message.get("buttons"), message.get("image")
    if message.get("type"):
        wire["payload"] = message.get("payload") or {}
    elif buttons and image:
        card = {"title": text, "image_url": image, "buttons": buttons}
        wire |= {"type": "cards", "payload": {"cards": [card]}}
    elif buttons:
        wire |= {"type": "buttons", "payload": {"buttons": buttons}}
    elif image:
        wire |= {"type": "image", "payload": {"url": image, "alt": text}}
    elif message.get("payload"):
        wire["payload"] = message["payload"]
    if message.get("id"):
        wire["id"] = message["id"]
    return wire
