"""What a contact does in a conversation, be it by socket, HTTP or Rasa's protocol."""

from __future__ import annotations

from datetime import UTC, datetime

from connectors.domain.attachment import Attachment
from connectors.domain.conversation import Conversation, Kind, notes_of
from connectors.domain.identity import Identity
from connectors.domain.ids import new_id
from connectors.domain.message import Draft, Message, MessageType, Sender
from connectors.domain.wire import Wire
from connectors.errors import Conflict, InvalidInput
from connectors.gateway.delivery.feeds import Feeds
from connectors.gateway.guide.turns import Turns
from connectors.gateway.rooms.notices import RoomNotices
from connectors.stores.attachments import Attachments
from connectors.stores.changes import MessageChanges
from connectors.stores.conversations import Conversations
from connectors.stores.messages import PAGE, Messages


class Talk:
    """Says things, and reads what was said."""

    def __init__(
        self,
        conversations: Conversations,
        messages: Messages,
        attachments: Attachments,
        changes: MessageChanges,
        feeds: Feeds,
        turns: Turns,
        room_notices: RoomNotices,
    ) -> None:
        self._conversations = conversations
        self._messages = messages
        self._attachments = attachments
        self._changes = changes
        self._feeds = feeds
        self._turns = turns
        self._room_notices = room_notices

    async def guide(
        self, person: Identity, *, language: str = "en", expires_at: datetime | None = None
    ) -> Conversation:
        """A person's own guide conversation; a guest's lives as long as the token."""
        keep_until = expires_at if person.is_guest else None
        found = await self._conversations.guide_for(
            person, language=language, expires_at=keep_until
        )
        if keep_until and found.expires_at and found.expires_at < keep_until:
            await self._conversations.keep_until(found.id, keep_until)
        return found

    async def say(
        self,
        conversation: Conversation,
        person: Identity,
        *,
        client_id: str,
        text: str,
        intent: str = "",
        reply_to: str | None = None,
        attachment: str | None = None,
    ) -> Message:
        """Store a message durably, then deliver it; the same `client_id` gives the stored one.

        Raises Conflict when that `client_id` is another person's, the attachment is in another
        message, or the guide has the conversation, which takes no files; NotFound when there is
        no such upload of the person for this conversation.
        """
        if reply_to and not await self._messages.get(conversation.id, reply_to):
            raise InvalidInput("reply_to is not a message of this conversation.")
        file = None
        if attachment:
            file = await self._claim(conversation, person, client_id, attachment)
        is_contact = conversation.contact.id == person.id
        draft = Draft(
            id=new_id(),
            conversation=conversation.id,
            client_id=client_id,
            sender=Sender.of(person),
            text=text,
            type=file.kind if file else MessageType.TEXT,
            payload={"attachment": file.to_wire()} if file else {},
            intent=intent,
            reply_to=reply_to,
            booking=conversation.booking,
            due=conversation.bot_answers and is_contact,
        )
        message = await self._append(draft, person)
        is_new = message.id == draft.id
        if is_contact and is_new and not draft.due and conversation.kind is Kind.GUIDE:
            await self._answer_if_freed(message)
        return message

    async def _answer_if_freed(self, message: Message) -> None:
        """The human who had the conversation may have left it before the message was stored."""
        now = await self._conversations.get(message.conversation)
        if now and now.bot_answers:
            await self._messages.make_due(message.id)
            self._turns.wake(message.conversation)

    async def _claim(
        self, conversation: Conversation, person: Identity, client_id: str, attachment: str
    ) -> Attachment:
        if conversation.bot_answers and not await self._messages.by_client_id(
            conversation.id, client_id
        ):
            raise Conflict("The guide takes no files: ask for a person first.", code="wrong_mode")
        return await self._attachments.claim(
            attachment, conversation=conversation.id, uploader=person.id, client_id=client_id
        )

    async def note(
        self, conversation: Conversation, person: Identity, *, client_id: str, text: str
    ) -> Message:
        """Store what only staff may read, in a sequence of its own beside the conversation's."""
        draft = Draft(
            conversation=notes_of(conversation.id),
            client_id=client_id,
            sender=Sender.of(person),
            text=text,
            private=True,
        )
        return await self._append(draft, person)

    async def _append(self, draft: Draft, person: Identity) -> Message:
        message = await self._messages.append(draft)
        if message.sender.id != person.id:
            raise Conflict("This client_id is taken: use random ones.")
        # A repeated one, too: who stored it may have died before anybody else heard of it.
        await self._feeds.publish(message)
        if message.booking:
            self._room_notices.said(message)
        if message.due:
            self._turns.wake(message.conversation)
        return message

    async def after(self, conversation: str, seq: int, limit: int = PAGE) -> Wire:
        """What follows number `seq`, one page."""
        page = await self._messages.after(conversation, seq, limit)
        last = await self._messages.last_seq(conversation)
        return _page(page, last, more=bool(page) and page[-1].seq < last)

    async def resume(
        self, conversation: str, after_seq: int, changed_since: datetime | None
    ) -> Wire:
        """What follows number `after_seq`, and what changed up to there; one page of each.

        `now` is the next `changed_since`.
        """
        now = datetime.now(UTC)
        page = await self.after(conversation, after_seq)
        changed: list[Message] = []
        if changed_since:
            changed, go_on = await self._changes.since(conversation, changed_since)
            page["more"] = page["more"] or go_on is not None
            now = go_on or now
        known = [message.to_wire() for message in changed if message.seq <= after_seq]
        return page | {"changed": known, "now": now.isoformat()}

    async def before(self, conversation: str, seq: int, limit: int) -> Wire:
        """The page before number `seq`, or the last one; `more` when there are older ones."""
        last = await self._messages.last_seq(conversation)
        page = await self._messages.before(conversation, min(seq, last + 1), limit)
        return _page(page, last, more=bool(page) and page[0].seq > 1)


def _page(page: list[Message], last: int, *, more: bool) -> Wire:
    return {"messages": [message.to_wire() for message in page], "last_seq": last, "more": more}
