"""Bookings, as the host writes them and as the guide requests and changes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from pymongo.errors import DuplicateKeyError

from connectors.domain.booking import LONGEST, Booking, BookingStatus, booking_number
from connectors.domain.identity import Identity, Role
from connectors.errors import Conflict
from connectors.stores.database import Database, Document, durably

_MOST = 200
_NUMBERS_TRIED = 10
_CALLS_KEPT = 100  # of one booking, while a call may still be repeated


class Bookings:
    """The `bookings` collection."""

    def __init__(self, database: Database) -> None:
        self._collection = database.collection("bookings")

    async def get(self, booking: str) -> Booking | None:
        """A booking by its number. Who may see it is the caller's question."""
        document = await self._collection.find_one({"_id": booking})
        return booking_from(document) if document else None

    async def many(self, ids: Iterable[str]) -> dict[str, Booking]:
        """Those of the bookings that exist, by number."""
        cursor = self._collection.find({"_id": {"$in": list(ids)}})
        return {document["_id"]: booking_from(document) async for document in cursor}

    async def of(self, person: Identity, *, since: datetime, limit: int = _MOST) -> list[Booking]:
        """The first of a person's bookings that end after `since`, the soonest first.

        A pandit's are those he holds; everybody else's are those they asked for.
        """
        query = {
            _side(person): person.id,
            "starts_at": {"$gt": since - LONGEST},
            "ends_at": {"$gt": since},
        }
        cursor = self._collection.find(query).sort("starts_at", 1).limit(limit)
        return [booking_from(document) async for document in cursor]

    async def around(
        self, person: Identity, moment: datetime, *, each_side: int = _MOST
    ) -> list[Booking]:
        """A person's bookings nearest to a moment: so many that end after it, and before it."""
        over = {_side(person): person.id, "ends_at": {"$lte": moment}}
        cursor = self._collection.find(over).sort("starts_at", -1).limit(each_side)
        past = [booking_from(document) async for document in cursor]
        ahead = await self.of(person, since=moment, limit=each_side)
        return sorted(past + ahead, key=lambda booking: booking.starts_at)

    async def confirmed(
        self, *, starts_before: datetime, ends_after: datetime
    ) -> dict[str, Booking]:
        """Agreed bookings that touch a span of time, by id, the earliest start first."""
        starts = {"$gt": ends_after - LONGEST, "$lte": starts_before}
        query = {
            "status": BookingStatus.CONFIRMED.value,
            "starts_at": starts,
            "ends_at": {"$gte": ends_after},
        }
        cursor = self._collection.find(query).sort("starts_at", 1)
        return {document["_id"]: booking_from(document) async for document in cursor}

    async def put(self, booking: Booking, *, by_call: str) -> Booking:
        """Store a booking as its host has it; the same call again changes nothing.

        Returns what is stored.
        """
        is_new_call = {"_id": booking.id, "host_calls": {"$ne": by_call}}
        calls = {"$each": [by_call], "$slice": -_CALLS_KEPT}
        change = {"$set": _document(booking), "$push": {"host_calls": calls}}
        try:
            await durably(lambda: self._collection.update_one(is_new_call, change, upsert=True))
        except DuplicateKeyError:  # the booking is there, with this call among those it has seen
            return await self.get(booking.id) or booking
        return booking

    async def request(self, booking: Booking, *, by_message: str) -> Booking:
        """Store a new booking under a number of its own, once for each message that asks for one.

        Returns what is stored; `booking.id` does not matter.
        """
        for attempt in range(_NUMBERS_TRIED):
            numbered = replace(booking, id=booking_number(by_message, attempt))
            stored = await self._insert_once({**_document(numbered), "request_id": by_message})
            if stored.get("request_id") == by_message:
                return booking_from(stored)
        raise Conflict("There is no free booking number.", code="booking_number")

    async def _insert_once(self, document: Document) -> Document:
        """Insert unless the number is taken; what stands under the number."""
        query, insert = {"_id": document["_id"]}, {"$setOnInsert": document}
        await durably(lambda: self._collection.update_one(query, insert, upsert=True))
        # Read afterwards: the embedded server reads the collection for "update and return".
        return await self._collection.find_one(query) or document

    async def change(self, was: Booking, to: Booking, *, by_message: str) -> Booking:
        """Store a changed booking; the same message again is a no-op.

        Raises Conflict when somebody else changed it since `was` was read.
        """
        query = {"_id": was.id, "status": was.status.value, "starts_at": was.starts_at}
        change = {"$set": {**_document(to), "changed_by": by_message}}
        result = await durably(lambda: self._collection.update_one(query, change))
        if not result.matched_count and not await self.was_changed_by(was.id, by_message):
            raise Conflict("The booking was changed meanwhile.", code="booking_changed")
        return to

    async def was_changed_by(self, booking: str, message: str) -> bool:
        """Whether the last change of a booking came from this message."""
        query = {"_id": booking, "changed_by": message}
        return await self._collection.find_one(query, {"_id": 1}) is not None


def _side(person: Identity) -> str:
    """The field that makes a booking this person's."""
    return "pandit" if person.role is Role.PANDIT else "customer"


def _document(booking: Booking) -> Document:
    return {
        "_id": booking.id,
        "customer": booking.customer,
        "pandit": booking.pandit,
        "puja": booking.puja,
        "starts_at": booking.starts_at,
        "ends_at": booking.ends_at,
        "city": booking.city,
        "language": booking.language,
        "status": booking.status.value,
        "price": booking.price,
        "currency": booking.currency,
        "video_url": booking.video_url,
        "customer_name": booking.customer_name,
    }


def booking_from(document: Document) -> Booking:
    """The booking a stored document holds."""
    return Booking(
        id=document["_id"],
        customer=document["customer"],
        pandit=document.get("pandit"),
        puja=document["puja"],
        starts_at=document["starts_at"],
        ends_at=document["ends_at"],
        city=document["city"],
        language=document["language"],
        status=BookingStatus(document["status"]),
        price=document["price"],
        currency=document["currency"],
        video_url=document.get("video_url", ""),
        customer_name=document.get("customer_name", ""),
    )
