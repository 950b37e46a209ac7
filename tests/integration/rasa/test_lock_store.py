"""Turns of one conversation, one after another, in order, whoever dies."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest
from redis import Redis

import tests.support.rasa
from connectors import lock_store as module
from connectors.lock_store import TICKET_SECONDS, RedisTicketLockStore
from tests.support.dialogue import tickets
from tests.support.waiting import eventually, lived, patient

from rasa.core.lock_store import LockError  # isort: skip
from rasa.utils.endpoints import EndpointConfig  # isort: skip

assert tests.support.rasa  # imported first: it imports Rasa without its warnings


Queue = Callable[[int], Awaitable[None]]


@pytest.fixture
async def stores(fresh_redis: str) -> AsyncIterator[list[RedisTicketLockStore]]:
    """Two servers' lock stores on one Redis."""
    made = [RedisTicketLockStore(EndpointConfig(fresh_redis)) for _ in range(2)]
    yield made
    for store in made:
        await store.close()


@pytest.fixture
def queue(fresh_redis: str) -> Iterator[Queue]:
    """Waits until that many turns hold or wait for the lock of `a`."""
    with Redis.from_url(fresh_redis) as redis:

        async def until(length: int) -> None:
            await eventually(lambda: tickets(redis, "a") == length, what=f"a queue of {length}")

        yield until


async def test_turns_never_overlap_and_keep_their_order(
    stores: list[RedisTicketLockStore], queue: Queue
) -> None:
    """Twenty turns on two servers run one at a time, in the order they asked."""
    ran: list[int] = []
    inside = 0

    async def turn(number: int) -> None:
        nonlocal inside
        async with stores[number % 2].lock("a"):
            inside += 1
            assert inside == 1
            await asyncio.sleep(0.005)
            ran.append(number)
            inside -= 1

    async with asyncio.TaskGroup() as group, stores[0].lock("a"):
        for number in range(20):
            group.create_task(turn(number))
            await queue(number + 2)
    assert ran == list(range(20))


async def test_conversations_do_not_wait_for_each_other(stores: list[RedisTicketLockStore]) -> None:
    """Another conversation's lock is free."""
    async with stores[0].lock("a"), asyncio.timeout(patient(5)), stores[1].lock("b"):
        pass


async def test_waiting_is_short(stores: list[RedisTicketLockStore], queue: Queue) -> None:
    """A turn that waits begins within a tenth of a second after the one before has ended."""
    async with lived() as seconds:
        async with stores[0].lock("a"):
            waiting = asyncio.create_task(_take(stores[1]))
            await queue(2)
            await asyncio.sleep(0.3)  # a long turn: who waits looks as seldom as it ever will
            ended = seconds()
        await waiting
        assert seconds() - ended < patient(0.1)


async def test_a_turn_that_raises_gives_its_lock_back(
    stores: list[RedisTicketLockStore], queue: Queue
) -> None:
    """An error or a cancellation inside leaves nothing locked and nothing in Redis."""
    with pytest.raises(RuntimeError):
        async with stores[0].lock("a"):
            raise RuntimeError
    async with stores[0].lock("a"):
        waiting = asyncio.create_task(_take(stores[1]))
        await queue(2)
        waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await eventually(lambda: _is_empty(stores[0]))


async def _take(store: RedisTicketLockStore) -> None:
    async with store.lock("a"):
        pass


async def _is_empty(store: RedisTicketLockStore) -> bool:
    return bool(await store.redis.dbsize() == 0)


async def test_waiting_has_an_end(stores: list[RedisTicketLockStore]) -> None:
    """Who waits longer than it wants to gets a LockError."""
    async with stores[0].lock("a"):
        with pytest.raises(LockError):
            async with stores[1].lock("a", lock_lifetime=0.2):
                pass


async def test_a_long_turn_keeps_its_lock(
    stores: list[RedisTicketLockStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A turn longer than a ticket lives is not overtaken."""
    ticket = patient(1)
    monkeypatch.setattr(module, "TICKET_SECONDS", ticket)
    monkeypatch.setattr(module, "_RENEW_SECONDS", 0.1)
    async with stores[0].lock("a"):
        with pytest.raises(LockError):
            async with stores[1].lock("a", lock_lifetime=1.5 * ticket):
                pass


async def test_a_killed_server_leaves_no_lock(
    stores: list[RedisTicketLockStore], fresh_redis: str
) -> None:
    """The lock of a process that was killed lapses, and the next in the queue gets it."""
    code = f"""
import asyncio
from connectors.rasa_server.lean import leave_out_tensorflow
from pathlib import Path
leave_out_tensorflow(Path("config.yml"))
from connectors.lock_store import RedisTicketLockStore
from rasa.utils.endpoints import EndpointConfig
async def hold():
    async with RedisTicketLockStore(EndpointConfig("{fresh_redis}")).lock("a"):
        print("held", flush=True)
        await asyncio.sleep(60)
asyncio.run(hold())
"""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-W", "ignore", "-c", code, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"held\n"
    process.kill()
    await process.communicate()
    async with asyncio.timeout(TICKET_SECONDS + patient(5)), stores[0].lock("a"):
        pass


async def test_redis_away_is_a_lock_error() -> None:
    """Without Redis a turn is refused, not run without a lock."""
    store = RedisTicketLockStore(EndpointConfig("redis://127.0.0.1:1/0"))
    with pytest.raises(LockError, match="Redis does not answer"):
        async with store.lock("a"):
            pass
    await store.close()


async def test_a_lock_that_is_given_back_is_not_renewed_any_more(
    stores: list[RedisTicketLockStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the renewal is doing in that moment: no task goes on, and the next one gets in."""
    monkeypatch.setattr(module, "_RENEW_SECONDS", 0)
    for _ in range(15):
        async with stores[0].lock("a"):
            await asyncio.sleep(0.001)
    assert asyncio.all_tasks() == {asyncio.current_task()}
    async with asyncio.timeout(patient(5)), stores[1].lock("a"):
        pass
