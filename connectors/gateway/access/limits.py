"""How much a person and an address may do, counted in Redis so that it holds across gateways."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from redis.asyncio import Redis

from connectors.errors import RateLimited
from connectors.redis_calls import answer_of, redis_key
from connectors.settings import Settings
from connectors.together import Together

MAX_PACKET = 64 * 1024
"""Bytes of one Socket.IO packet; a larger one ends its connection. The largest legal one has 4,000
characters, each escaped to twelve bytes."""

MAX_HEAD = 32 * 1024
"""Bytes of an HTTP request's line and headers."""

PATIENCE_SECONDS = 0.25
"""How long Redis may keep a message waiting; then this gateway counts alone for a while."""

_REST_SECONDS = 1.0  # how long Redis is not asked after it did not answer
_MOST_KNOWN = 10_000

# The generic cell rate algorithm (ITU-T I.371): for each key the moment at which all that was used
# will have been earned. Nothing is counted unless every key allows it.
_TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local full, wait = {}, 0
for i, key in ipairs(KEYS) do
  local cost, span = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  full[i] = math.max(tonumber(redis.call('GET', key) or '0'), now) + cost
  wait = math.max(wait, full[i] - span - now)
end
if wait > 0 then return math.ceil(wait) end
for i, key in ipairs(KEYS) do
  redis.call('SET', key, string.format('%.3f', full[i]), 'PX', math.ceil(full[i] - now))
end
return 0
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """So much at once for a person and for an address, earned again evenly over `seconds`."""

    name: str
    seconds: int
    per_person: float
    per_address: float


@dataclass(frozen=True, slots=True)
class _Use:
    """One use of one limit: milliseconds until it is earned, and until all of the limit is."""

    key: str
    cost: float
    span: float


class Limits:
    """The limits of the settings.

    What was used here is counted here, too: a gateway that Redis does not answer goes on from
    there, and refuses a flood without asking.
    """

    def __init__(self, redis: Redis, settings: Settings) -> None:
        def limit(name: str, seconds: int, most: float) -> Limit:
            return Limit(name, seconds, most, most * settings.limit_address_times)

        self.messages = limit("messages", 10, settings.limit_messages)
        self.events = limit("events", 10, settings.limit_events)
        self.sign_ins = limit("sign_ins", 60, settings.limit_sign_ins)
        self.uploads = limit("uploads", 3600, settings.limit_upload_mb * 2**20)
        self.handshakes = Limit("handshakes", 60, math.inf, settings.limit_handshakes)
        self.data_rights = limit("data_rights", 3600, 10)
        self.pushes = Limit("pushes", 60, 1, math.inf)
        self.guests = Limit("guests", 600, math.inf, settings.limit_guests)
        self.host_calls = Limit("host_calls", 60, math.inf, settings.limit_host_calls)
        self._redis = redis
        self._together = Together(self._take, at_once=2)
        self._here = _Here()
        self._ask_again = float("-inf")

    async def check(
        self, limit: Limit, *, person: str = "", address: str = "", cost: float = 1
    ) -> None:
        """Count one use, or one of `cost`; raises RateLimited with the seconds to wait.

        What costs more than the whole limit passes when nothing else was used.
        """
        uses = []
        for kind, who, most in (
            ("person", person, limit.per_person),
            ("address", address, limit.per_address),
        ):
            if who:
                span = limit.seconds * 1000
                key = redis_key("limit", limit.name, kind, who)
                uses.append(_Use(key, span * min(cost / most, 1), span))
        wait = await self._wait(uses)
        if wait > 0:
            seconds = math.ceil(wait / 1000)
            raise RateLimited(f"Too fast: try again in {seconds} s.", retry_after=seconds)

    async def _wait(self, uses: list[_Use]) -> float:
        """Milliseconds until these uses are allowed; they are counted if it is none."""
        wait = self._here.wait(uses)
        if wait <= 0:
            wait = await self._wait_elsewhere(uses)
        if wait <= 0:
            self._here.count(uses)
        return wait

    async def _wait_elsewhere(self, uses: list[_Use]) -> float:
        """As Redis knows it, which counts them; none while it does not answer."""
        if time.monotonic() < self._ask_again:
            return 0
        wait = await answer_of(self._together.ask(uses), within=PATIENCE_SECONDS)
        if wait is None:
            self._ask_again = time.monotonic() + _REST_SECONDS
            return 0
        return wait

    async def _take(self, each: list[list[_Use]]) -> list[float | Exception]:
        async with self._redis.pipeline(transaction=False) as pipe:
            for uses in each:
                numbers = [number for use in uses for number in (use.cost, use.span)]
                await pipe.eval(_TAKE, len(uses), *(use.key for use in uses), *numbers)
            return list(await pipe.execute(raise_on_error=False))


class _Here:
    """What was used on this gateway."""

    def __init__(self) -> None:
        self._full: dict[str, float] = {}
        self._most = _MOST_KNOWN

    def wait(self, uses: list[_Use]) -> float:
        """Milliseconds until these uses would be allowed."""
        now = _now()
        return max(self._after(use, now) - use.span - now for use in uses)

    def count(self, uses: list[_Use]) -> None:
        """They were allowed."""
        now = _now()
        self._full |= {use.key: self._after(use, now) for use in uses}
        if len(self._full) > self._most:
            self._full = {key: moment for key, moment in self._full.items() if moment > now}
            self._most = max(_MOST_KNOWN, 2 * len(self._full))

    def _after(self, use: _Use, now: float) -> float:
        return max(self._full.get(use.key, 0), now) + use.cost


def _now() -> float:
    return time.monotonic() * 1000
