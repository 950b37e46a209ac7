"""People who talk in rooms, two in each, and the time from one's sending to the other's receipt."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bench.rooms.sides import Seat, Side
from bench.rooms.wire import WebSocket

_MARK = b"~"
_ERROR = b'{"error"'
_TEXT = b"~%08d~ Namaste, is everything ready for tomorrow morning?"
_CONNECTING_AT_ONCE = 32
_ENTER_SECONDS = 60
_DRAIN_SECONDS = 10
_SENT_AT_ONCE = 20


@dataclass
class Talk:
    """What was said at a steady rate, numbered from `first`, and what came of it.

    By message: how far the generator was behind its plan, when it was sent and by whom. `seconds`
    are from sending to the other person's receipt, by the message's place in the talk.
    """

    first: int = 0
    late: list[float] = field(default_factory=list)
    sent: list[float] = field(default_factory=list)
    senders: list[int] = field(default_factory=list)
    seconds: dict[int, float] = field(default_factory=dict)
    doubled: int = 0
    acknowledged: int = 0
    refused: int = 0

    @property
    def is_over(self) -> bool:
        """Whether every message was received by the other and answered to the sender."""
        return len(self.seconds) == self.acknowledged + self.refused == len(self.sent)

    def receive(self, number: int, by: int) -> None:
        """Somebody received a message; one's own and those of earlier talks do not count."""
        place = number - self.first
        if place < 0 or self.senders[place] == by:
            return
        if place in self.seconds:
            self.doubled += 1
        else:
            self.seconds[place] = time.perf_counter() - self.sent[place]


class Person:
    """One connection in a room; the other person of the room has the number beside this one."""

    def __init__(self, number: int, side: Side, seat: Seat) -> None:
        self.number = number
        self.talk = Talk()
        self._side = side
        self._seat = seat
        self._inside: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._socket = WebSocket(side.path(seat), self._hear)

    async def enter(self) -> None:
        """Into the room; raises ConnectionError or TimeoutError."""
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: self._socket, "127.0.0.1", self._side.port)
        async with asyncio.timeout(_ENTER_SECONDS):
            await self._socket.opened
            if self._side.inside is not None:
                await self._inside

    def say(self, number: int) -> None:
        """Send message `number` of the talk."""
        self.talk.sent.append(time.perf_counter())
        self.talk.senders.append(self.number)
        self._socket.send(self._side.message(number, _TEXT % number))

    def leave(self) -> None:
        """Close the connection."""
        self._socket.close()

    def _hear(self, frame: bytes) -> None:
        if (mark := frame.find(_MARK)) >= 0:
            self.talk.receive(int(frame[mark + 1 : mark + 9]), self.number)
        elif frame.startswith(self._side.acknowledgement):
            if _ERROR in frame:
                self.talk.refused += 1
            else:
                self.talk.acknowledged += 1
        elif frame == b"2":
            self._socket.send(b"3")
        elif frame.startswith(b"0"):
            self._socket.send(self._side.hello(self._seat))
        elif self._side.inside and frame.startswith(self._side.inside):
            if not self._inside.done():
                self._inside.set_result(None)
        elif frame.startswith(b"44"):
            self._inside.set_exception(ConnectionError(frame.decode()))


@asynccontextmanager
async def entered(side: Side, seats: Sequence[Seat], first: int = 0) -> AsyncIterator[list[Person]]:
    """People in these seats, numbered from `first`, who leave at the end."""
    people = [Person(first + number, side, seat) for number, seat in enumerate(seats)]
    door = asyncio.Semaphore(_CONNECTING_AT_ONCE)

    async def enter(person: Person) -> None:
        async with door:
            await person.enter()

    try:
        await asyncio.gather(*map(enter, people))
        yield people
    finally:
        for person in people:
            person.leave()
        await asyncio.sleep(0.5)


async def talk_at(people: list[Person], rate: float, seconds: float) -> Talk:
    """People take turns at random at `rate` messages a second, whatever comes back; then wait.

    Open loop: nobody waits for an answer before the next message. `late` is how far the generator
    itself was behind its plan at each message, s.
    """
    before = people[0].talk
    talk = Talk(before.first + len(before.sent))
    for person in people:
        person.talk = talk
    order = random.Random(1).sample(people, len(people))
    begin = time.perf_counter()
    for place in range(round(rate * seconds)):
        planned = begin + place / rate
        if (early := planned - time.perf_counter()) > 0:
            await asyncio.sleep(early)
        elif place % _SENT_AT_ONCE == 0:
            await asyncio.sleep(0)
        talk.late.append(time.perf_counter() - planned)
        order[place % len(order)].say(talk.first + place)
    deadline = time.perf_counter() + _DRAIN_SECONDS
    while not talk.is_over and time.perf_counter() < deadline:  # noqa: ASYNC110  (cheaper)
        await asyncio.sleep(0.02)
    return talk
