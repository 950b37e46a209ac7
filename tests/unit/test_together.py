"""Questions that come at once are asked in groups; each caller gets its own answer."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from connectors.together import Together
from tests.support.waiting import eventually


class Server:
    """Doubles numbers; waits until it is let, refuses 13, and breaks down on 99."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.busy = self.busiest = 0
        self.open = asyncio.Event()

    async def ask(self, numbers: list[int]) -> Sequence[int | Exception]:
        self.groups.append(numbers)
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        await self.open.wait()
        self.busy -= 1
        if 99 in numbers:
            raise OSError("away")
        return [ValueError(number) if number == 13 else 2 * number for number in numbers]


async def test_what_comes_meanwhile_goes_together() -> None:
    """In the order they came, in groups no larger than told, one after the other."""
    server = Server()
    together = Together(server.ask, largest=4)
    asked = [asyncio.create_task(together.ask(number)) for number in range(7)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    more = asyncio.create_task(together.ask(7))
    server.open.set()
    assert await asyncio.gather(*asked, more) == [2 * number for number in range(8)]
    assert server.groups == [[0, 1, 2, 3], [4, 5, 6, 7]]
    assert server.busiest == 1


async def test_several_groups_may_be_away() -> None:
    """As many as allowed, and no more."""
    server = Server()
    together = Together(server.ask, at_once=2, largest=1)
    asked = [asyncio.create_task(together.ask(number)) for number in range(5)]
    await eventually(lambda: server.busy == 2)
    server.open.set()
    assert await asyncio.gather(*asked) == [0, 2, 4, 6, 8]
    assert server.busiest == 2


async def test_an_error_is_for_the_one_who_asked() -> None:
    """The others of the group get their answers."""
    server = Server()
    server.open.set()
    together = Together(server.ask)
    outcomes = await asyncio.gather(*map(together.ask, (12, 13, 14)), return_exceptions=True)
    assert (outcomes[0], outcomes[2]) == (24, 28)
    assert isinstance(outcomes[1], ValueError)


async def test_when_nobody_answers_all_are_told_and_the_next_is_asked_again() -> None:
    """What the whole group failed with; later groups are not concerned."""
    server = Server()
    server.open.set()
    together = Together(server.ask)
    outcomes = await asyncio.gather(*map(together.ask, (1, 99)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [OSError, OSError]
    assert await together.ask(1) == 2


async def test_who_leaves_early_is_not_asked_for_and_holds_up_nobody() -> None:
    """Cancelled before its turn: not asked. Cancelled while it is away: the others are answered."""
    server = Server()
    together = Together(server.ask)
    away = [asyncio.create_task(together.ask(number)) for number in (1, 2)]
    await eventually(lambda: server.busy == 1)
    waiting = [asyncio.create_task(together.ask(number)) for number in (3, 4)]
    await asyncio.sleep(0)
    away[0].cancel()
    waiting[0].cancel()
    await asyncio.sleep(0)
    server.open.set()
    assert await away[1] == 4
    assert await waiting[1] == 8
    assert server.groups == [[1, 2], [4]]
    for task in (away[0], waiting[0]):
        with pytest.raises(asyncio.CancelledError):
            await task
