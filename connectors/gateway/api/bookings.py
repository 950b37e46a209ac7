"""One's own bookings."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from connectors.gateway.api.caller import Caller, Parts, Reader
from connectors.language import DEFAULT

router = APIRouter(prefix="/api/bookings", tags=["bookings"])


@router.get("")
async def own_bookings(
    caller: Caller, services: Parts, language: Reader = DEFAULT
) -> dict[str, Any]:
    """A customer's or a pandit's bookings, each with the state of its room."""
    return {"bookings": await services.rooms.bookings_of(caller.identity, language)}
