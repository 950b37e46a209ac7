"""Handing over to a human and back: the queue, who may write, and the guide's silence."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

from connectors.domain.identity import Identity, Role
from connectors.domain.ids import new_id
from connectors.language import LETTERS
from connectors.stores.conversations import Conversations
from connectors.stores.database import Database
from connectors.stores.messages import Messages
from tests.fakes.rasa_server import RasaServer, Refusal
from tests.support.gateway import Gateway
from tests.support.sockets import Socket, Sockets
from tests.support.waiting import eventually, patient


async def an_agent(gateway: Gateway, sockets: Sockets, role: str = "agent") -> tuple[Socket, str]:
    """An agent in the console, and the agent's id."""
    person = f"{role}-{new_id()}"
    token = gateway.token(person, role, role.title())
    agent, session = await sockets.join(gateway.url, "/agent", {"token": token})
    assert session["participant"]["id"] == person
    await agent.wait("queue")  # it is at the desk now
    return agent, person


def entry_of(agent: Socket, conversation: str, part: str = "waiting") -> dict[str, Any] | None:
    """The conversation in the newest `queue` an agent was shown."""
    queues = agent.all("queue")
    entries = queues[-1][part] if queues else []
    return next((entry for entry in entries if entry["id"] == conversation), None)


async def test_a_handoff_and_back(gateway: Gateway, sockets: Sockets, rasa: RasaServer) -> None:
    """The guide is silent while a human is asked for or there, and answers again afterwards."""
    reason = {"activity": "handoff", "reason": "payment_problem", "priority": "high"}
    rasa.on(
        "my money is gone",
        lambda _: [
            {"type": "text", "text": "I am sorry."},
            {"type": "activity", "text": "A colleague will come.", "payload": reason},
            {"type": "text", "text": "Please stay."},
        ],
    )
    agent, agent_id = await an_agent(gateway, sockets)
    visitor, session = await sockets.join(gateway.url)
    conversation = session["conversation"]
    await visitor.say("my money is gone")
    await visitor.wait("message", lambda message: message["text"] == "Please stay.")
    await visitor.wait("status", lambda status: status == {"status": "open"})
    queue = await visitor.wait("queue")
    assert queue["position"] >= 1
    assert queue["eta_seconds"] > 0
    entry = await eventually(lambda: entry_of(agent, conversation))
    assert entry["handoff"]["reason"] == "payment_problem"
    assert entry["handoff"]["priority"] == "high"

    await visitor.say("is anybody there?")
    early = {"conversation": conversation, "client_id": "1", "text": "x"}
    assert (await agent.emit("reply", early))["error"]["code"] == "not_assigned"
    opened = await agent.emit("open", {"conversation": conversation})
    assert [m["text"] for m in opened["messages"]][-1] == "is anybody there?"
    taken = await agent.emit("assign", {"conversation": conversation})
    assert taken["conversation"]["assignee"]["id"] == agent_id
    assert "error" not in await agent.emit("assign", {"conversation": conversation})
    await visitor.wait("queue", lambda queue: queue["position"] == 0)
    ack = await agent.emit(
        "reply", {"conversation": conversation, "client_id": "1", "text": "I am here."}
    )
    reply = await visitor.wait("message", lambda message: message["id"] == ack["id"])
    assert (reply["sender"]["role"], reply["text"]) == ("agent", "I am here.")
    await visitor.say("thank you")
    await agent.wait("message", lambda message: message["text"] == "thank you")

    resolved = await agent.emit("resolve", {"conversation": conversation})
    assert resolved["conversation"]["status"] == "pending"
    assert (await agent.emit("resolve", {"conversation": conversation}))["error"]["code"]
    await visitor.say("what does a puja cost?")
    await visitor.wait("message", lambda m: m["text"] == "You said: what does a puja cost?")
    assert rasa.turns_of(conversation) == ["my money is gone", "what does a puja cost?"]
    activities = [
        message["payload"]["activity"]
        for message in visitor.messages
        if message["type"] == "activity"
    ]
    assert activities == ["handoff", "assigned", "resolved"]


async def test_the_button_of_the_window_asks_for_a_human(
    gateway: Gateway, sockets: Sockets, rasa: RasaServer
) -> None:
    """`handoff` puts the conversation into the queue, once however often it is pressed."""
    visitor, session = await sockets.join(gateway.url)
    for _ in range(2):
        assert await visitor.emit("handoff", {"reason": "I want a person"}) == {}
    await visitor.say("hello?")
    await visitor.wait("message", lambda message: message["text"] == "hello?")
    kinds = [message["type"] for message in visitor.messages]
    assert kinds == ["activity", "text"]
    assert rasa.turns_of(session["conversation"]) == []


async def test_notices_in_the_readers_language(gateway: Gateway, sockets: Sockets) -> None:
    """Written in the conversation's language, and beside it in each other; the name as it is."""
    visitor, _ = await sockets.join(gateway.url, auth={"language": "hi"})
    await visitor.emit("handoff", {})
    asked = await visitor.wait("message")
    assert asked["text"] == asked["translations"]["hi"] != asked["translations"]["ne"]
    agent, _ = await an_agent(gateway, sockets)
    await agent.emit("assign", {"conversation": asked["conversation"]})
    assigned = await visitor.wait("message", lambda m: m["payload"]["activity"] == "assigned")
    assert assigned["text"] == "अब Agent आपके साथ हैं।"
    assert assigned["translations"]["en"] == "Agent is with you now."
    assert set(assigned["translations"]) == {"en", "hi", "ne", "fa"}


async def test_the_console_hears_of_another_language(gateway: Gateway, sockets: Sockets) -> None:
    """What is typed turns the conversation; whoever has it open at the desk is told."""
    visitor, session = await sockets.join(gateway.url)
    agent, _ = await an_agent(gateway, sockets)
    await agent.emit("open", {"conversation": session["conversation"]})
    await visitor.say("سلام، پوجا می‌خواهم")
    told = await agent.wait("language")
    assert told == {"conversation": session["conversation"], "code": "fa"}


async def test_the_apology_is_in_the_language_of_the_conversation(
    gateway: Gateway, sockets: Sockets, rasa: RasaServer
) -> None:
    """A turn that cannot be run is answered, with a way to a human."""

    def refuse(_: dict[str, Any]) -> list[dict[str, Any]]:
        raise Refusal(500)

    rasa.on("یک سؤال بد", refuse)
    visitor, _ = await sockets.join(gateway.url)
    await visitor.say("یک سؤال بد")
    apology = await visitor.wait("message", lambda message: message["type"] == "buttons")
    assert apology["text"].startswith("ببخشید")
    button = {"title": "گفت‌وگو با پشتیبان", "payload": "/human_handoff"}
    assert apology["payload"]["buttons"] == [button]


async def test_the_guide_does_not_answer_over_a_human(
    gateway: Gateway, sockets: Sockets, rasa: RasaServer, stored: Database
) -> None:
    """An answer that was being written when a human was called is not shown."""
    go_on = threading.Event()

    def slow(_: dict[str, Any]) -> list[dict[str, Any]]:
        go_on.wait(patient(20))
        return [{"type": "text", "text": "too late"}]

    rasa.on("a slow question", slow)
    visitor, session = await sockets.join(gateway.url)
    await visitor.say("a slow question")
    await eventually(lambda: rasa.turns_of(session["conversation"]))
    assert await visitor.emit("handoff", {}) == {}
    go_on.set()

    async def the_turn_is_over() -> bool:
        return not await Messages(stored).due_in(session["conversation"])

    await eventually(the_turn_is_over)
    agent, _ = await an_agent(gateway, sockets)
    here = {"conversation": session["conversation"]}
    await agent.emit("assign", here)
    await agent.emit("back_to_bot", here)
    await visitor.say("next")
    await visitor.wait("message", lambda message: message["text"] == "You said: next")
    assert "too late" not in visitor.texts


async def test_two_agents_take_one_conversation(gateway: Gateway, sockets: Sockets) -> None:
    """Exactly one gets it; the other is told who has it."""
    visitor, session = await sockets.join(gateway.url)
    await visitor.emit("handoff", {})
    agents = [await an_agent(gateway, sockets) for _ in range(3)]
    here = {"conversation": session["conversation"]}
    acks = await asyncio.gather(*(agent.emit("assign", here) for agent, _ in agents))
    winners = [ack["conversation"]["assignee"]["id"] for ack in acks if "error" not in ack]
    losers = [ack["error"] for ack in acks if "error" in ack]
    assert len(winners) == 1
    assert [error["code"] for error in losers] == ["already_assigned"] * 2
    assert {error["assignee"]["id"] for error in losers} == set(winners)


async def test_a_transfer_needs_a_colleague_who_is_there(
    gateway: Gateway, sockets: Sockets
) -> None:
    """The assignee may give it to an agent in the console; only the new one may write then."""
    visitor, session = await sockets.join(gateway.url)
    await visitor.emit("handoff", {})
    here = {"conversation": session["conversation"]}
    first, _ = await an_agent(gateway, sockets)
    second, second_id = await an_agent(gateway, sockets)
    assert (await second.emit("transfer", here | {"agent_id": second_id}))["error"]
    await first.emit("assign", here)
    nobody = await first.emit("transfer", here | {"agent_id": "nobody"})
    assert nobody["error"]["code"] == "not_online"
    given = await first.emit("transfer", here | {"agent_id": second_id})
    assert given["conversation"]["assignee"]["id"] == second_id
    text = {"client_id": "1", "text": "hello"}
    assert (await first.emit("reply", here | text))["error"]["code"] == "not_assigned"
    assert (await second.emit("reply", here | text))["seq"]


async def test_notes_are_for_staff_only(gateway: Gateway, sockets: Sockets) -> None:
    """A private note reaches agents who have the conversation open, and no visitor ever."""
    visitor, session = await sockets.join(gateway.url)
    await visitor.say("hello")
    await visitor.wait("message", lambda message: message["seq"] == 2)
    here = {"conversation": session["conversation"]}
    writer, _ = await an_agent(gateway, sockets)
    reader, _ = await an_agent(gateway, sockets)
    await reader.emit("open", here)
    note = here | {"client_id": "n1", "text": "angry customer"}
    assert (await writer.emit("note", note))["seq"] == 1
    seen = await reader.wait("note")
    assert (seen["text"], seen["private"]) == ("angry customer", True)
    assert seen["conversation"] == session["conversation"]
    opened = await writer.emit("open", here)
    assert [one["text"] for one in opened["notes"]] == ["angry customer"]
    await visitor.say("after")
    await visitor.wait("message", lambda message: message["seq"] == 4)
    history = await visitor.emit("resume", {"after_seq": 0})
    assert "angry customer" not in str(history) + str(visitor.events)
    assert [message["seq"] for message in history["messages"]] == [1, 2, 3, 4]


async def test_the_queue_moves(gateway: Gateway, sockets: Sockets) -> None:
    """A visitor's position becomes smaller when somebody before is taken."""
    agent, agent_id = await an_agent(gateway, sockets)

    async def nobody_else_is_at_the_desk() -> bool:
        await asyncio.sleep(0.1)
        agents = (await agent.emit("agents", {}))["agents"]
        return [person["id"] for person in agents] == [agent_id]

    await eventually(nobody_else_is_at_the_desk)  # those of other tests have gone
    first, first_session = await sockets.join(gateway.url)
    await first.emit("handoff", {})
    before = await first.wait("queue", lambda queue: queue["position"] > 0)
    second, _ = await sockets.join(gateway.url)
    await second.emit("handoff", {})
    behind = await second.wait("queue", lambda queue: queue["position"] > 0)
    assert behind["position"] == before["position"] + 1
    await agent.emit("assign", {"conversation": first_session["conversation"]})
    moved = await second.wait("queue", lambda q: 0 < q["position"] < behind["position"])
    assert moved["eta_seconds"] < behind["eta_seconds"]


async def test_what_the_console_asks_for(gateway: Gateway, sockets: Sockets) -> None:
    """Canned replies, colleagues, history pages and errors for what does not exist."""
    agent, agent_id = await an_agent(gateway, sockets)
    replies = (await agent.emit("canned", {}))["replies"]
    assert {"shortcut", "title", "text"} == set(replies[0])
    assert set(replies[0]["text"]) == set(LETTERS)
    agents = (await agent.emit("agents", {}))["agents"]
    assert agent_id in [person["id"] for person in agents]
    for event in ("open", "assign", "resolve", "resume", "note", "typing", "read"):
        data = {"conversation": new_id(), "after_seq": 0, "client_id": "1", "text": "x"}
        ack = await agent.emit(event, data | {"on": True, "seq": 1})
        assert ack["error"]["code"] in ("not_found",), event
    visitor, session = await sockets.join(gateway.url)
    await visitor.say("hello")
    here = {"conversation": session["conversation"]}
    assert (await agent.emit("assign", here))["error"]["code"] == "not_waiting"
    page = await agent.emit("resume", here | {"after_seq": 0})
    assert page["messages"][0]["text"] == "hello"
    assert await agent.emit("close", here) == {}


async def test_the_agents_typing_and_reading_are_shown(gateway: Gateway, sockets: Sockets) -> None:
    """The visitor sees the assigned agent type and read."""
    visitor, session = await sockets.join(gateway.url)
    await visitor.emit("handoff", {})
    agent, agent_id = await an_agent(gateway, sockets)
    here = {"conversation": session["conversation"]}
    assert (await agent.emit("typing", here | {"on": True}))["error"]["code"] == "not_assigned"
    await agent.emit("assign", here)
    assert await agent.emit("typing", here | {"on": True}) == {}
    typing = await visitor.wait("typing")
    assert typing["participant"]["id"] == agent_id
    assert await agent.emit("read", here | {"seq": 1}) == {}
    receipt = await visitor.wait("receipt")
    assert receipt == {"participant": agent_id, "read": 1, "delivered": 1}


async def test_any_number_may_be_opened_one_after_the_other(
    gateway: Gateway, sockets: Sockets, stored: Database
) -> None:
    """Events come of those that were opened last; nobody is locked out by what they looked at."""
    visitor, session = await sockets.join(gateway.url)
    agent, _ = await an_agent(gateway, sockets)
    conversations = Conversations(stored)
    others = [
        (await conversations.guide_for(Identity(f"guest-{new_id()}", Role.GUEST))).id
        for _ in range(51)
    ]
    for conversation in (*others, session["conversation"]):
        assert "error" not in await agent.emit("open", {"conversation": conversation})
    await visitor.say("hello")
    await agent.wait("message", lambda message: message["text"] == "hello")
