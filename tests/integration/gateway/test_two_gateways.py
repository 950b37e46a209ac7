"""Two gateways on one MongoDB and one Redis behave as one."""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from redis.asyncio import Redis

from connectors.bus import Bus
from connectors.domain.ids import new_id
from connectors.domain.message import Draft, Sender
from connectors.gateway.delivery.peers import GATEWAYS
from connectors.partials import Partials, answer_id
from connectors.stores.database import Database
from connectors.stores.messages import Messages
from tests.fakes.rasa_server import RasaServer
from tests.integration.gateway.test_desk import an_agent, entry_of
from tests.integration.gateway.test_room_staff import seen
from tests.integration.gateway.test_rooms import a_booking, entry
from tests.support.gateway import Gateway
from tests.support.raw_socket import RawSocket, Refused
from tests.support.sockets import Socket, Sockets
from tests.support.waiting import eventually, patient


async def test_one_order_on_both(
    gateway: Gateway, twin: Gateway, sockets: Sockets, stored: Database
) -> None:
    """Two people who write at the same time through two gateways see one history, without a gap."""
    booking = await a_booking(stored)
    customer, _ = await sockets.join(gateway.url, auth=entry(gateway, booking, "customer"))
    pandit, _ = await sockets.join(twin.url, auth=entry(gateway, booking, "pandit"))
    said = [customer.say(f"c{number}") for number in range(30)]
    heard = [pandit.say(f"p{number}") for number in range(30)]
    acks = await asyncio.gather(*said, *heard)
    assert sorted(ack["seq"] for ack in acks) == list(range(1, 61))
    for person in (customer, pandit):
        await person.heard(60)
        assert [message["seq"] for message in person.messages] == list(range(1, 61))
    assert customer.messages == pandit.messages
    for letter in "cp":
        mine = [text for text in customer.texts if text.startswith(letter)]
        assert mine == [f"{letter}{number}" for number in range(30)]


async def test_small_events_cross_over(
    gateway: Gateway, twin: Gateway, sockets: Sockets, stored: Database
) -> None:
    """Presence, typing, receipts and reactions reach the other gateway's clients."""
    booking = await a_booking(stored)
    customer, _ = await sockets.join(gateway.url, auth=entry(gateway, booking, "customer"))
    pandit, _ = await sockets.join(twin.url, auth=entry(gateway, booking, "pandit"))
    both = sorted([booking["customer"], booking["pandit"]])

    def who(event: dict[str, Any]) -> list[str]:
        return [person["id"] for person in event["participants"]]

    for person in (customer, pandit):
        await person.wait("presence", lambda event: who(event) == both)
    await customer.emit("typing", {"on": True})
    await pandit.wait("typing")
    ack = await customer.say("hello")
    await pandit.wait("message")
    await pandit.emit("read", {"seq": 1})
    receipt = {"participant": booking["pandit"], "read": 1, "delivered": 1}
    assert await customer.wait("receipt") == receipt
    await pandit.emit("reaction", {"message_id": ack["id"], "emoji": "🙏", "on": True})
    await customer.wait("reaction")
    await pandit.close()
    await eventually(lambda: seen(customer) == [booking["customer"]])


async def test_answers_and_agents_cross_over(
    gateway: Gateway, twin: Gateway, sockets: Sockets, rasa: RasaServer
) -> None:
    """A question put through either gateway is answered once; the desk is the same on both."""
    visitor, session = await sockets.join(gateway.url)
    other_tab, _ = await sockets.join(twin.url, auth={"token": session["token"]})
    conversation = session["conversation"]
    await asyncio.gather(
        *(tab.say(f"{number}") for number in range(5) for tab in (visitor, other_tab))
    )
    for tab in (visitor, other_tab):
        await tab.heard(20)
        assert [message["seq"] for message in tab.messages] == list(range(1, 21))
    assert len(rasa.turns_of(conversation)) == 10
    agent, _ = await an_agent(twin, sockets)
    await visitor.emit("handoff", {})
    await eventually(lambda: entry_of(agent, conversation))
    await agent.emit("assign", {"conversation": conversation})
    reply = {"conversation": conversation, "client_id": new_id(), "text": "I am here"}
    await agent.emit("reply", reply)
    await visitor.wait("message", lambda message: message["text"] == "I am here")


async def test_changes_cross_over(
    gateway: Gateway, twin: Gateway, sockets: Sockets, stored: Database
) -> None:
    """What is edited, deleted or reacted to through one gateway is told through the other."""
    booking = await a_booking(stored)
    customer, _ = await sockets.join(gateway.url, auth=entry(gateway, booking, "customer"))
    pandit, _ = await sockets.join(twin.url, auth=entry(gateway, booking, "pandit"))
    kept, gone = await customer.say("at five"), await customer.say("hush")
    await customer.emit("edit", {"message_id": kept["id"], "text": "at six"})
    await customer.emit("delete", {"message_id": gone["id"]})
    await pandit.emit("reaction", {"message_id": kept["id"], "emoji": "🙏", "on": True})
    for person in (customer, pandit):
        await person.wait("change", lambda change: change["message"]["text"] == "at six")
        await person.wait("change", lambda change: "deleted_at" in change["message"])
        told = await person.wait("reaction")
        assert (told["message"]["text"], told["message"]["version"]) == ("at six", 2)


async def test_stop_crosses_over(
    gateway: Gateway, twin: Gateway, sockets: Sockets, rasa: RasaServer, redis_url: str
) -> None:
    """An answer that was asked for through one gateway is watched and stopped through the other."""
    text, stopped = f"a long story {new_id()}", threading.Event()
    rasa.on(text, lambda _: [{"text": "the end"}] if stopped.wait(patient(20)) else [])
    bus = Bus(redis_url)
    visitor, session = await sockets.join(gateway.url)
    other_tab, _ = await sockets.join(twin.url, auth={"token": session["token"]})
    asked = await visitor.say(text)
    await eventually(lambda: rasa.turns_of(session["conversation"]))
    async with Partials(bus, session["conversation"], answer_id(asked["id"])) as answer:
        await eventually(lambda: bus.connected)
        answer.add("once upon")
        for tab in (visitor, other_tab):
            assert (await tab.wait("partial"))["text"] == "once upon"
        assert await other_tab.emit("stop", {}) == {}
        await eventually(answer.stop.is_set)
    stopped.set()
    for tab in (visitor, other_tab):
        await tab.wait("message", lambda message: message["text"] == "the end")
    await bus.close()


async def test_whoever_goes_while_coming_in_is_gone(
    gateway: Gateway, twin: Gateway, sockets: Sockets, stored: Database
) -> None:
    """Connections that are cut in any moment of their beginning leave nobody behind in the room."""
    booking = await a_booking(stored)
    customer, _ = await sockets.join(gateway.url, auth=entry(gateway, booking, "customer"))
    auth = entry(gateway, booking, "pandit")
    for number in range(30):
        come_in = RawSocket.open(twin.port, "/chat", auth, lambda *_: None, seconds=patient(10))
        visit = asyncio.create_task(come_in)
        await asyncio.sleep(number / 500)
        if visit.done():
            with suppress(Refused):  # while too many of the others are still to be noticed as gone
                await visit.result().abort()
        else:
            visit.cancel()
            await asyncio.gather(visit, return_exceptions=True)

    async def let_in() -> Socket | None:
        pandit = await sockets.open(twin.url, auth=auth, reconnection=False)
        return None if await pandit.outcome() else pandit

    pandit = await eventually(let_in)
    assert pandit
    await pandit.wait("presence")
    await eventually(lambda: len(seen(customer)) == 2)
    await pandit.close()
    await eventually(lambda: seen(customer) == [booking["customer"]])


async def stored_and_not_told(stored: Database, booking: dict[str, Any], client_id: str) -> None:
    """Leave the customer's message as a gateway does that dies before it tells anybody."""
    found = await stored.collection("conversations").find_one({"booking": booking["_id"]})
    assert found
    customer = Sender("customer", booking["customer"], "Customer")
    draft = Draft(conversation=found["_id"], client_id=client_id, sender=customer, text="half told")
    await Messages(stored).append(draft)


async def test_a_retry_tells_what_a_dead_gateway_only_stored(
    gateway: Gateway, twin: Gateway, sockets: Sockets, stored: Database
) -> None:
    """Stored by one gateway, sent again through the other: acknowledged alike, told once."""
    booking = await a_booking(stored)
    customer, _ = await sockets.join(gateway.url, auth=entry(gateway, booking, "customer"))
    pandit, _ = await sockets.join(twin.url, auth=entry(gateway, booking, "pandit"))
    await stored_and_not_told(stored, booking, "again")
    for _ in range(2):
        assert (await customer.say("half told", "again"))["seq"] == 1
    for person in (customer, pandit):
        await person.wait("message")
    assert (await pandit.say("next"))["seq"] == 2
    for person in (customer, pandit):
        await person.wait("message", lambda message: message["text"] == "next")
        assert person.texts == ["half told", "next"]


async def beats(redis: Redis) -> dict[bytes, float]:
    """The last beat of each gateway that really is one: with it, it looked at the others."""
    pairs: Any = await redis.zrange(GATEWAYS, 0, -1, withscores=True)
    return {name: beat for name, beat in pairs if name != b"a-dead-one"}


async def test_what_a_dead_gateway_only_stored_is_found(
    gateway: Gateway, sockets: Sockets, stored: Database, redis_url: str
) -> None:
    """Its sender is gone, too: the others get the message when the gateway is missed."""
    booking = await a_booking(stored)
    pandit, _ = await sockets.join(gateway.url, auth=entry(gateway, booking, "pandit"))
    async with Redis.from_url(redis_url) as redis:
        await redis.zadd(GATEWAYS, {"a-dead-one": (time.time() + 3600) * 1000})
        before = await beats(redis)

        async def all_have_looked() -> bool:
            now = await beats(redis)
            return all(now.get(name) != beat for name, beat in before.items())

        await eventually(all_have_looked)
        await stored_and_not_told(stored, booking, "orphan")
        await redis.zadd(GATEWAYS, {"a-dead-one": time.time() * 1000})
    await pandit.wait("message", lambda message: message["text"] == "half told", seconds=15)


async def test_presence_after_a_gateway_dies(
    gateway: Gateway, rasa: RasaServer, sockets: Sockets, stored: Database, tmp_path: Path
) -> None:
    """Whom a killed gateway leaves behind lapses, and the others are told."""
    booking = await a_booking(stored)
    customer, _ = await sockets.join(gateway.url, auth=entry(gateway, booking, "customer"))
    with Gateway(tmp_path / "mortal", gateway.settings, rasa.url) as mortal:
        auth = entry(gateway, booking, "pandit")
        await sockets.join(mortal.url, auth=auth, reconnection=False)
        await customer.wait("presence", lambda event: len(event["participants"]) == 2)
        mortal.kill()
        await eventually(lambda: len(seen(customer)) == 1, seconds=12)
