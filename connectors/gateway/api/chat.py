"""Talking with the guide over HTTP."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field

from connectors.domain.ids import new_id
from connectors.domain.message import Message
from connectors.gateway.api.caller import Address, MaybeCaller, Parts
from connectors.gateway.fields import ClientId, Input, Language, Payload, Text
from connectors.gateway.services import Services

router = APIRouter(prefix="/api/chat", tags=["chat"])

_POLL_SECONDS = 0.05
_SLOWEST_POLL_SECONDS = 0.5


class Said(Input):
    """What is said to the guide. Without a `client_id` a repeated call says it again."""

    text: Text
    client_id: ClientId | None = None
    payload: Payload | None = None
    language: Language | None = None
    wait_seconds: Annotated[float, Field(ge=0, le=60, strict=False)] = 20


@router.post("")
async def say(said: Said, caller: MaybeCaller, services: Parts, address: Address) -> dict[str, Any]:
    """Say something, and wait a while for the answers. Without a token one becomes a guest."""
    limits = services.limits
    if caller is None:
        await limits.check(limits.guests, address=address)
    grant = caller or services.tokens.new_guest()
    await limits.check(limits.messages, person=grant.identity.id, address=address)
    conversation = await services.talk.guide(
        grant.identity, language=said.language or "en", expires_at=grant.expires_at
    )
    message = await services.talk.say(
        conversation,
        grant.identity,
        client_id=said.client_id or new_id(),
        text=said.text,
        intent=said.payload or "",
    )
    done = await _settled(services, message, said.wait_seconds)
    current = await services.desk.conversation(conversation.id)
    answer = {
        "conversation": conversation.id,
        "status": current.status.value,
        "message": message.to_wire(),
        "replies": await _replies(services, message),
        "done": done,
    }
    return answer | ({"token": grant.token} if grant.identity.is_guest else {})


async def _settled(services: Services, message: Message, seconds: float) -> bool:
    """Whether the guide has dealt with the message, waiting up to `seconds` for it."""
    deadline = asyncio.get_running_loop().time() + seconds
    delay = _POLL_SECONDS
    while message.due:
        if asyncio.get_running_loop().time() + delay > deadline:
            return False
        await asyncio.sleep(delay)
        delay = min(delay * 1.3, _SLOWEST_POLL_SECONDS)
        message = await services.messages.get(message.conversation, message.id) or message
    return True


async def _replies(services: Services, message: Message) -> list[dict[str, Any]]:
    """The answers to this message among what followed it."""
    following = await services.messages.after(message.conversation, message.seq)
    mine = f"{message.id}:"
    return [answer.to_wire() for answer in following if answer.client_id.startswith(mine)]
