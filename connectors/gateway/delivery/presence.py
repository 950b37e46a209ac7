"""Who is connected, across gateways.

Each place has a hash in Redis: who is there on which gateway, and since when. Who is on a gateway
that lives no more (see peers.py) is not there. So a place costs nothing while nobody comes or goes,
and those whom a killed gateway leaves behind are gone as soon as its death is known.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from weakref import WeakValueDictionary

from redis.asyncio import Redis

from connectors.domain.identity import Identity, Role
from connectors.gateway.delivery.peers import GATEWAYS
from connectors.redis_calls import answer_of, redis_key

REFRESH_SECONDS = 30.0
"""How often what is shown should be shown again, in case a notice or Redis's memory was lost."""

_KEEP_SECONDS = 120  # longer than REFRESH_SECONDS


@dataclass(frozen=True, slots=True)
class Present:
    """A person at a place, and since when."""

    person: Identity
    since: datetime


class Presence:
    """The people at a place (a conversation, or the desk), as far as Redis and we know."""

    def __init__(self, redis: Redis, gateway: str) -> None:
        self._redis = redis
        self._gateway = gateway
        self._here: dict[str, dict[str, Present]] = {}
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def show(self, place: str, here: Iterable[Identity]) -> list[Identity]:
        """Say who is at the place on this gateway; everybody who is there on any gateway."""
        lock = self._locks.setdefault(place, asyncio.Lock())
        async with lock:  # what is written last has to be what was true last
            mine = self._note(place, here)
            found = await answer_of(self._exchange(place, mine))
        return [one.person for one in _merged(mine.values() if found is None else found)]

    async def look(self, places: Sequence[str]) -> list[list[Present]]:
        """Who is at each of the places, on any gateway."""
        pipe = self._redis.pipeline(transaction=False)
        for place in places:
            pipe.hgetall(_key(place))
        pipe.zrange(GATEWAYS, 0, -1)
        found = await answer_of(pipe.execute())
        if found is None:
            return [_merged(self._here.get(place, {}).values()) for place in places]
        *hashes, alive = found
        return [_merged(self._living(entries, alive)) for entries in hashes]

    def _note(self, place: str, here: Iterable[Identity]) -> dict[str, Present]:
        """Who is at the place on this gateway, each since the first time it was said."""
        before, now = self._here.get(place, {}), datetime.now(UTC)
        mine = {
            person.id: Present(person, before[person.id].since if person.id in before else now)
            for person in here
        }
        if mine:
            self._here[place] = mine
        else:
            self._here.pop(place, None)
        return mine

    async def _exchange(self, place: str, mine: dict[str, Present]) -> list[Present]:
        key = _key(place)
        entries: dict[Any, Any] = {
            f"{self._gateway} {person}": _packed(one) for person, one in mine.items()
        }
        async with self._redis.pipeline(transaction=False) as pipe:
            if entries:
                pipe.hset(key, mapping=entries)
            pipe.expire(key, _KEEP_SECONDS)
            pipe.hgetall(key)
            pipe.zrange(GATEWAYS, 0, -1)
            *_, found, alive = await pipe.execute()
        ours = f"{self._gateway} ".encode()
        left = [name for name in found if name.startswith(ours) and name.decode() not in entries]
        for name in left:
            del found[name]
        if left:
            await self._redis.hdel(key, *left)
        return self._living(found, alive)

    def _living(self, entries: dict[bytes, bytes], alive: list[bytes]) -> list[Present]:
        """Who is on gateways that live."""
        known = {self._gateway.encode(), *alive}
        return [
            _unpacked(name, entry)
            for name, entry in entries.items()
            if name.partition(b" ")[0] in known
        ]


def _key(place: str) -> str:
    return redis_key("presence", place)


def _packed(present: Present) -> str:
    person = present.person
    return json.dumps([person.role.value, person.name, present.since.isoformat()])


def _unpacked(name: bytes, entry: bytes) -> Present:
    role, called, since = json.loads(entry)
    person = name.decode().partition(" ")[2]
    return Present(Identity(person, Role(role), called), datetime.fromisoformat(since))


def _merged(people: Iterable[Present]) -> list[Present]:
    """Each person once, since the first of their connections, in a stable order."""
    first: dict[str, Present] = {}
    for present in people:
        known = first.setdefault(present.person.id, present)
        if present.since < known.since:
            first[present.person.id] = present
    return sorted(first.values(), key=lambda present: present.person.id)
