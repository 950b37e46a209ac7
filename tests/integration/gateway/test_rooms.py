"""The room of a booking: who gets in, when, and what they share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.domain.identity import Identity, Role
from connectors.domain.ids import new_id
from connectors.gateway.rooms.rooms import Rooms
from connectors.stores.bookings import Bookings
from connectors.stores.catalog import Catalog
from connectors.stores.conversations import Conversations
from connectors.stores.database import Database
from connectors.stores.users import Users
from tests.support.gateway import Gateway
from tests.support.sockets import Sockets


async def a_booking(stored: Database, **changed: Any) -> dict[str, Any]:
    """A confirmed booking that is being held now."""
    now = datetime.now(UTC)
    booking = {
        "_id": f"PY-{new_id()}",
        "customer": f"customer-{new_id()}",
        "pandit": f"pandit-{new_id()}",
        "puja": "satyanarayan_puja",
        "starts_at": now - timedelta(minutes=10),
        "ends_at": now + timedelta(minutes=50),
        "city": "online",
        "language": "hi",
        "status": "confirmed",
        "price": 2100,
        "currency": "INR",
        "video_url": "https://video.example/room",
    } | changed
    await stored.collection("bookings").insert_one(booking)
    return booking


def entry(gateway: Gateway, booking: dict[str, Any], role: str, person: str = "") -> dict[str, Any]:
    """A handshake into the room of a booking."""
    token = gateway.token(person or booking[role], role, role.title())
    return {"token": token, "booking_id": booking["_id"]}


async def test_a_room_is_called_as_each_reads_it(gateway: Gateway, database: Database) -> None:
    """By the name of the puja in the reader's language, in lists and inside."""
    puja = {"_id": new_id(), "name": "Havan", "summary": "-", "description": "-", "occasion": "-"}
    offer = {"duration_minutes": 90, "price": 1, "currency": "INR", "samagri": [], "cities": []}
    told = {"online": True, "translations": {"ne": {"name": "हवन"}}}
    await database.collection("pujas").insert_one(puja | offer | told)
    city = {"_id": new_id(), "name": "Pune", "translations": {"ne": {"name": "पुणे"}}}
    await database.collection("cities").insert_one(city)
    document = await a_booking(database, puja=puja["_id"], city=city["_id"])
    bookings, catalog = Bookings(database), Catalog(database)
    rooms = Rooms(gateway.settings, bookings, catalog, Conversations(database), Users(database))
    booking = await bookings.get(document["_id"])
    assert booking
    for language, title, place in (("ne", "हवन", "पुणे"), ("fa", "Havan", "Pune")):
        room = await rooms.to_wire(booking, language)
        assert room["title"] == title
        assert room["titles"] == {"en": "Havan", "hi": "Havan", "ne": "हवन", "fa": "Havan"}
        person = Identity(document["customer"], Role.CUSTOMER)
        (listed,) = await rooms.bookings_of(person, language)
        assert (listed["title"], listed["city_name"]) == (title, place)


async def test_customer_and_pandit_talk(
    gateway: Gateway, sockets: Sockets, stored: Database
) -> None:
    """Both are in one conversation, see each other come and go, and the guide stays silent."""
    booking = await a_booking(stored)
    customer, ours = await sockets.join(gateway.url, auth=entry(gateway, booking, "customer"))
    pandit, theirs = await sockets.join(gateway.url, auth=entry(gateway, booking, "pandit"))
    assert ours["conversation"] == theirs["conversation"]
    assert (ours["mode"], ours["room"]["booking_id"]) == ("room", booking["_id"])
    assert ours["room"]["video_url"] == "https://video.example/room"
    both = {booking["customer"], booking["pandit"]}
    await customer.wait("presence", lambda event: {p["id"] for p in event["participants"]} == both)
    assert (await customer.say("namaste"))["seq"] == 1
    assert (await pandit.say("namaste ji"))["seq"] == 2
    for person in (customer, pandit):
        await person.heard(2)
        assert person.texts == ["namaste", "namaste ji"]
    assert pandit.messages[0]["sender"] == {
        "role": "customer",
        "id": booking["customer"],
        "name": "Customer",
    }
    assert pandit.messages[0]["booking"] == booking["_id"]
    await customer.close()
    await pandit.wait(
        "presence", lambda e: [p["id"] for p in e["participants"]] == [booking["pandit"]]
    )


async def test_strangers_learn_nothing_about_a_booking(
    gateway: Gateway, sockets: Sockets, stored: Database
) -> None:
    """Another's booking is answered exactly like one that does not exist."""
    booking = await a_booking(stored)
    stranger = entry(gateway, booking, "customer", new_id())
    missing = stranger | {"booking_id": f"PY-{new_id()}"}
    refused = await sockets.refusal(gateway.url, auth=stranger)
    assert refused == await sockets.refusal(gateway.url, auth=missing)
    assert refused["code"] == "booking_not_found"
    other_pandit = entry(gateway, booking, "pandit", new_id())
    assert (await sockets.refusal(gateway.url, auth=other_pandit)) == refused
    guest = {"booking_id": booking["_id"]}
    assert (await sockets.refusal(gateway.url, auth=guest)) == refused


@pytest.mark.parametrize(
    ("hours", "status", "code"),
    [
        (5, "confirmed", "room_early"),
        (-5, "confirmed", "room_closed"),
        (0, "cancelled", "room_closed"),
        (0, "requested", "room_closed"),
    ],
)
async def test_the_room_has_its_time(
    gateway: Gateway, sockets: Sockets, stored: Database, hours: int, status: str, code: str
) -> None:
    """Too early says when it opens; after the end, or without a confirmed booking, it is closed."""
    start = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=hours)
    booking = await a_booking(
        stored, starts_at=start, ends_at=start + timedelta(hours=1), status=status
    )
    refused = await sockets.refusal(gateway.url, auth=entry(gateway, booking, "customer"))
    assert refused["code"] == code
    if code == "room_early":
        assert datetime.fromisoformat(refused["opens_at"]) == start - timedelta(minutes=30)
    if hours < 0:
        assert datetime.fromisoformat(refused["closed_at"]) == start + timedelta(hours=2)


async def test_guide_events_do_not_belong_in_a_room(
    gateway: Gateway, sockets: Sockets, stored: Database
) -> None:
    """A handoff or a rating in a room is refused with `wrong_mode`."""
    booking = await a_booking(stored)
    customer, _ = await sockets.join(gateway.url, auth=entry(gateway, booking, "customer"))
    for event, data in (("handoff", {}), ("rate", {"score": 5})):
        assert (await customer.emit(event, data))["error"]["code"] == "wrong_mode"


async def test_taking_anothers_client_id_loses_nothing_silently(
    gateway: Gateway, sockets: Sockets, stored: Database
) -> None:
    """Whoever uses a client_id that somebody else used in the room is told so."""
    booking = await a_booking(stored)
    customer, _ = await sockets.join(gateway.url, auth=entry(gateway, booking, "customer"))
    pandit, _ = await sockets.join(gateway.url, auth=entry(gateway, booking, "pandit"))
    await customer.say("first", "same-id")
    assert (await pandit.say("second", "same-id"))["error"]["code"] == "conflict"
