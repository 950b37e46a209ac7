"""Processes die and come back: nothing acknowledged is lost, and each question is answered once."""

from __future__ import annotations

import asyncio
import itertools
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from connectors.domain.ids import new_id
from connectors.stack.processes import free_port
from connectors.stores.database import Database, open_database
from connectors.stores.messages import Messages
from tests.fakes.rasa_server import RasaServer, Refusal, echo
from tests.integration.gateway.conftest import gateway_settings
from tests.integration.gateway.test_rooms import a_booking, entry
from tests.support.gateway import Gateway
from tests.support.servers import MongoServer, RedisServer
from tests.support.sockets import Socket, Sockets, Unanswered
from tests.support.waiting import eventually, patient, wait_for

Wire = dict[str, Any]


async def history_of(socket: Socket) -> list[Wire]:
    """All of a conversation, as fetched fresh."""
    page = await socket.emit("resume", {"after_seq": 0})
    assert "error" not in page, page
    assert [message["seq"] for message in page["messages"]] == list(range(1, page["last_seq"] + 1))
    messages: list[Wire] = page["messages"]
    return messages


async def test_a_gateway_killed_while_the_guide_thinks(
    mongo_url: str, redis_url: str, own_rasa: RasaServer, sockets: Sockets, tmp_path: Path
) -> None:
    """SIGKILL in the middle of a turn: after the restart the question is answered, once."""
    go_on = threading.Event()

    def slow(body: Wire) -> list[Wire]:
        go_on.wait(patient(30))
        return [{"type": "text", "text": "one"}, {"type": "text", "text": "two"}]

    own_rasa.on("a long question", slow)
    settings = gateway_settings(mongo_url, redis_url)
    with Gateway(tmp_path / "gateway", settings, own_rasa.url) as gateway:
        visitor, session = await sockets.join(gateway.url)
        await visitor.say("a long question")
        await eventually(lambda: own_rasa.turns_of(session["conversation"]))
        gateway.kill()
        go_on.set()
        await asyncio.to_thread(gateway.start)
        back, _ = await sockets.join(gateway.url, auth={"token": session["token"]})

        async def answered() -> bool:
            return len(await history_of(back)) == 3

        await eventually(answered, seconds=20)
        await asyncio.sleep(3)  # a sweep more
        assert [m["text"] for m in await history_of(back)] == ["a long question", "one", "two"]
        assert own_rasa.turns_of(session["conversation"]) == ["a long question"]


async def test_a_gateway_killed_while_people_write(
    mongo_url: str, redis_url: str, own_rasa: RasaServer, sockets: Sockets, tmp_path: Path
) -> None:
    """What was acknowledged is there once; what was not is sent again and is there once, too."""
    settings = gateway_settings(mongo_url, redis_url)
    stored = open_database(settings)
    with Gateway(tmp_path / "gateway", settings, own_rasa.url) as gateway:
        booking = await a_booking(stored)
        customer, _ = await sockets.join(gateway.url, auth=entry(gateway, booking, "customer"))
        acks: dict[str, Wire] = {}

        async def write() -> None:
            for number in range(30):
                client_id = f"m{number}"
                while client_id not in acks:
                    try:
                        data = {"client_id": client_id, "text": client_id}
                        ack = await customer.emit("message", data, seconds=0.7)
                        if "error" not in ack:
                            acks[client_id] = ack
                    except Unanswered:
                        await asyncio.sleep(0.05)

        writing = asyncio.create_task(write())
        for _ in range(2):
            await asyncio.sleep(0.1)
            gateway.kill()
            await asyncio.to_thread(gateway.start)
        await asyncio.wait_for(writing, patient(60))
        await stored.close()
        history = await history_of(customer)
        assert [message["text"] for message in history] == [f"m{number}" for number in range(30)]
        assert {m["client_id"]: m["seq"] for m in history} == {
            client_id: ack["seq"] for client_id, ack in acks.items()
        }


async def test_redis_is_killed_and_comes_back(
    mongo_url: str, own_rasa: RasaServer, sockets: Sockets, tmp_path: Path
) -> None:
    """Without Redis people on two gateways still talk; with it again everything works on."""
    with RedisServer(tmp_path / "redis") as redis:
        settings = gateway_settings(mongo_url, redis.url)
        stored = open_database(settings)
        one, two = (Gateway(tmp_path / name, settings, own_rasa.url) for name in ("one", "two"))
        with one, two:
            booking = await a_booking(stored)
            customer, _ = await sockets.join(one.url, auth=entry(one, booking, "customer"))
            pandit, _ = await sockets.join(two.url, auth=entry(two, booking, "pandit"))
            visitor, _ = await sockets.join(one.url)
            await customer.say("before")
            redis.kill()
            for number in range(5):
                assert (await customer.say(f"without {number}"))["seq"] == number + 2
            assert (await visitor.say("are you there?"))["seq"] == 1
            await pandit.heard(6)
            late, _ = await sockets.join(two.url, auth=entry(two, booking, "customer"))
            assert len(await history_of(late)) == 6
            await asyncio.to_thread(redis.start)
            await visitor.wait(
                "message", lambda message: message["text"] == "You said: are you there?", seconds=15
            )
            await pandit.say("after")
            for person in (customer, pandit):
                await person.heard(7)
                assert [message["seq"] for message in person.messages] == list(range(1, 8))
            await stored.close()
        for gateway in (one, two):
            assert "Traceback" not in gateway.log.read_text()


async def test_mongodb_is_killed_and_comes_back(
    redis_url: str, own_rasa: RasaServer, sockets: Sockets, tmp_path: Path
) -> None:
    """While MongoDB restarts nothing is acknowledged falsely; afterwards all of it is there."""
    with MongoServer(tmp_path / "mongo") as mongo:
        settings = gateway_settings(mongo.url, redis_url)
        with Gateway(tmp_path / "gateway", settings, own_rasa.url) as gateway:
            visitor, _ = await sockets.join(gateway.url)
            await visitor.emit("handoff", {})
            before = await visitor.say("before")
            mongo.kill()
            saying = asyncio.create_task(visitor.say("meanwhile", "m"))
            await asyncio.to_thread(mongo.start)
            ack = await saying
            while "error" in ack:
                assert ack["error"]["code"] == "unavailable"
                ack = await visitor.say("meanwhile", "m")
            assert (before["seq"], ack["seq"]) == (2, 3)
            assert [m["text"] for m in await history_of(visitor)][1:] == ["before", "meanwhile"]
            assert "Traceback" not in gateway.log.read_text()


async def test_rasa_is_down_and_comes_up(
    mongo_url: str, redis_url: str, own_rasa: RasaServer, sockets: Sockets, tmp_path: Path
) -> None:
    """Questions wait while rasa is down or loading, and are answered in order when it is up."""
    own_rasa.stop()
    settings = gateway_settings(mongo_url, redis_url)
    with Gateway(tmp_path / "gateway", settings, own_rasa.url) as gateway:
        visitor, session = await sockets.join(gateway.url)
        for text in ("one", "two", "three"):
            await visitor.say(text)
        silent, other = await sockets.join(gateway.url)
        await silent.say("never mind")
        await silent.emit("handoff", {})
        await asyncio.sleep(1)
        assert visitor.texts == ["one", "two", "three"]
        own_rasa.start()
        await visitor.heard(6)
        assert visitor.texts[3:] == ["You said: one", "You said: two", "You said: three"]
        assert own_rasa.turns_of(session["conversation"]) == ["one", "two", "three"]
        await asyncio.sleep(2.5)
        assert own_rasa.turns_of(other["conversation"]) == []  # a human was asked for meanwhile


async def test_a_turn_that_always_fails_ends_in_an_apology(
    gateway: Gateway, rasa: RasaServer, sockets: Sockets, stored: Database
) -> None:
    """After a few attempts the visitor is offered a human, and the next question is answered."""
    attempts = []

    def fail(body: Wire) -> list[Wire]:
        attempts.append(body["message_id"])
        raise Refusal(500)

    text = f"poison {new_id()}"
    rasa.on(text, fail)
    visitor, session = await sockets.join(gateway.url)
    await visitor.say(text)
    apology = await visitor.wait("message", lambda message: message["type"] == "buttons")
    assert apology["payload"]["buttons"][0]["payload"] == "/human_handoff"
    assert len(attempts) == 3
    await visitor.say("something else")
    await visitor.wait("message", lambda message: message["text"] == "You said: something else")

    async def nothing_is_due() -> bool:
        return not await Messages(stored).due_in(session["conversation"])

    await eventually(nothing_is_due)


@pytest.mark.parametrize("status", [500, 503, 400])
async def test_a_turn_that_fails_once_is_tried_again(
    gateway: Gateway, rasa: RasaServer, sockets: Sockets, status: int
) -> None:
    """One failure, of whatever kind, is not seen by the visitor."""
    failed = threading.Event()

    def once(body: Wire) -> list[Wire]:
        if not failed.is_set():
            failed.set()
            raise Refusal(status)
        return echo(body)

    text = f"flaky {new_id()}"
    rasa.on(text, once)
    visitor, _ = await sockets.join(gateway.url)
    await visitor.say(text)
    await visitor.wait("message", lambda message: message["text"] == f"You said: {text}")
    assert len(visitor.messages) == 2


async def test_a_busy_guide_is_not_hammered(
    gateway: Gateway, rasa: RasaServer, sockets: Sockets
) -> None:
    """While it answers that it cannot run the turn now, it is asked again ever more slowly."""
    asked = []

    def busy(body: Wire) -> list[Wire]:
        asked.append(time.monotonic())
        raise Refusal(503)

    text = f"busy {new_id()}"
    rasa.on(text, busy)
    visitor, _ = await sockets.join(gateway.url)
    await visitor.say(text)
    await eventually(lambda: len(asked) == 4)
    pauses = [later - sooner for sooner, later in itertools.pairwise(asked)]
    assert all(pause > least for pause, least in zip(pauses, (0.29, 0.59, 1.19), strict=True))
    rasa.on(text, echo)
    await visitor.wait("message", lambda message: message["text"] == f"You said: {text}")


@pytest.mark.parametrize(
    "answer",
    [{"type": "hologram"}, {"type": "text", "text": "\ud800"}, {"type": "text", "payload": 5}],
)
async def test_answers_that_cannot_be_used(
    gateway: Gateway, rasa: RasaServer, sockets: Sockets, answer: Wire
) -> None:
    """Answers of a wrong shape end in the apology, and never in a loop."""
    text = f"strange {new_id()}"
    rasa.on(text, lambda _: [answer])
    visitor, _ = await sockets.join(gateway.url)
    await visitor.say(text)
    await visitor.wait("message", lambda message: message["type"] == "buttons")


async def test_activities_take_effect(gateway: Gateway, rasa: RasaServer, sockets: Sockets) -> None:
    """A room or language activity of the guide is shown, and done."""
    called = {"title": "Puja", "titles": {"hi": "पूजा"}}
    rasa.on(
        "into my room, in Hindi",
        lambda _: [
            {
                "type": "activity",
                "text": "Your room is open.",
                "payload": {"activity": "room", "booking_id": "PY-1", **called},
            },
            {
                "type": "activity",
                "text": "ठीक है",
                "payload": {"activity": "language", "language": "hi"},
            },
            {"type": "activity", "text": "?", "payload": {"activity": "unheard of"}},
        ],
    )
    visitor, session = await sockets.join(gateway.url)
    await visitor.say("into my room, in Hindi")
    mode = await visitor.wait("mode")
    assert mode == {"mode": "room", "room": {"booking_id": "PY-1", **called}}
    await visitor.wait("message", lambda message: message["seq"] == 4)
    assert await visitor.wait("language") == {"code": "hi"}
    _, again = await sockets.join(gateway.url, auth={"token": session["token"]})
    assert again["language"] == "hi"


async def test_a_client_cut_off_comes_back_without_loss(
    gateway: Gateway, sockets: Sockets, stored: Database
) -> None:
    """A dropped connection: what was said meanwhile is in `resume`, what follows is delivered."""
    booking = await a_booking(stored)
    customer, _ = await sockets.join(gateway.url, auth=entry(gateway, booking, "customer"))
    pandit, _ = await sockets.join(gateway.url, auth=entry(gateway, booking, "pandit"))
    await customer.say("one")
    await pandit.wait("message")
    await pandit.drop()
    await customer.say("two")
    await eventually(lambda: len(pandit.all("session")) == 2)
    missed = await pandit.emit("resume", {"after_seq": 1})
    assert [message["text"] for message in missed["messages"]] == ["two"]
    await customer.say("three")
    await pandit.wait("message", lambda message: message["seq"] == 3)


def test_a_gateway_that_waits_for_mongodb_can_be_stopped(redis_url: str, tmp_path: Path) -> None:
    """SIGTERM ends it at once, as SIGINT does, while there is no database yet."""
    settings = gateway_settings(f"mongodb://127.0.0.1:{free_port()}/", redis_url)
    waiting = Gateway(tmp_path, settings, "http://127.0.0.1:1")
    for number in (signal.SIGTERM, signal.SIGINT):
        with waiting.log.open("w") as log:
            process = subprocess.Popen(waiting.command(), env=waiting.env, stdout=log, stderr=log)
        wait_for(lambda: "gateway.waiting" in waiting.log.read_text(), seconds=30)
        process.send_signal(number)
        process.wait(patient(5))
        assert "Traceback" not in waiting.log.read_text()
