"""Files people send: received, looked at, kept, and given to those who may see them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from connectors.domain.attachment import Attachment, FileType, safe_name
from connectors.domain.conversation import Conversation
from connectors.domain.file_type import sniff
from connectors.domain.identity import Identity
from connectors.domain.ids import new_id
from connectors.domain.message import MessageType
from connectors.domain.picture import picture_size
from connectors.domain.room import is_party
from connectors.errors import AppError, InvalidInput, NotFound
from connectors.stores.attachments import Attachments, is_in
from connectors.stores.bookings import Bookings
from connectors.stores.conversations import Conversations
from connectors.stores.files import Files
from connectors.stores.messages import Messages

_SLOWEST_SECONDS = 600.0
_UNSENT = timedelta(days=1)


class TypeRefused(AppError):
    """Files of this type are not taken, or the file is broken."""

    code = "type_refused"
    status = 415


class Uploads:
    """Takes uploads, gives attachments, and sweeps what was never sent."""

    def __init__(
        self,
        *,
        files: Files,
        attachments: Attachments,
        conversations: Conversations,
        messages: Messages,
        bookings: Bookings,
        most_bytes: int,
    ) -> None:
        self._files = files
        self._attachments = attachments
        self._conversations = conversations
        self._messages = messages
        self._bookings = bookings
        self.most_bytes = most_bytes

    async def receive(
        self,
        person: Identity,
        conversation: Conversation,
        content: AsyncIterable[bytes],
        *,
        name: str,
        seconds: float | None = None,
    ) -> Attachment:
        """Keep a file for one message of the conversation; durable when this returns.

        Raises TooLarge while it is being read, TypeRefused, and InvalidInput when it takes too
        long.
        """
        upload = new_id()
        await self._attachments.begin(upload, conversation.id, person.id)
        try:
            async with asyncio.timeout(_SLOWEST_SECONDS):
                size = await self._files.receive(upload, content, self.most_bytes)
            kind, width, height = await asyncio.to_thread(_look, self._files.part(upload))
            await self._files.keep(upload)
            attachment = Attachment(
                id=upload,
                conversation=conversation.id,
                uploader=person.id,
                name=safe_name(name, kind.extensions),
                type=kind.mime,
                kind=kind.kind,
                size=size,
                width=width,
                height=height,
                seconds=seconds if kind.kind is MessageType.AUDIO else None,
            )
            await self._attachments.complete(attachment)
        except TimeoutError:
            await self._attachments.remove(upload)
            raise InvalidInput("The upload took too long.") from None
        except Exception:
            await self._attachments.remove(upload)
            raise
        return attachment

    async def give(self, person: Identity, attachment_id: str) -> tuple[Attachment, Path]:
        """An attachment with the path of its file; raises NotFound unless the person may see it.

        Until it is in a message it is its uploader's alone; when the message goes, nobody's.
        """
        attachment = await self._attachments.get(attachment_id)
        if attachment is None or not await self._may_see(person, attachment):
            raise NotFound("There is no such file.")
        path = self._files.path(attachment.id)
        if not await asyncio.to_thread(path.is_file):
            raise NotFound("There is no such file.")
        return attachment, path

    async def _may_see(self, person: Identity, attachment: Attachment) -> bool:
        if attachment.claimed_by is None:
            return attachment.uploader == person.id
        if not await self._is_sent(attachment.id, attachment.conversation, attachment.claimed_by):
            return False
        conversation = await self._conversations.get(attachment.conversation)
        return conversation is not None and await self._takes_part(person, conversation)

    async def _takes_part(self, person: Identity, conversation: Conversation) -> bool:
        if person.is_staff:
            return True
        if conversation.booking is None:
            return conversation.contact.id == person.id
        booking = await self._bookings.get(conversation.booking)
        return booking is not None and is_party(person, booking)

    async def _is_sent(self, attachment: str, conversation: str, client_id: str) -> bool:
        return is_in(attachment, await self._messages.by_client_id(conversation, client_id))

    async def sweep(self) -> int:
        """Remove uploads that nobody has sent for a day, and what removals left; how many."""
        removed = 0
        before = datetime.now(UTC) - _UNSENT
        while page := await self._attachments.pending(before):
            for seen in page:
                claimed_by = seen.get("claimed_by")
                if claimed_by and await self._is_sent(
                    seen["_id"], seen["conversation"], claimed_by
                ):
                    await self._attachments.settle(seen)
                else:
                    removed += await self._attachments.remove_pending(seen)
        return removed


def _look(path: Path) -> tuple[FileType, int | None, int | None]:
    """The type of a file, and of a picture its width and height."""
    with path.open("rb") as file:
        kind = sniff(file)
        if kind is None:
            raise TypeRefused("Files of this type cannot be sent.")
        if kind.kind is not MessageType.IMAGE:
            return kind, None, None
        file.seek(0)
        size = picture_size(file)
    if size is None:
        raise TypeRefused("This picture cannot be shown.")
    return kind, *size
