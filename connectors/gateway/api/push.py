"""Web Push: a browser asks to be told of unread messages."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import StringConstraints

from connectors.errors import Forbidden
from connectors.gateway.api.caller import Caller, Parts
from connectors.gateway.fields import Input, Language
from connectors.language import DEFAULT
from connectors.stores.subscriptions import Subscription

router = APIRouter(prefix="/api/push", tags=["push"])

Endpoint = Annotated[str, StringConstraints(pattern=r"^[!-~]+$", max_length=2048)]


class Keys(Input):
    """What is sealed with: base64url without padding, as the browser gives them."""

    p256dh: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{87}$")]
    auth: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{22}$")]


class Subscribed(Input):
    """A `PushSubscription` as the browser serialises it, and what the person reads there."""

    endpoint: Endpoint
    keys: Keys
    language: Language = DEFAULT


class Unsubscribed(Input):
    """Which one."""

    endpoint: Endpoint


@router.get("/key")
def public_key(services: Parts) -> dict[str, str | None]:
    """What to subscribe with; null where push is off."""
    return {"key": services.push.key}


@router.put("/subscription")
async def subscribe(said: Subscribed, caller: Caller, services: Parts) -> dict[str, Any]:
    """Push to this browser; again is no error."""
    if caller.identity.is_guest:
        raise Forbidden("Guests have no rooms to be told of.")
    browser = Subscription(said.endpoint, said.keys.p256dh, said.keys.auth, said.language)
    await services.push.subscribe(caller.identity.id, browser)
    return {}


@router.delete("/subscription")
async def unsubscribe(said: Unsubscribed, caller: Caller, services: Parts) -> dict[str, Any]:
    """No longer push to this browser; again is no error."""
    await services.push.unsubscribe(caller.identity.id, said.endpoint)
    return {}
