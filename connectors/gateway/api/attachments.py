"""Files: sent up as raw bytes, fetched by those who take part in the conversation."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Request
from starlette.requests import ClientDisconnect
from starlette.responses import FileResponse, Response

from connectors.domain.attachment import Attachment
from connectors.domain.conversation import Conversation
from connectors.domain.message import MessageType
from connectors.errors import Conflict, Forbidden, InvalidInput, TooLarge
from connectors.gateway.access.auth import Grant
from connectors.gateway.api.caller import Address, Caller, Parts
from connectors.gateway.fields import Id
from connectors.gateway.services import Services

router = APIRouter(prefix="/api/attachments", tags=["attachments"])

_LONGEST_SECONDS = 24 * 3600
_INLINE = (MessageType.IMAGE, MessageType.AUDIO)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    # What is deleted is asked for again, and not found.
    "Cache-Control": "private, no-cache",
    "Vary": "Authorization",
}


@router.post("", openapi_extra={"requestBody": {"content": {"application/octet-stream": {}}}})
async def upload(
    request: Request,
    caller: Caller,
    services: Parts,
    address: Address,
    name: Annotated[str, Query(max_length=1000)] = "",
    booking_id: Id | None = None,
    conversation: Id | None = None,
    seconds: Annotated[float | None, Query(ge=0, le=_LONGEST_SECONDS)] = None,
    content_length: Annotated[int | None, Header(ge=0)] = None,
) -> dict[str, Any]:
    """Upload a file for one message: of a booking's room, or else of one's guide conversation.

    An agent names the `conversation`. The body is the file itself, whatever its Content-Type says.
    """
    most = services.uploads.most_bytes
    if content_length is not None and content_length > most:
        raise TooLarge("The file is too large.", max_bytes=most)
    place = await _place(services, caller, booking_id, conversation)
    await services.limits.check(
        services.limits.uploads,
        person=caller.identity.id,
        address=address,
        cost=most if content_length is None else content_length,
    )
    try:
        attachment = await services.uploads.receive(
            caller.identity, place, request.stream(), name=name, seconds=seconds
        )
    except ClientDisconnect:
        raise InvalidInput("The upload broke off.") from None
    return {"attachment": attachment.to_wire()}


async def _place(
    services: Services, caller: Grant, booking_id: str | None, conversation: str | None
) -> Conversation:
    """The conversation a file is for; raises as entering it or writing in it does."""
    person = caller.identity
    if booking_id:
        _, room = await services.rooms.enter(person, booking_id)
        if person.is_staff:
            await services.room_staff.check_may_write(room, person)
        return room
    if conversation:
        if not person.is_staff:
            raise Forbidden("Only agents name a conversation.")
        found = await services.desk.conversation(conversation)
        await services.room_staff.check_may_write(found, person)
        return found
    guide = await services.talk.guide(person, expires_at=caller.expires_at)
    if guide.bot_answers:
        raise Conflict("The guide takes no files: ask for a person first.", code="wrong_mode")
    return guide


@router.api_route("/{attachment_id}", methods=["GET", "HEAD"], response_class=FileResponse)
async def fetch(
    attachment_id: Annotated[Id, Path()],
    caller: Caller,
    services: Parts,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """The file; a part of it if `Range` asks for one."""
    attachment, path = await services.uploads.give(caller.identity, attachment_id)
    headers = _HEADERS | {"ETag": f'"{attachment.id}"'}  # a file never changes
    if if_none_match == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return FileResponse(
        path,
        headers=headers,
        media_type=_media_type(attachment),
        filename=attachment.name,
        content_disposition_type="inline" if attachment.kind in _INLINE else "attachment",
    )


def _media_type(attachment: Attachment) -> str:
    is_text = attachment.type.startswith("text/")
    return f"{attachment.type}; charset=utf-8" if is_text else attachment.type
