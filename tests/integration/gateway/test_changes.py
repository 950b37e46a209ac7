"""Editing, deleting and reacting; receipts; and what a client fetches that was away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.domain.ids import new_id
from connectors.stores.database import Database
from tests.integration.gateway.test_desk import an_agent
from tests.integration.gateway.test_rooms import a_booking, entry
from tests.support.gateway import Gateway
from tests.support.sockets import Socket, Sockets
from tests.support.waiting import eventually

Wire = dict[str, Any]


@pytest.fixture
async def booking(stored: Database) -> Wire:
    """A booking that is being held."""
    return await a_booking(stored)


@pytest.fixture
async def customer(gateway: Gateway, sockets: Sockets, booking: Wire) -> Socket:
    """Its customer, in the room."""
    return (await sockets.join(gateway.url, auth=entry(gateway, booking, "customer")))[0]


@pytest.fixture
async def pandit(gateway: Gateway, sockets: Sockets, booking: Wire) -> Socket:
    """Its pandit, in the room."""
    return (await sockets.join(gateway.url, auth=entry(gateway, booking, "pandit")))[0]


async def history(socket: Socket) -> list[Wire]:
    """Everything, fetched fresh."""
    page: list[Wire] = (await socket.emit("resume", {"after_seq": 0}))["messages"]
    return page


async def make_old(stored: Database, message_id: str, minutes: int) -> None:
    """Let the message have been said so long ago."""
    at = datetime.now(UTC) - timedelta(minutes=minutes)
    await stored.collection("messages").update_one({"_id": message_id}, {"$set": {"at": at}})


async def test_an_edit_reaches_everybody(customer: Socket, pandit: Socket) -> None:
    """The event bears the message as it is fetched; the same edit again is answered alike."""
    said = await customer.say("namste")
    edit = {"message_id": said["id"], "text": "namaste"}
    for _ in range(2):
        assert await customer.emit("edit", edit) == {"version": 1}
    change = await pandit.wait("change")
    assert [change["message"]] == await history(pandit)
    assert (change["message"]["text"], change["message"]["version"]) == ("namaste", 1)
    assert datetime.fromisoformat(change["message"]["edited_at"])
    await customer.wait("change")


async def test_a_deleted_message_says_nothing(customer: Socket, pandit: Socket) -> None:
    """Its place stays; what was said is gone, and it cannot be edited or reacted to."""
    said = await customer.say("my card number is")
    this = {"message_id": said["id"]}
    for _ in range(2):
        assert await customer.emit("delete", this) == {"version": 1}
    deleted = (await pandit.wait("change"))["message"]
    assert [deleted] == await history(customer)
    assert (deleted["text"], deleted["seq"]) == ("", 1)
    assert deleted["deleted_at"]
    for event, data in (("edit", {"text": "again"}), ("reaction", {"emoji": "🙏", "on": True})):
        ack = await customer.emit(event, this | data)
        assert ack["error"]["code"] == "not_found"


async def test_only_ones_own_messages(
    gateway: Gateway, sockets: Sockets, stored: Database, customer: Socket, pandit: Socket
) -> None:
    """Another's message is refused, one of another room is not there."""
    said = await customer.say("mine")
    edit = {"message_id": said["id"], "text": "yours"}
    elsewhere = await a_booking(stored)
    stranger, _ = await sockets.join(gateway.url, auth=entry(gateway, elsewhere, "customer"))
    for event in ("edit", "delete"):
        assert (await pandit.emit(event, edit))["error"]["code"] == "forbidden"
        assert (await stranger.emit(event, edit))["error"]["code"] == "not_found"
    assert (await history(customer))[0]["text"] == "mine"
    assert not customer.all("change")


async def test_only_for_a_while(stored: Database, customer: Socket) -> None:
    """After EDIT_MINUTES, which everybody is told, a message stands as it is."""
    assert (await customer.wait("session"))["edit_minutes"] == 15
    said = await customer.say("so be it")
    await make_old(stored, said["id"], minutes=16)
    for event in ("edit", "delete"):
        ack = await customer.emit(event, {"message_id": said["id"], "text": "not so"})
        assert ack["error"]["code"] == "too_late"
    assert (await history(customer))[0]["text"] == "so be it"


@pytest.mark.parametrize("text", ["", "  ", "x" * 4001, None, "\ud800"])
async def test_an_edit_has_to_say_something(customer: Socket, text: str | None) -> None:
    """Without an attachment there is a text, within its limits."""
    said = await customer.say("hello")
    ack = await customer.emit("edit", {"message_id": said["id"], "text": text})
    assert ack["error"]["code"] in ("invalid_input", "too_large")
    assert not customer.all("change")


async def test_nothing_is_changed_behind_the_guides_back(
    gateway: Gateway, sockets: Sockets
) -> None:
    """What the guide answers stands; in the hands of a human one may correct oneself."""
    visitor, session = await sockets.join(gateway.url)
    said = await visitor.say("how do I bok?")
    edit = {"message_id": said["id"], "text": "how do I book?"}
    for event in ("edit", "delete"):
        assert (await visitor.emit(event, edit))["error"]["code"] == "wrong_mode"
    await visitor.emit("handoff", {})
    agent, _ = await an_agent(gateway, sockets)
    here = {"conversation": session["conversation"]}
    await agent.emit("assign", here)
    await agent.emit("open", here)
    assert await visitor.emit("edit", edit) == {"version": 1}
    told = await agent.wait("change")
    assert told["conversation"] == session["conversation"]
    assert told["message"]["text"] == "how do I book?"


async def test_an_agent_corrects_a_reply(gateway: Gateway, sockets: Sockets) -> None:
    """The assignee edits and deletes own replies, not the visitor's words, and nobody else may."""
    visitor, session = await sockets.join(gateway.url)
    await visitor.emit("handoff", {})
    agent, _ = await an_agent(gateway, sockets)
    other, _ = await an_agent(gateway, sockets)
    here = {"conversation": session["conversation"]}
    await agent.emit("assign", here)
    reply = await agent.emit("reply", here | {"client_id": new_id(), "text": "Helo"})
    edit = here | {"message_id": reply["id"], "text": "Hello"}
    assert (await other.emit("edit", edit))["error"]["code"] == "not_assigned"
    assert await agent.emit("edit", edit) == {"version": 1}
    assert (await visitor.wait("change"))["message"]["text"] == "Hello"
    assert await agent.emit("delete", edit) == {"version": 2}
    await visitor.wait("change", lambda change: change["message"]["version"] == 2)
    theirs = await visitor.say("thanks")
    ack = await agent.emit("delete", here | {"message_id": theirs["id"]})
    assert ack["error"]["code"] == "forbidden"


async def test_reactions_are_bounded(customer: Socket, pandit: Socket) -> None:
    """Twenty different ones on a message, each by as many people as there are."""
    said = await customer.say("hello")
    codes = []
    for number in range(21):
        reaction = {"message_id": said["id"], "emoji": chr(0x1F600 + number), "on": True}
        ack = await customer.emit("reaction", reaction)
        codes.append(ack.get("error", {}).get("code"))
    assert codes == [None] * 20 + ["too_many_reactions"]
    like = {"message_id": said["id"], "emoji": chr(0x1F600), "on": True}
    assert await pandit.emit("reaction", like) == {}
    for person in (customer, pandit):
        assert await person.emit("reaction", like | {"on": False}) == {}
    assert await customer.emit("reaction", reaction) == {}
    [message] = await history(customer)
    assert len(message["reactions"]) == 20


async def test_who_was_away_fetches_what_changed(customer: Socket, pandit: Socket) -> None:
    """`resume` gives new versions of old messages beside the new messages."""
    before = (await customer.wait("session"))["now"]
    for number in range(3):
        await customer.say(f"m{number}")
    first, second, _ = await history(pandit)
    await pandit.emit("reaction", {"message_id": first["id"], "emoji": "👍", "on": True})
    await customer.emit("edit", {"message_id": second["id"], "text": "better"})
    page = await pandit.emit("resume", {"after_seq": 2, "changed_since": before})
    assert [message["version"] for message in page["changed"]] == [1, 1]
    assert page["changed"] == (await history(customer))[:2]
    assert [message["text"] for message in page["messages"]] == ["m2"]
    assert not page["more"]
    assert before < page["now"]
    unasked = await pandit.emit("resume", {"after_seq": 2})
    assert unasked["changed"] == []
    broken = await pandit.emit("resume", {"after_seq": 2, "changed_since": "yesterday"})
    assert broken["error"]["code"] == "invalid_input"


async def test_many_changes_come_page_by_page(stored: Database, customer: Socket) -> None:
    """More changes than a page holds: asked again from its `now`, all of them come."""
    session = await customer.wait("session")
    for number in range(3):
        await customer.say(f"m{number}")
    moment = datetime.fromisoformat(session["now"]).replace(microsecond=0)
    first = {"conversation": session["conversation"], "text": "m0"}
    template = (await stored.collection("messages").find_one(first)) or {}
    template |= {"changed": True, "version": 1}
    documents = [
        template
        | {"_id": new_id(), "seq": 4 + place, "client_id": new_id()}
        | {"changed_at": moment + timedelta(milliseconds=place)}
        for place in range(450)
    ]
    await stored.collection("messages").insert_many(documents)
    seen: list[int] = []
    ask, more = {"after_seq": 453, "changed_since": session["now"]}, True
    while more:
        page = await customer.emit("resume", ask)
        seen += [message["seq"] for message in page["changed"]]
        ask, more = ask | {"changed_since": page["now"]}, page["more"]
    assert sorted(set(seen)) == list(range(4, 454))


async def test_receipts_say_what_a_device_has(
    gateway: Gateway, sockets: Sockets, booking: Wire, customer: Socket, pandit: Socket
) -> None:
    """Nothing is delivered until a device says so; `read` implies it; no cursor goes back."""
    for number in range(3):
        await customer.say(f"m{number}")
    await pandit.wait("message", lambda message: message["seq"] == 3)
    assert not customer.all("receipt")
    me = booking["pandit"]
    assert await pandit.emit("delivered", {"seq": 3}) == {}
    assert await customer.wait("receipt") == {"participant": me, "delivered": 3}
    assert await pandit.emit("read", {"seq": 2}) == {}
    await customer.wait("receipt", lambda event: event.get("read") == 2)
    for late in ({"seq": 1}, {"seq": 99}):
        await pandit.emit("read", late)
    receipt = await customer.wait("receipt", lambda event: event.get("read") == 3)
    assert receipt == {"participant": me, "delivered": 3, "read": 3}
    assert len(customer.all("receipt")) == 3
    _, session = await sockets.join(gateway.url, auth=entry(gateway, booking, "customer"))
    assert session["cursors"] == {me: {"delivered": 3, "read": 3}}
    assert (await customer.emit("resume", {"after_seq": 3}))["cursors"] == session["cursors"]


async def test_cursors_are_kept(
    stored: Database, booking: Wire, customer: Socket, pandit: Socket
) -> None:
    """What was told of in a burst is on disk soon, the latest of it, also when one has left."""
    for number in range(20):
        await customer.say(f"m{number}")
        await pandit.emit("read", {"seq": number + 1})
    await pandit.close()

    async def kept() -> bool:
        room = await stored.collection("conversations").find_one({"booking": booking["_id"]})
        assert room
        return room.get("cursors") == {booking["pandit"]: {"delivered": 20, "read": 20}}

    await eventually(kept)
