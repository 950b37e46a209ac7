"""Who is connected, across gateways: sorted sets in Redis; a dead gateway's entries lapse."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Iterable
from typing import cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

from connectors.domain.identity import Identity, Role

REFRESH_SECONDS = 10.0
_LAPSE_SECONDS = 25.0
_PATIENCE_SECONDS = 0.5
_KEY = "pandityatra:presence:"

log = logging.getLogger(__name__)


class Presence:
    """The people at a place (a conversation, or the desk), as far as Redis and we know."""

    def __init__(self, redis: Redis, gateway: str) -> None:
        self._redis = redis
        self._gateway = gateway

    async def show(self, place: str, here: Iterable[Identity]) -> list[Identity]:
        """Say who is at the place on this gateway; everybody who is there on any gateway."""
        people = {self._member(person): person for person in here}
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                members = await self._exchange(_KEY + place, list(people))
        except (RedisError, OSError, TimeoutError) as error:
            log.debug("presence.local_only error=%s", type(error).__name__)
            return _sorted(people.values())
        return _sorted(_person(member) for member in members)

    async def _exchange(self, key: str, mine: list[str]) -> list[bytes]:
        now = time.time()
        async with self._redis.pipeline(transaction=False) as pipe:
            for member in await self._of_this_gateway(key):
                if member.decode() not in mine:
                    pipe.zrem(key, member)
            if mine:
                pipe.zadd(key, dict.fromkeys(mine, now + _LAPSE_SECONDS))
            pipe.zremrangebyscore(key, "-inf", now)
            pipe.zrange(key, 0, -1)
            pipe.expire(key, int(_LAPSE_SECONDS * 2))
            *_, members, _ = await pipe.execute()
        return list(members)

    async def _of_this_gateway(self, key: str) -> list[bytes]:
        members = cast(list[bytes], await self._redis.zrange(key, 0, -1))
        return [member for member in members if json.loads(member)[0] == self._gateway]

    def _member(self, person: Identity) -> str:
        return json.dumps([self._gateway, person.id, person.role.value, person.name])


def _person(member: bytes) -> Identity:
    _, person, role, name = json.loads(member)
    return Identity(person, Role(role), name)


def _sorted(people: Iterable[Identity]) -> list[Identity]:
    """Each person once, in a stable order."""
    return sorted({person.id: person for person in people}.values(), key=lambda one: one.id)
