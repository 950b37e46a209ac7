"""How many connections a person and an address have, and in how many rooms a person is.

Counted in Redis by gateway: `{"<gateway> <room>": connections}` for each person and address. What a
gateway holds counts as long as it lives (see peers), so a dead one's connections lapse at once.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from redis.asyncio import Redis

from connectors.errors import RateLimited
from connectors.gateway.delivery.peers import GATEWAYS
from connectors.redis_calls import answer_of, redis_key
from connectors.settings import Settings

PATIENCE_SECONDS = 0.5
"""How long Redis may take to answer; then this gateway counts its own alone."""

_RETRY_SECONDS = 10  # connections of a gateway that died have lapsed by then
_FORGET_SECONDS = 86_400

_OPEN = """
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local function lives(gateway)
  return gateway == ARGV[1] or tonumber(redis.call('ZSCORE', KEYS[1], gateway) or 0) > now
end
local function count(key)
  local connections, rooms, held = 0, 0, {}
  local fields = redis.call('HGETALL', key)
  for i = 1, #fields, 2 do
    local gateway, room = string.match(fields[i], '^(%S+) (.*)$')
    if lives(gateway) then
      connections = connections + fields[i + 1]
      if room ~= '' and not held[room] then rooms, held[room] = rooms + 1, true end
    else
      redis.call('HDEL', key, fields[i])
    end
  end
  return connections, rooms, held
end
local of_person, rooms, held = count(KEYS[2])
if of_person >= tonumber(ARGV[3]) then return 1 end
if ARGV[2] ~= '' and not held[ARGV[2]] and rooms >= tonumber(ARGV[4]) then return 2 end
if count(KEYS[3]) >= tonumber(ARGV[5]) then return 3 end
redis.call('HINCRBY', KEYS[2], ARGV[1] .. ' ' .. ARGV[2], 1)
redis.call('HINCRBY', KEYS[3], ARGV[1] .. ' ', 1)
for i = 2, 3 do redis.call('EXPIRE', KEYS[i], ARGV[6]) end
return 0
"""
_CLOSE = """
for i, key in ipairs(KEYS) do
  if redis.call('HINCRBY', key, ARGV[i], -1) <= 0 then redis.call('HDEL', key, ARGV[i]) end
end
"""
_REFUSALS = {
    1: ("too_many_connections", "You are connected too many times: close some pages."),
    2: ("too_many_rooms", "You are in too many rooms at once: leave one."),
    3: ("too_many_connections", "There are too many connections from your network."),
}


@dataclass(frozen=True, slots=True)
class _Held:
    person: str
    address: str
    room: str

    @property
    def keys(self) -> list[str]:
        return [
            redis_key("connections", "person", self.person),
            redis_key("connections", "address", self.address),
        ]


class Connections:
    """The connections of this gateway. While Redis is away it counts its own alone."""

    def __init__(self, redis: Redis, gateway: str, settings: Settings) -> None:
        self._gateway = gateway
        self._per_person = settings.limit_connections_per_person
        self._per_address = settings.limit_connections_per_address
        self._rooms = settings.limit_rooms_per_person
        self._held: dict[str, _Held] = {}
        self._here: Counter[str] = Counter()
        self._open = redis.register_script(_OPEN)
        self._close = redis.register_script(_CLOSE)

    async def hold(self, connection: str, person: str, address: str, room: str = "") -> None:
        """Count a connection until it is given back; the same one again may be another person's.

        Raises RateLimited `too_many_connections` or `too_many_rooms`.
        """
        held = _Held(person, address, room)
        if self._held.get(connection) == held:
            return
        await self.give_back(connection)
        most = [self._per_person, self._rooms, self._per_address]
        arguments: list[str | int] = [self._gateway, room, *most, _FORGET_SECONDS]
        answer = await answer_of(
            self._open([GATEWAYS, *held.keys], arguments), within=PATIENCE_SECONDS
        )
        if refusal := _REFUSALS.get(self._alone(held) if answer is None else answer):
            code, message = refusal
            raise RateLimited(message, code=code, retry_after=_RETRY_SECONDS)
        self._held[connection] = held
        self._here.update(held.keys)

    def of(self, person: str) -> list[str]:
        """A person's connections on this gateway."""
        return [connection for connection, held in self._held.items() if held.person == person]

    async def give_back(self, connection: str) -> None:
        """The connection has ended, if it was held."""
        if held := self._held.pop(connection, None):
            self._forget(held.keys)
            fields = [f"{self._gateway} {held.room}", f"{self._gateway} "]
            await answer_of(self._close(held.keys, fields), within=PATIENCE_SECONDS)

    def _forget(self, keys: list[str]) -> None:
        for key in keys:
            self._here[key] -= 1
            if not self._here[key]:
                del self._here[key]

    def _alone(self, held: _Held) -> int:
        person, address = (self._here[key] for key in held.keys)
        if person >= self._per_person:
            return 1
        return 3 if address >= self._per_address else 0
