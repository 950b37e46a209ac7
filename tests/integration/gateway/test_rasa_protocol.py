"""`/`: widgets made for Rasa's `socketio` channel work unchanged, and cannot be hijacked."""

from __future__ import annotations

from typing import Any

from connectors.domain.ids import new_id
from tests.fakes.rasa_server import RasaServer
from tests.support.gateway import Gateway
from tests.support.sockets import Sockets
from tests.support.waiting import eventually


async def test_a_conversation(gateway: Gateway, sockets: Sockets, rasa: RasaServer) -> None:
    """Session, text and button, with answers in the shapes Rasa's channel sends."""
    buttons = [
        {"title": "Yes", "payload": "/affirm"},
        {"title": "Site", "url": "https://x.example"},
    ]
    card = {"title": "Pandit", "subtitle": "Pune", "image_url": "/p.jpg", "buttons": buttons}
    rasa.on(
        "show all",
        lambda _: [
            {"type": "buttons", "text": "Sure?", "payload": {"buttons": buttons}},
            {"type": "image", "text": "Look", "payload": {"url": "/a.png", "alt": "a"}},
            {"type": "cards", "text": "1. Pandit", "payload": {"cards": [card]}},
        ],
    )
    widget = await sockets.open(gateway.url, "/")
    assert await widget.emit("session_request", {"session_id": None}) == {}
    session_id = await widget.wait("session_confirm")
    assert isinstance(session_id, str)
    uttered = {"message": "show all", "session_id": session_id, "customData": {"language": "en"}}
    assert await widget.emit("user_uttered", uttered) == {}
    await eventually(lambda: len(widget.all("bot_uttered")) == 4)
    sure, look, image, cards = widget.all("bot_uttered")
    assert sure["text"] == "Sure?"
    assert sure["quick_replies"][0] == {
        "content_type": "text",
        "title": "Yes",
        "payload": "/affirm",
    }
    assert (look, image["attachment"]["payload"]) == ({"text": "Look"}, {"src": "/a.png"})
    assert cards["attachment"]["payload"]["elements"][0]["title"] == "Pandit"
    await widget.emit("user_uttered", {"message": "/affirm", "session_id": session_id})
    await widget.wait("bot_uttered", lambda event: event == {"text": "You said: /affirm"})


async def test_a_session_goes_on_after_a_reconnect(gateway: Gateway, sockets: Sockets) -> None:
    """The id handed out continues the conversation, also without a `session_request`."""
    first = await sockets.open(gateway.url, "/")
    await first.emit("session_request", {})
    session_id = await first.wait("session_confirm")
    await first.close()
    second = await sockets.open(gateway.url, "/")
    await second.emit("session_request", {"session_id": session_id})
    assert await second.wait("session_confirm") == session_id
    third = await sockets.open(gateway.url, "/")
    await third.emit("user_uttered", {"message": "hello", "session_id": session_id})
    for widget in (second, third):
        await widget.wait("bot_uttered", lambda event: event == {"text": "You said: hello"})
    chat, session = await sockets.join(gateway.url, auth={"token": session_id})
    assert session["last_seq"] == 2
    assert "error" not in await chat.emit("resume", {"after_seq": 0})


async def test_forged_sessions_start_new_conversations(
    gateway: Gateway, sockets: Sockets, rasa: RasaServer
) -> None:
    """No id that was not handed out here leads into a conversation, least of all another's."""
    victim, theirs = await sockets.join(gateway.url)
    await victim.say("my secret")
    await victim.wait("message", lambda message: message["seq"] == 2)
    forged: list[Any] = [theirs["conversation"], theirs["participant"]["id"], "x", ""]
    forged.append(theirs["token"][:-4] + "AAAA")
    for session_id in forged:
        thief = await sockets.open(gateway.url, "/")
        await thief.emit("session_request", {"session_id": session_id})
        confirmed = await thief.wait("session_confirm")
        assert confirmed not in (session_id, theirs["token"])
        text = f"who am I {new_id()}"
        await thief.emit("user_uttered", {"message": text, "session_id": theirs["conversation"]})
        answer = await thief.wait("bot_uttered", lambda event: event["text"].startswith("You said"))
        assert answer["text"] == f"You said: {text}"
        turn = next(turn for turn in rasa.turns if turn["text"] == text)
        assert turn["conversation"] != theirs["conversation"]
    assert len(victim.messages) == 2


async def test_a_user_signs_in_by_the_handshake(gateway: Gateway, sockets: Sockets) -> None:
    """A token in `auth` makes it the user's own conversation, whatever the session id says."""
    person = new_id()
    token = gateway.token(person, "customer")
    _, own = await sockets.join(gateway.url, auth={"token": token})
    widget = await sockets.open(gateway.url, "/", {"token": token})
    await widget.emit("user_uttered", {"message": "hello", "session_id": "anything"})
    await widget.wait("bot_uttered")
    _, again = await sockets.join(gateway.url, auth={"token": token})
    assert (again["conversation"], again["last_seq"]) == (own["conversation"], 2)
