"""`/chat` through the official client: acknowledgement, history, order, events."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

from connectors.bus import Bus
from connectors.domain.ids import new_id
from connectors.stores.database import Database
from tests.fakes.rasa_server import RasaServer
from tests.support.gateway import Gateway
from tests.support.sockets import Sockets, Wire
from tests.support.waiting import eventually, patient


async def test_the_guide_answers_a_first_time_visitor(gateway: Gateway, sockets: Sockets) -> None:
    """`session` comes first, the message is acknowledged, and the answer follows it in order."""
    visitor, session = await sockets.join(gateway.url, auth={})
    assert visitor.events[1][0] == "session"
    assert session["participant"]["role"] == "guest"
    assert (session["mode"], session["last_seq"], session["status"]) == ("guide", 0, "pending")
    ack = await visitor.say("namaste")
    assert ack["seq"] == 1
    answer = await visitor.wait("message", lambda message: message["seq"] == 2)
    assert answer["text"] == "You said: namaste"
    assert answer["sender"]["role"] == "bot"
    assert [message["seq"] for message in visitor.messages] == [1, 2]


async def test_the_same_client_id_is_one_message(gateway: Gateway, sockets: Sockets) -> None:
    """A retry gets the first acknowledgement, and history and guide know one message."""
    visitor, _ = await sockets.join(gateway.url)
    client_id = new_id()
    first = await visitor.say("once", client_id)
    assert await visitor.say("once", client_id) == first
    await visitor.wait("message", lambda message: message["seq"] == 2)
    history = await visitor.emit("resume", {"after_seq": 0})
    assert [message["text"] for message in history["messages"]] == ["once", "You said: once"]


async def test_what_was_missed_comes_in_order(gateway: Gateway, sockets: Sockets) -> None:
    """`resume` gives what followed a number, also over more than one page, without a gap."""
    token = gateway.token(new_id(), "customer")
    other, _ = await sockets.join(gateway.url, auth={"token": token})
    late, _ = await sockets.join(gateway.url, auth={"token": token})
    await other.emit("handoff", {})  # the guide is silent: what is said is all there is
    for number in range(30):
        await other.say(f"line {number}")
    history = await late.emit("resume", {"after_seq": 3})
    assert [message["seq"] for message in history["messages"]] == list(range(4, 32))
    assert (history["last_seq"], history["more"]) == (31, False)
    back = await late.emit("history", {"before_seq": 10, "limit": 5})
    assert [message["seq"] for message in back["messages"]] == [5, 6, 7, 8, 9]
    assert back["more"] is True
    start = await late.emit("history", {"before_seq": 3})
    assert ([message["seq"] for message in start["messages"]], start["more"]) == ([1, 2], False)


async def test_messages_sent_at_once_keep_their_order(gateway: Gateway, sockets: Sockets) -> None:
    """Twenty messages sent without waiting are stored, shown and answered as they were sent."""
    visitor, session = await sockets.join(gateway.url)
    acks = await asyncio.gather(*(visitor.say(f"{number:02}") for number in range(20)))
    assert sorted(ack["seq"] for ack in acks) == [ack["seq"] for ack in acks]
    await visitor.wait("message", lambda message: message["text"] == "You said: 19", seconds=20)
    said = [m["text"] for m in visitor.messages if m["sender"]["role"] == "guest"]
    answers = [m["text"] for m in visitor.messages if m["sender"]["role"] == "bot"]
    assert said == [f"{number:02}" for number in range(20)]
    assert answers == [f"You said: {text}" for text in said]
    assert [m["seq"] for m in visitor.messages] == list(range(1, 41))
    assert session["last_seq"] == 0


async def test_all_of_a_persons_tabs_see_the_same(gateway: Gateway, sockets: Sockets) -> None:
    """Two tabs of one guest receive the same messages in the same order."""
    first, session = await sockets.join(gateway.url)
    second, _ = await sockets.join(gateway.url, auth={"token": session["token"]})
    await asyncio.gather(first.say("from one"), second.say("from two"))
    for tab in (first, second):
        await tab.heard(4)
    assert first.messages == second.messages


async def test_typed_slashes_are_words_and_buttons_are_intents(
    gateway: Gateway, sockets: Sockets, rasa: RasaServer
) -> None:
    """Only a button's payload reaches the guide as an intent; its title is what is stored."""
    visitor, session = await sockets.join(gateway.url)
    await visitor.say("/restart")
    await visitor.say("// /human_handoff")
    await visitor.say("Book it", payload='/book_puja{"puja": "griha_pravesh"}')
    await eventually(lambda: len(rasa.turns_of(session["conversation"])) == 3)
    assert rasa.turns_of(session["conversation"]) == [
        "restart",
        "human_handoff",
        '/book_puja{"puja": "griha_pravesh"}',
    ]
    history = await visitor.emit("resume", {"after_seq": 0})
    said = [m["text"] for m in history["messages"] if m["sender"]["role"] == "guest"]
    assert said == ["/restart", "// /human_handoff", "Book it"]
    for payload in ("/restart", "book it", "/A", "/x{", "/x[1]", "/x{1}", "/x" + "y" * 1024):
        ack = await visitor.say("no", payload=payload)
        assert ack["error"]["code"] in ("invalid_input", "too_large"), payload


async def test_the_turn_says_who_is_speaking(
    gateway: Gateway, sockets: Sockets, rasa: RasaServer
) -> None:
    """The guide is told the person of the token, the language and the time zone."""
    person = new_id()
    auth = {"token": gateway.token(person, "customer", "Asha"), "language": "ne"}
    asha, session = await sockets.join(gateway.url, auth=auth)
    await asha.say("भोलि")
    await asha.wait("message", lambda message: message["seq"] == 2)
    assert await asha.emit("language", {"code": "hi"}) == {}
    await asha.say("OK")
    await asha.wait("message", lambda message: message["seq"] == 4)
    turns = [turn for turn in rasa.turns if turn["conversation"] == session["conversation"]]
    user = {"id": person, "role": "customer", "name": "Asha"}
    assert [turn["metadata"] for turn in turns] == [
        {"user": user, "language": "ne", "timezone": "Asia/Kolkata"},
        {"user": user, "language": "hi", "timezone": "Asia/Kolkata"},
    ]


async def test_every_kind_of_answer_arrives(
    gateway: Gateway, sockets: Sockets, rasa: RasaServer
) -> None:
    """Buttons, cards, images and sources arrive with their payload, under the ids they bear."""
    answers = [
        {"type": "buttons", "text": "?", "payload": {"buttons": [{"title": "A", "payload": "/a"}]}},
        {"type": "cards", "text": "1. A", "payload": {"cards": [{"title": "A"}]}},
        {"type": "image", "text": "", "payload": {"url": "/a.png", "alt": "a"}},
        {"type": "text", "text": "From a page.", "payload": {"sources": [{"title": "Page"}]}},
    ]
    rasa.on("everything", lambda body: [*answers, {"text": "x", "id": f"{body['message_id']}.a"}])
    visitor, _ = await sockets.join(gateway.url)
    ack = await visitor.say("everything")
    await visitor.wait("message", lambda message: message["seq"] == 6)
    got = [
        {key: m.get(key, {}) for key in ("type", "text", "payload")} for m in visitor.messages[1:5]
    ]
    assert got == answers
    assert visitor.messages[5]["id"] == f"{ack['id']}.a"


async def test_pieces_of_an_answer_reach_who_comes_in_the_middle(
    gateway: Gateway, sockets: Sockets, rasa: RasaServer
) -> None:
    """Partials are forwarded, replayed to a later connection, and end in the message."""
    go_on = threading.Event()

    def slow(body: Wire) -> list[Wire]:
        go_on.wait(patient(20))
        return [{"type": "text", "text": "Long ago", "id": f"{body['message_id']}.answer"}]

    rasa.on("tell me a story", slow)
    visitor, session = await sockets.join(gateway.url)
    ack = await visitor.say("tell me a story")
    bus = Bus(gateway.settings.redis_url)
    topic, answer = f"conversation:{session['conversation']}", f"{ack['id']}.answer"
    for index, text in enumerate(["Long ", "ago"]):
        await bus.publish(topic, "partial", {"id": answer, "index": index, "text": text})
    await visitor.wait("partial", lambda piece: piece["index"] == 1)
    typing = await visitor.wait("typing")
    assert (typing["participant"]["role"], typing["on"]) == ("bot", True)
    late, _ = await sockets.join(gateway.url, auth={"token": session["token"]})
    await late.wait("partial", lambda piece: piece["index"] == 1)
    assert [piece["text"] for piece in late.all("partial")] == ["Long ", "ago"]
    go_on.set()
    final = await late.wait("message", lambda message: message["id"] == answer)
    assert final["text"] == "Long ago"
    for index, piece in ((2, answer), (0, "another")):
        await bus.publish(topic, "partial", {"id": piece, "index": index, "text": "!"})
    await late.wait("partial", lambda piece: piece["id"] == "another")
    assert len([piece for piece in late.all("partial") if piece["id"] == answer]) == 2
    await visitor.say("thanks")  # whatever was not finished will not be
    await late.wait("message", lambda message: message["text"] == "You said: thanks")

    async def nothing_is_being_written() -> bool:
        later, _ = await sockets.join(gateway.url, auth={"token": session["token"]})
        assert "error" not in await later.emit("resume", {"after_seq": 0})
        await later.close()
        return later.all("partial") == []

    await eventually(nothing_is_being_written)  # the turn ends a moment after its answer
    await bus.close()


async def test_stop_is_published_for_the_own_conversation(
    gateway: Gateway, sockets: Sockets
) -> None:
    """`stop` tells whoever writes the answer of this conversation, and nobody else."""
    visitor, session = await sockets.join(gateway.url)
    bus, heard = Bus(gateway.settings.redis_url), []

    async def hear(topic: str, event: str, data: Wire) -> None:
        heard.append((topic, event, data))

    await bus.subscribe(f"stop:{session['conversation']}", hear)
    await eventually(lambda: bus.connected)
    assert await visitor.emit("stop", {}) == {}
    await eventually(lambda: heard == [(f"stop:{session['conversation']}", "stop", {})])
    await bus.close()


async def test_small_events_reach_the_others(gateway: Gateway, sockets: Sockets) -> None:
    """Typing, presence, receipts and reactions are told, and reactions are kept."""
    first, session = await sockets.join(gateway.url)
    second, _ = await sockets.join(gateway.url, auth={"token": session["token"]})
    me = session["participant"]["id"]
    presence = await second.wait("presence")
    assert [person["id"] for person in presence["participants"]] == [me]
    assert await first.emit("typing", {"on": True}) == {}
    typing = await second.wait("typing", lambda event: event["participant"]["role"] == "guest")
    assert typing == {"participant": session["participant"], "on": True}
    ack = await first.say("hello")
    await first.wait("message", lambda message: message["seq"] == 2)
    assert await second.emit("read", {"seq": 2}) == {}
    assert await second.emit("read", {"seq": 1}) == {}
    assert await second.emit("read", {"seq": 99}) == {}
    await first.wait("receipt", lambda receipt: receipt["read"] == 2)
    assert {receipt["read"] for receipt in first.all("receipt")} == {2}
    like = {"message_id": ack["id"], "emoji": "👍", "on": True}
    assert await second.emit("reaction", like) == {}
    told = await first.wait("reaction")
    history = await first.emit("resume", {"after_seq": 0})
    assert told == like | {"participant": me, "message": history["messages"][0]}
    assert told["message"]["reactions"] == {"👍": [me]}
    missing = await second.emit("reaction", like | {"message_id": new_id()})
    assert missing["error"]["code"] == "not_found"


async def test_a_reply_names_a_message_of_the_same_conversation(
    gateway: Gateway, sockets: Sockets
) -> None:
    """`reply_to` is kept when it is there, and refused when it is another conversation's."""
    visitor, _ = await sockets.join(gateway.url)
    stranger, _ = await sockets.join(gateway.url)
    theirs = await stranger.say("mine")
    refused = await visitor.say("to what?", reply_to=theirs["id"])
    assert refused["error"]["code"] == "invalid_input"
    own = await visitor.say("one")
    ack = await visitor.say("about one", reply_to=own["id"])
    stored = await visitor.wait("message", lambda message: message["id"] == ack["id"])
    assert stored["reply_to"] == own["id"]


async def test_a_rating_is_kept(gateway: Gateway, sockets: Sockets, stored: Database) -> None:
    """Score and comment are stored with the conversation."""
    visitor, session = await sockets.join(gateway.url)
    assert await visitor.emit("rate", {"score": 4, "comment": "good"}) == {}
    kept = await stored.collection("conversations").find_one({"_id": session["conversation"]})
    assert kept
    assert [(one["score"], one["comment"]) for one in kept["ratings"]] == [(4, "good")]


async def test_too_fast_is_told_with_the_seconds_to_wait(
    gateway: Gateway, sockets: Sockets, rasa: RasaServer, tmp_path: Path
) -> None:
    """A flood of messages is refused with `rate_limited`; nothing refused is stored."""
    with Gateway(tmp_path, gateway.settings, rasa.url, LIMIT_MESSAGES="5") as strict:
        visitor, _ = await sockets.join(strict.url)
        await visitor.emit("handoff", {})
        acks = await asyncio.gather(*(visitor.say(str(number)) for number in range(30)))
        refused = [ack["error"] for ack in acks if "error" in ack]
        assert refused
        assert all(error["code"] == "rate_limited" for error in refused)
        assert all(1 <= error["retry_after"] <= 10 for error in refused)
        history = await visitor.emit("resume", {"after_seq": 1})
        assert len(history["messages"]) == 30 - len(refused)
