"""The guide's answers: each message that waits for one gets it once, whatever dies in between.

Every step may be repeated: the lease only spares work, rasa knows the message ids it has seen,
and answers are stored under ids made from the message's. So: do it again until it is settled.
"""

from __future__ import annotations

import asyncio
import logging
import re

from pymongo.errors import ConnectionFailure
from redis.asyncio import Redis

from connectors.domain.conversation import Conversation, Priority
from connectors.domain.message import BOT, Draft, Message, MessageType
from connectors.domain.wire import Wire
from connectors.errors import Unavailable
from connectors.gateway.delivery.feeds import Feeds
from connectors.gateway.desk.desk import Desk
from connectors.gateway.guide.rasa import Answer, Rasa, RasaAway, TurnFailed
from connectors.gateway.guide.spoken import Spoken
from connectors.gateway.lease import lease
from connectors.gateway.notices import Notices
from connectors.stores.conversations import Conversations
from connectors.stores.messages import Messages
from connectors.tasks import end

_SWEEP_SECONDS = 2.0
_RETRY_SECONDS = 0.3
_SLOWEST_RETRY_SECONDS = 5.0
_ATTEMPTS = 3
_COMMAND_MARKS = re.compile(r"^[\s/]+")

log = logging.getLogger(__name__)


class Turns:
    """Runs the turns of due messages, one conversation at a time each."""

    def __init__(
        self,
        *,
        redis: Redis,
        rasa: Rasa,
        conversations: Conversations,
        messages: Messages,
        feeds: Feeds,
        desk: Desk,
        notices: Notices,
        spoken: Spoken,
        timezone: str,
    ) -> None:
        self._redis = redis
        self._rasa = rasa
        self._conversations = conversations
        self._messages = messages
        self._feeds = feeds
        self._desk = desk
        self._notices = notices
        self._spoken = spoken
        self._timezone = timezone
        self._running: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._sweeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to look for messages whose gateway has died."""
        self._sweeper = asyncio.create_task(self._sweep())

    async def stop(self) -> None:
        """Leave what is running to whoever finds it due."""
        await end(self._sweeper, *self._running.values())

    def wake(self, conversation: str) -> None:
        """There is a due message in the conversation."""
        if conversation in self._running:
            self._again.add(conversation)
            return
        task = asyncio.create_task(self._run(conversation))
        self._running[conversation] = task
        task.add_done_callback(lambda _: self._done(conversation))

    def _done(self, conversation: str) -> None:
        task = self._running.pop(conversation)
        if task.cancelled():
            return
        if error := task.exception():  # the sweep comes back to it
            log.warning("turns.interrupted error=%s", type(error).__name__)
        elif conversation in self._again:
            self.wake(conversation)
        self._again.discard(conversation)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(_SWEEP_SECONDS)
            try:
                waiting = {message.conversation for message in await self._messages.due()}
            except Exception as error:
                log.warning("turns.sweep_failed error=%s", type(error).__name__)
                continue
            for conversation in waiting - self._running.keys():
                self.wake(conversation)

    async def _run(self, conversation: str) -> None:
        while True:
            async with lease(self._redis, f"turn:{conversation}") as held:
                if held:
                    await self._run_due(conversation)
                    return
            # Another gateway is at it, and may have looked before our message was there.
            await asyncio.sleep(_RETRY_SECONDS)
            if not await self._messages.due_in(conversation):
                return

    async def _run_due(self, conversation: str) -> None:
        while due := await self._messages.due_in(conversation):
            for message in due:
                try:
                    await self._turn(message)
                except (Unavailable, ConnectionFailure):
                    raise  # the database is away: the message stays due
                except Exception:
                    log.exception("turns.broken message=%s", message.id)
                    await self._conclude(message, await self._apology(message.conversation))

    async def _turn(self, message: Message) -> None:
        await self._conclude(message, await self._answers(message))

    async def _conclude(self, message: Message, answers: list[Answer]) -> None:
        # A human may have come while the guide was thinking: never answer over one.
        if answers and await self._guide_has(message.conversation):
            await self._store(message, answers)
            for answer in answers:
                await self._apply(message.conversation, answer)
        await self._messages.settle(message.id)
        await self._feeds.turn_over(message.conversation)

    async def _answers(self, message: Message) -> list[Answer]:
        """What the guide says; empty when it is not its turn to speak."""
        failures, delay = 0, _RETRY_SECONDS
        while conversation := await self._guide_has(message.conversation):
            try:
                return await self._ask(conversation, message)
            except RasaAway:
                await asyncio.sleep(delay)  # it may be ready and busy
                delay = min(delay * 2, _SLOWEST_RETRY_SECONDS)
                await self._rasa.wait_ready()
            except TurnFailed as error:
                failures += 1
                log.warning("turns.failed message=%s reason=%s", message.id, error)
                if failures == _ATTEMPTS:
                    return await self._apology(conversation.id)
                await asyncio.sleep(_RETRY_SECONDS * failures)
                await self._rasa.wait_ready()
        return []

    async def _apology(self, conversation: str) -> list[Answer]:
        found = await self._guide_has(conversation)  # the language may be new since this turn
        return [self._notices.apology(found.language)] if found else []

    async def _guide_has(self, conversation: str) -> Conversation | None:
        found = await self._conversations.get(conversation)
        return found if found and found.bot_answers else None

    async def _ask(self, conversation: Conversation, message: Message) -> list[Answer]:
        await self._typing(conversation.id, on=True)
        try:
            language = await self._spoken.follow(conversation, message)
            return await self._rasa.turn(self._body(message, language))
        finally:
            await self._typing(conversation.id, on=False)

    async def _typing(self, conversation: str, *, on: bool) -> None:
        await self._feeds.tell(conversation, "typing", {"participant": BOT.to_wire(), "on": on})

    def _body(self, message: Message, language: str) -> Wire:
        return {
            "conversation": message.conversation,
            "message_id": message.id,
            "text": message.intent or as_words(message.text),
            "metadata": {
                "user": message.sender.to_wire(),
                "language": language,
                "timezone": self._timezone,
            },
        }

    async def _store(self, message: Message, answers: list[Answer]) -> None:
        ids: set[str] = set()
        for place, answer in enumerate(answers):
            # Of two answers with one id the second gets its own: ids are unique.
            answer_id = answer.id if answer.id and answer.id not in ids else None
            ids.add(answer_id or "")
            stored = await self._messages.append(
                Draft(
                    conversation=message.conversation,
                    client_id=f"{message.id}:{place}",
                    sender=BOT,
                    type=answer.type,
                    text=answer.text,
                    payload=answer.payload,
                    id=answer_id,
                )
            )
            await self._feeds.publish(stored)

    async def _apply(self, conversation: str, answer: Answer) -> None:
        """What an activity brings about; after everything is stored, so that nothing is cut off."""
        if answer.type is not MessageType.ACTIVITY:
            return
        match answer.payload:
            case {"activity": "handoff", "reason": str(reason), **more}:
                urgent = more.get("priority") == Priority.HIGH
                priority = Priority.HIGH if urgent else Priority.NORMAL
                await self._desk.hand_off(conversation, reason, priority)
            case {"activity": "room", "booking_id": str(booking), **more}:
                room = {"booking_id": booking, "title": "", **more}
                await self._feeds.tell(conversation, "mode", {"mode": "room", "room": room})
            case {"activity": "language", "language": str(language)}:
                await self._spoken.choose(conversation, language)
            case unknown:
                log.error("turns.unknown_activity activity=%s", unknown.get("activity"))


def as_words(text: str) -> str:
    """Typed text as the guide may read it: a leading slash would make it a command."""
    return _COMMAND_MARKS.sub("", text) or "…"
