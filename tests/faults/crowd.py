"""The people: customer and pandit of each room, and visitors who ask the guide."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

import httpx

from connectors.stores.database import Database
from tests.faults.person import Person, Wire
from tests.faults.photos import Photos, a_photo
from tests.faults.site import Site
from tests.integration.gateway.test_rooms import a_booking

QUESTIONS = (
    "hello",
    "what does a satyanarayan puja cost",
    "which samagri do I need for griha pravesh",
    "how do I get a refund",
    "thank you",
    "namaste",
    "can I change the date of my booking",
)

_PATIENT = 10
"""Messages that a person writes without seeing that they are sent."""


@dataclass(frozen=True)
class Place:
    """One conversation: a room with its two, or a visitor alone with the guide."""

    name: str
    people: list[Person]
    is_room: bool


async def gather_crowd(
    site: Site,
    database: Database,
    http: httpx.AsyncClient,
    *,
    rooms: int,
    visitors: int,
    seed: int,
) -> list[Place]:
    """People who are not connected yet."""
    places = []
    for number in range(rooms):
        booking = await a_booking(database)
        people = [
            _person(site, http, booking[role], f"{seed}/{number}", role, booking["_id"])
            for role in ("customer", "pandit")
        ]
        places.append(Place(f"room {number}", people, is_room=True))
    for number in range(visitors):
        visitor = _person(site, http, f"visitor-{number}", f"{seed}/visitor/{number}")
        places.append(Place(f"visitor {number}", [visitor], is_room=False))
    return places


def _person(
    site: Site,
    http: httpx.AsyncClient,
    person: str,
    seed: str,
    role: str = "customer",
    booking: str = "",
) -> Person:
    def auth() -> Wire:
        token = site.gateways[0].token(person, role, role.title())
        return {"token": token} | ({"booking_id": booking} if booking else {})

    ports = [gateway.port for gateway in site.gateways]
    dice = random.Random(f"{seed}/{role}")
    return Person(person, ports, auth, dice, Photos(http, ports, auth, dice))


async def write_on(place: Place, pause: float) -> None:
    """Everybody there writes, `pause` seconds apart in the mean; until cancelled."""
    async with asyncio.TaskGroup() as group:
        for person in place.people:
            group.create_task(_write(place, person, pause))


def _write(place: Place, person: Person, pause: float) -> Coroutine[Any, Any, None]:
    return _chat(person, pause) if place.is_room else _ask(person, pause)


async def _chat(person: Person, pause: float) -> None:
    while True:
        await asyncio.sleep(person.dice.expovariate(1 / pause))
        if person.waiting < _PATIENT:
            bears_photo = person.dice.random() < person.habits.photo
            photo = a_photo(person.dice) if bears_photo else b""
            person.write(f"{person.id} says {len(person.written) + 1}", photo)


async def _ask(person: Person, pause: float) -> None:
    """A question now and then; now and then two in a row."""
    while True:
        await asyncio.sleep(person.dice.expovariate(1 / (pause * 4)))
        if person.waiting < _PATIENT:
            person.write(person.dice.choice(QUESTIONS))
