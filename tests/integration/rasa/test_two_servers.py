"""Two rasa servers on one MongoDB and one Redis: turns do not overlap, whoever dies."""

from __future__ import annotations

import asyncio
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from typing import Any

import pytest
from redis import Redis

from connectors.lock_store import TICKET_SECONDS, RedisTicketLockStore
from tests.integration.rasa.conftest import StartRasa
from tests.support.dialogue import one_after_another, stored_messages, tickets
from tests.support.rasa import ActionServer, RasaServer, turn_body
from tests.support.waiting import eventually, patient, wait_for

from rasa.utils.endpoints import EndpointConfig  # isort: skip

AT_ONCE, ROUNDS = 8, 4
CONVERSATIONS, OVERLAPPING = 20, 4


@pytest.fixture
def servers(rasa_server: RasaServer, second_server: RasaServer) -> list[RasaServer]:
    """Two of them."""
    return [rasa_server, second_server]


def test_turns_at_once_never_overlap_and_none_is_lost(
    servers: list[RasaServer], actions: ActionServer, mongo_url: str, turns_database: str
) -> None:
    """Eight turns of one conversation at once, over and over: each whole, once, one at a time."""
    conversation = uuid.uuid4().hex
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for first in range(0, ROUNDS * AT_ONCE, AT_ONCE):
            messages = [f"m{number}" for number in range(first, first + AT_ONCE)]
            sent = {
                message: pool.submit(servers[number % 2].turn, conversation, "/act", message)
                for number, message in enumerate(messages)
            }
            for message, answer in sent.items():
                (said,) = answer.result()["messages"]
                assert said["id"] == f"{message}.answer"
            asked = stored_messages(mongo_url, turns_database, conversation)
            assert sorted(asked[first:]) == sorted(messages)
    assert actions.did(conversation) == one_after_another(asked)


async def test_turns_run_in_the_order_of_their_tickets(
    servers: list[RasaServer],
    actions: ActionServer,
    mongo_url: str,
    turns_database: str,
    redis_url: str,
) -> None:
    """Turns that wait on two servers, in an order one can see, run in that order."""
    conversation = uuid.uuid4().hex
    messages = [f"m{number}" for number in range(AT_ONCE)]
    locks = RedisTicketLockStore(EndpointConfig(redis_url))
    ask = asyncio.get_running_loop().run_in_executor
    with Redis.from_url(redis_url) as redis, ThreadPoolExecutor(AT_ONCE) as pool:
        waiting: list[asyncio.Future[Any]] = []
        async with locks.lock(conversation):
            for number, message in enumerate(messages):
                # Two on one server, then two on the other: neither alone knows the order.
                turn = servers[number // 2 % 2].turn
                waiting.append(ask(pool, turn, conversation, "/act", message))
                await eventually(lambda: tickets(redis, conversation) == 1 + len(waiting))
            assert actions.did(conversation) == []
        for answer in await asyncio.gather(*waiting):
            assert len(answer["messages"]) == 1
        assert tickets(redis, conversation) == 0
    await locks.close()
    assert stored_messages(mongo_url, turns_database, conversation) == messages
    assert actions.did(conversation) == one_after_another(messages)


async def test_many_conversations_at_once_keep_their_order(
    servers: list[RasaServer],
    actions: ActionServer,
    mongo_url: str,
    turns_database: str,
    redis_url: str,
) -> None:
    """Turns of twenty conversations wait on both servers and are let go at once: in each
    conversation they run in the order they came in, one at a time, and each is stored once.
    """
    conversations = [uuid.uuid4().hex for _ in range(CONVERSATIONS)]
    messages = [f"m{number}" for number in range(OVERLAPPING)]
    locks = RedisTicketLockStore(EndpointConfig(redis_url))
    ask = asyncio.get_running_loop().run_in_executor
    with (
        Redis.from_url(redis_url) as redis,
        ThreadPoolExecutor(CONVERSATIONS * OVERLAPPING) as pool,
    ):
        waiting: dict[tuple[str, str], asyncio.Future[Any]] = {}
        async with AsyncExitStack() as held:
            for conversation in conversations:
                await held.enter_async_context(locks.lock(conversation))
            for number, message in enumerate(messages):
                for place, conversation in enumerate(conversations):
                    turn = servers[(place + number) % 2].turn
                    answer = ask(pool, turn, conversation, "/act", message)
                    waiting[conversation, message] = answer
                await eventually(
                    lambda: drawn(redis, conversations) == CONVERSATIONS + len(waiting), seconds=30
                )
        answers = dict(zip(waiting, await asyncio.gather(*waiting.values()), strict=True))
        assert drawn(redis, conversations) == 0
    await locks.close()
    for (_, message), answer in answers.items():
        assert answer["replayed"] is False
        assert [said["id"] for said in answer["messages"]] == [f"{message}.answer"]
    for conversation in conversations:
        assert stored_messages(mongo_url, turns_database, conversation) == messages
        assert actions.did(conversation) == one_after_another(messages)


def test_a_killed_server_leaves_no_lock_and_its_turn_is_answered_once(
    start_rasa: StartRasa,
    rasa_server: RasaServer,
    actions: ActionServer,
    mongo_url: str,
    turns_database: str,
    redis_url: str,
) -> None:
    """Killed while its action runs: the others' turns wait for the ticket to lapse and no longer,
    and the message that was lost is answered when it is sent again, once.
    """
    victim, other = start_rasa(), rasa_server
    conversation = uuid.uuid4().hex
    victim.turn(conversation, "/greet", "m0")
    with Redis.from_url(redis_url) as redis, ThreadPoolExecutor(3) as pool:
        with actions.held():
            body = turn_body(conversation, "act held", "m1")
            lost = pool.submit(victim.http.post, "/turn", json=body)
            wait_for(lambda: actions.did(conversation) == ["began m1"], what="the action to begin")
            waiting = []
            for message in ("m2", "m3"):
                waiting.append(pool.submit(other.turn, conversation, "/act", message))
                wait_for(lambda: tickets(redis, conversation) == 1 + len(waiting), what="a ticket")
            victim.kill()
            assert actions.did(conversation) == ["began m1"]
            assert tickets(redis, conversation) == 3
        killed = time.monotonic()
        assert lost.exception() is not None
        for answer in waiting:
            assert answer.result()["replayed"] is False
        assert time.monotonic() - killed < TICKET_SECONDS + patient(10)
        first = other.turn(conversation, "act held", "m1")
        again = other.turn(conversation, "act held", "m1")
        assert tickets(redis, conversation) == 0
    assert (first["replayed"], again["replayed"]) == (False, True)
    assert first["messages"] == again["messages"]
    assert stored_messages(mongo_url, turns_database, conversation) == ["m0", "m2", "m3", "m1"]


def test_what_a_killed_server_held_lapses_by_itself(
    start_rasa: StartRasa, actions: ActionServer, redis_url: str
) -> None:
    """Nobody has to ask for the conversation: after the ticket's time Redis has nothing of it."""
    victim = start_rasa()
    conversation = uuid.uuid4().hex
    with Redis.from_url(redis_url) as redis, ThreadPoolExecutor(1) as pool:
        with actions.held():
            body = turn_body(conversation, "act held", "m0")
            lost = pool.submit(victim.http.post, "/turn", json=body)
            wait_for(lambda: actions.did(conversation) == ["began m0"], what="the action to begin")
            victim.kill()
        assert lost.exception() is not None
        keys = list(redis.scan_iter(f"*{conversation}*"))
        assert keys
        assert all(0 < redis.pttl(key) <= TICKET_SECONDS * 1000 for key in keys)


def drawn(redis: Redis, conversations: list[str]) -> int:
    """How many turns hold or wait for the locks of these conversations."""
    return sum(tickets(redis, conversation) for conversation in conversations)
