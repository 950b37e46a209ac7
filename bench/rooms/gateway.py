"""This project's side."""

from __future__ import annotations

import sys
import time
import uuid
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import jwt

from bench.rooms.past import TEXT, insert
from bench.rooms.sides import Seat, Side
from connectors.domain.booking import Booking, BookingStatus
from connectors.domain.identity import Identity, Role
from connectors.settings import Settings
from connectors.stores.conversations import Conversations
from connectors.stores.database import open_database

_SECRET = "a-secret-of-the-measurement-0123456789"
_ENDLESS = "1000000000"
_DATABASE = "gateway"


class Gateway(Side):
    """Signed tokens, bookings, limits, numbers without a gap, each message once."""

    name, title = "gateway", "PanditYatra gateway"
    inside = b'42/chat,["session"'

    def __init__(self, port: int, settings: dict[str, str]) -> None:
        limits = [name.upper() for name in Settings.model_fields if name.startswith("limit_")]
        own = {
            "MONGO_DB": _DATABASE,
            "RASA_URL": "http://127.0.0.1:1",
            "LOG_LEVEL": "ERROR",
            **dict.fromkeys(("SECRET_KEY", "AUTH_SECRET", "RASA_SECRET"), _SECRET),
            **dict.fromkeys(limits, _ENDLESS),  # counted all the same
        }
        super().__init__(port, settings | own)
        self.command = [sys.executable, "-m", "connectors.gateway"]
        self._run = uuid.uuid4().hex[:8]
        self._rooms: set[str] = set()

    def auth(self, seat: Seat) -> dict[str, str]:
        """A token of the host, and the booking."""
        claims = {"sub": seat.person, "role": seat.role, "name": seat.role.title()}
        token = jwt.encode(claims | {"exp": time.time() + 7200}, _SECRET, "HS256")
        return {"token": token, "booking_id": seat.room}

    def message(self, number: int, text: bytes) -> bytes:
        """With the id by which it is stored once."""
        said = b'{"client_id":"%s-%d","text":"%s"}' % (self._run.encode(), number, text)
        return b'42/chat,%d["message",%s]' % (number, said)

    async def admit(self, those: Sequence[Seat]) -> None:
        """Bookings that are being held now."""
        new = {seat.room for seat in those} - self._rooms
        self._rooms |= new
        bookings = [asdict(_booking(room)) for room in new]
        documents = [{"_id": booking.pop("id"), **booking} for booking in bookings]
        await insert(self.settings["MONGO_URL"], _DATABASE, "bookings", documents)

    async def store(self, room: str, count: int) -> None:
        """Messages of the customer, as the gateway stores them."""
        booking = _booking(room)
        customer = Identity(booking.customer, Role.CUSTOMER, "Customer")
        url = self.settings["MONGO_URL"]
        database = open_database(Settings(mongo_url=url, mongo_db=_DATABASE))
        conversation = await Conversations(database).room_for(booking, customer)
        await database.close()
        sender = {"role": customer.role.value, "id": customer.id, "name": customer.name}
        messages = (
            {
                "_id": uuid.uuid4().hex,
                "conversation": conversation.id,
                "seq": seq,
                "client_id": f"past-{seq}",
                "sender": sender,
                "type": "text",
                "text": TEXT,
                "at": datetime.now(UTC),
                "booking": room,
            }
            for seq in range(1, count + 1)
        )
        await insert(url, _DATABASE, "messages", messages)


def _booking(room: str) -> Booking:
    now = datetime.now(UTC)
    return Booking(
        id=room,
        customer=f"{room}-customer",
        pandit=f"{room}-pandit",
        puja="satyanarayan_puja",
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=3),
        city="online",
        language="hi",
        status=BookingStatus.CONFIRMED,
        price=2100,
        currency="INR",
    )
