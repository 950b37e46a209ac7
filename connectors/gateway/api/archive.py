"""What was said in a room or with the guide: read, searched, downloaded, also long afterwards."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import StreamingResponse
from pydantic import StringConstraints

from connectors.domain.booking import Booking
from connectors.errors import InvalidInput
from connectors.gateway.api.caller import Address, Caller, Parts
from connectors.gateway.archive import About
from connectors.gateway.fields import Id, Seq
from connectors.gateway.services import Services
from connectors.stores.messages import PAGE

_SEARCH_COST = 10.0
_TRANSCRIPT_COST = 40.0

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Form = Annotated[Literal["text", "json"], Query(alias="format")]
Language = Annotated[str | None, Query(max_length=16)]
Before = Annotated[Seq | None, Query(ge=1)]


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation somebody may read: the room of a booking, or one's own with the guide."""

    conversation: str
    language: str
    booking: Booking | None = None


async def _room(booking_id: Annotated[Id, Path()], caller: Caller, services: Parts) -> Place:
    """The room of a booking, for its parties and staff, whether it is open or not."""
    booking, room = await services.rooms.look_up(caller.identity, booking_id)
    return Place(room.id, room.language, booking)


async def _guide(caller: Caller, services: Parts) -> Place:
    """One's own conversation with the guide."""
    guide = await services.talk.guide(caller.identity, expires_at=caller.expires_at)
    return Place(guide.id, guide.language)


class Page:
    """Which messages: what follows `after_seq`, or the page before `before_seq`."""

    def __init__(
        self,
        after_seq: Annotated[Seq, Query()] = 0,
        before_seq: Before = None,
        limit: Annotated[int, Query(ge=1, le=PAGE)] = PAGE,
    ) -> None:
        if after_seq and before_seq:
            raise InvalidInput("after_seq and before_seq exclude each other.")
        self._after, self._before, self._limit = after_seq, before_seq, limit

    async def read(self, services: Services, conversation: str) -> dict[str, Any]:
        """`{messages, last_seq, more}`."""
        if self._before:
            return await services.talk.before(conversation, self._before, self._limit)
        return await services.talk.after(conversation, self._after, self._limit)


class Reader:
    """Searches and downloads for one call, which costs more than a small event."""

    def __init__(self, caller: Caller, address: Address, services: Parts) -> None:
        self._person, self._address, self._services = caller.identity.id, address, services

    async def search(self, place: Place, q: str, before_seq: int | None) -> dict[str, Any]:
        """`{messages, before_seq}`."""
        await self._count(_SEARCH_COST)
        found, go_on = await self._services.archive.search(place.conversation, q, before_seq)
        return {"messages": [message.to_wire() for message in found], "before_seq": go_on}

    async def transcript(self, place: Place, form: Form, language: str | None) -> StreamingResponse:
        """A file to save, in the language asked for, else in that of the conversation."""
        await self._count(_TRANSCRIPT_COST)
        archive, language = self._services.archive, language or place.language
        about, stem = await self._about(place, language)
        if form == "json":
            pieces = archive.export(place.conversation, about)
            media, extension = "application/json", "json"
        else:
            pieces = archive.transcript(place.conversation, about, language)
            media, extension = "text/plain; charset=utf-8", "txt"
        name = f'attachment; filename="pandityatra-{stem}.{extension}"'
        return StreamingResponse(pieces, media_type=media, headers={"Content-Disposition": name})

    async def _about(self, place: Place, language: str) -> tuple[About, str]:
        """What the conversation is about, and the stem of a file's name for it."""
        services, zone = self._services, self._services.settings.tz
        if booking := place.booking:
            starts_at = booking.starts_at.astimezone(zone)
            title = await services.rooms.title(booking, language)
            about: About = {"title": title, "booking": booking.id, "starts_at": starts_at}
            return about, f"{booking.id}-{starts_at:%Y-%m-%d}"
        title = services.archive.labels.say("guide", language)
        stem = f"guide-{datetime.now(zone):%Y-%m-%d}"
        return {"title": title, "conversation": place.conversation}, stem

    async def _count(self, cost: float) -> None:
        limits = self._services.limits
        await limits.check(limits.events, person=self._person, address=self._address, cost=cost)


Reading = Annotated[Reader, Depends()]


def _archive(prefix: str, find: Callable[..., Awaitable[Place]]) -> APIRouter:
    """What one can do with the conversation that `find`, a dependency, says."""
    router = APIRouter(prefix=prefix, tags=["archive"])
    found = Depends(find)

    @router.get("/messages")
    async def messages(
        page: Annotated[Page, Depends()], services: Parts, place: Place = found
    ) -> dict[str, Any]:
        """What was said, in order, one page."""
        return await page.read(services, place.conversation)

    @router.get("/search")
    async def search(
        reader: Reading,
        q: Annotated[Words, Query()],
        before_seq: Before = None,
        place: Place = found,
    ) -> dict[str, Any]:
        """Messages that have all of the words, newest first."""
        return await reader.search(place, q, before_seq)

    @router.get("/transcript", response_class=StreamingResponse)
    async def transcript(
        reader: Reading, form: Form = "text", language: Language = None, place: Place = found
    ) -> StreamingResponse:
        """The conversation as a file."""
        return await reader.transcript(place, form, language)

    return router


router = APIRouter()
router.include_router(_archive("/api/bookings/{booking_id}", _room))
router.include_router(_archive("/api/chat", _guide))
