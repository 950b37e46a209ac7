"""Changing what was said: edit, delete, react; the others are told the whole message as it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from connectors.domain.conversation import Conversation
from connectors.domain.identity import Identity
from connectors.domain.message import MAX_REACTIONS, Message, Sender, check_own
from connectors.errors import Conflict, Forbidden, InvalidInput, NotFound
from connectors.gateway.delivery.feeds import Feeds
from connectors.stores.attachments import Attachments
from connectors.stores.changes import MessageChanges
from connectors.stores.messages import Messages


class Changes:
    """Each change may be repeated: the second time it changes nothing and is told again."""

    def __init__(
        self,
        messages: Messages,
        store: MessageChanges,
        attachments: Attachments,
        feeds: Feeds,
        within: timedelta,
    ) -> None:
        self._messages = messages
        self._store = store
        self._attachments = attachments
        self._feeds = feeds
        self._within = within

    async def edit(
        self, conversation: Conversation, person: Identity, message_id: str, text: str
    ) -> Message:
        """Replace the text of one's own message.

        Raises Conflict `wrong_mode` while the guide answers, NotFound, InvalidInput for a message
        that would say nothing, Forbidden for another's message, and `too_late`.
        """
        _check_no_guide(conversation)
        edited = await self._store.edit(
            conversation.id, message_id, by=Sender.of(person), text=text, said_after=self._oldest()
        )
        message = check_own(await self._messages.get(conversation.id, message_id), person)
        if message.deleted_at:
            raise NotFound("This message is deleted.")
        if not text.strip() and not message.payload.get("attachment"):
            raise InvalidInput("A message without an attachment needs a text.")
        if not edited and message.text != text:
            raise _too_late()
        return await self._tell(message)

    async def delete(
        self, conversation: Conversation, person: Identity, message_id: str
    ) -> Message:
        """Take back one's own message with its file; raises as `edit`."""
        _check_no_guide(conversation)
        message = check_own(await self._messages.get(conversation.id, message_id), person)
        file = message.payload.get("attachment", {}).get("id")
        if file:  # should we die before it is removed
            await self._attachments.look_again(file)
        deleted = await self._store.delete(
            conversation.id, message_id, by=Sender.of(person), said_after=self._oldest()
        )
        message = check_own(await self._messages.get(conversation.id, message_id), person)
        if not deleted and not message.deleted_at:
            raise _too_late()
        if file:
            await self._attachments.remove(file)
        return await self._tell(message)

    async def react(
        self, conversation: str, person: Identity, message_id: str, emoji: str, on: bool
    ) -> None:
        """Add or take back a reaction; raises NotFound, and Conflict `too_many_reactions`."""
        message = await self._there(conversation, message_id)
        if on and emoji not in message.reactions and len(message.reactions) >= MAX_REACTIONS:
            raise Conflict("There are too many reactions already.", code="too_many_reactions")
        await self._store.react(conversation, message_id, person=person.id, emoji=emoji, on=on)
        message = await self._there(conversation, message_id)
        event = {"message_id": message_id, "emoji": emoji, "on": on, "participant": person.id}
        await self._feeds.tell(conversation, "reaction", event | {"message": message.to_wire()})

    async def _there(self, conversation: str, message_id: str) -> Message:
        message = await self._messages.get(conversation, message_id)
        if message is None or message.deleted_at:
            raise NotFound("There is no such message.")
        return message

    async def _tell(self, message: Message) -> Message:
        await self._feeds.tell(message.conversation, "change", {"message": message.to_wire()})
        return message

    def _oldest(self) -> datetime:
        return datetime.now(UTC) - self._within


def _check_no_guide(conversation: Conversation) -> None:
    if conversation.bot_answers:
        raise Conflict("The guide has answered this already.", code="wrong_mode")


def _too_late() -> Forbidden:
    return Forbidden("The time to change this message is over.", code="too_late")
