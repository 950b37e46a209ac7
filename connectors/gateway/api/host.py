"""What the host's own server calls: bookings as they are made and changed on its side."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Self

from fastapi import APIRouter, Request
from pydantic import (
    AfterValidator,
    AwareDatetime,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from connectors.booking_changes import tell_change
from connectors.domain.booking import LONGEST, Booking, BookingStatus
from connectors.errors import NotFound
from connectors.gateway.access.signatures import verify
from connectors.gateway.api.caller import Address, Parts
from connectors.gateway.fields import Id, Input, Language
from connectors.gateway.refusals import parse_json
from connectors.stores.database import as_stored

router = APIRouter(prefix="/api/host", tags=["host"])


def _link(url: str) -> str:
    if url and not url.startswith(("https://", "/")):
        raise ValueError("must begin with https:// or, on the gateway itself, with /")
    return url


Person = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,128}$")]
Name = Annotated[str, StringConstraints(max_length=100, strip_whitespace=True)]
Link = Annotated[
    str, StringConstraints(pattern=r"^[!-~]*$", max_length=2000), AfterValidator(_link)
]


class HostBooking(Input):
    """A booking as the host knows it. `customer` and `pandit` are the `sub` of their tokens."""

    id: Id
    customer: Person
    customer_name: Name = ""
    pandit: Person | None = None
    puja: Id
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    city: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,64}$")]
    language: Language
    status: BookingStatus
    price: Annotated[int, Field(ge=0, le=10**9)] = 0
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "INR"
    video_url: Link = ""

    @field_validator("starts_at", "ends_at")
    @classmethod
    def _within_reach(cls, value: datetime) -> datetime:
        if not 2000 <= value.year <= 2100:
            raise ValueError("must be between the years 2000 and 2100")
        return value

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.ends_at <= self.starts_at:
            raise ValueError("ends_at must be after starts_at")
        if self.ends_at - self.starts_at > LONGEST:
            raise ValueError(f"ends_at must be within {LONGEST.days} days of starts_at")
        return self

    def to_booking(self) -> Booking:
        """The booking to store."""
        fields = self.model_dump()
        times = {name: as_stored(fields[name]) for name in ("starts_at", "ends_at")}
        return Booking(**fields | times)


@router.post("/bookings")
async def put_booking(request: Request, services: Parts, address: Address) -> dict[str, Any]:
    """Create a booking or replace it as it is now; the same `webhook-id` again changes nothing."""
    await services.limits.check(services.limits.host_calls, address=address)
    if services.host_key is None:
        raise NotFound("Calls of a host are off: HOST_SECRET is not set.")
    body = await request.body()
    call = verify(services.host_key, request.headers, body)
    booking = parse_json(HostBooking, body).to_booking()
    stored = await services.bookings.put(booking, by_call=call)
    await tell_change(services.bus, stored.id)
    return {"booking": stored.to_wire()}
