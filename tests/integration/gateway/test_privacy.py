"""Data rights: a person gets everything that is held about them, and has it removed."""

from __future__ import annotations

import asyncio
import io
import json
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from connectors.bus import Bus
from connectors.domain.ids import new_id
from connectors.errors import Unavailable
from connectors.privacy import erase
from connectors.privacy.contents import Contents
from connectors.privacy.erase import Eraser
from connectors.stores.attachments import Attachments
from connectors.stores.conversations import person_field
from connectors.stores.database import Database
from connectors.stores.files import Files
from connectors.stores.messages import Messages
from connectors.stores.users import hash_password
from tests.fakes.rasa_server import RasaServer
from tests.integration.gateway.test_api import bearer
from tests.integration.gateway.test_attachments import a_picture, attachments_of
from tests.integration.gateway.test_rooms import a_booking, entry
from tests.support.gateway import Gateway
from tests.support.sockets import Socket, Sockets
from tests.support.waiting import eventually


class Life:
    """All that a customer leaves in a day: a guide conversation, a room, files, orders, …

    `words` are what must be found nowhere when they are erased.
    """

    def __init__(
        self, gateway: Gateway, http: httpx.AsyncClient, sockets: Sockets, stored: Database
    ) -> None:
        self.gateway, self.http, self.sockets, self.stored = gateway, http, sockets, stored
        tail = new_id()
        self.id, self.name = f"cust.omer-{tail}", f"Asha {tail}"
        self.question, self.said, self.comment, self.reason = (
            f"{what}-{tail}" for what in ("question", "room", "comment", "reason")
        )
        self.file, self.other_file = f"bill-{tail}", f"picture-{tail}"
        self.content = f"content-{tail}"
        self.field = person_field(self.id)
        self.words = [self.id, self.name, self.question, self.said]
        self.words += [self.comment, self.reason, self.file, self.other_file, self.content]
        self.headers = bearer(gateway.token(self.id, "customer", self.name))

    async def live(self) -> tuple[Socket, Socket]:
        """Leave it all; the customer's and the pandit's connections in the room."""
        user = {"_id": self.id, "username": self.id, "role": "customer", "name": self.name}
        await self.stored.collection("users").insert_one(user | {"password": hash_password("x")})
        self.booking = await a_booking(self.stored, customer=self.id, customer_name=self.name)
        order = {"_id": f"OD-{new_id()}", "customer": self.id, "items": {}, "status": "shipped"}
        placed = {"placed_at": datetime.now(UTC), "total": 1, "currency": "INR"}
        await self.stored.collection("orders").insert_one(order | placed)
        await self._talk_to_the_guide()
        return await self._meet()

    async def _talk_to_the_guide(self) -> None:
        token = self.headers["Authorization"].removeprefix("Bearer ")
        visitor, session = await self.sockets.join(self.gateway.url, auth={"token": token})
        self.guide = session["conversation"]
        await visitor.say(self.question)
        await visitor.wait("message", lambda message: message["sender"]["role"] == "bot")
        await visitor.emit("rate", {"score": 5, "comment": self.comment})
        await visitor.emit("handoff", {"reason": self.reason})
        upload = await self.http.post(
            "/api/attachments", content=self.content, params={"name": self.file},
            headers=self.headers,
        )  # fmt: skip
        attachment = upload.json()["attachment"]["id"]
        assert "seq" in await visitor.say(self.question, attachments=[attachment])
        turn = {"sender_id": self.guide, "position": 0, "events": [{"text": self.question}]}
        await self.stored.collection("tracker_events").insert_one(turn)
        await self.stored.collection("trackers").insert_one({"_id": self.guide, "window": 0})
        self.visitor = visitor

    async def _meet(self) -> tuple[Socket, Socket]:
        auth = entry(self.gateway, self.booking, "customer")
        auth["token"] = self.headers["Authorization"].removeprefix("Bearer ")
        customer, _ = await self.sockets.join(self.gateway.url, auth=auth)
        pandit, session = await self.sockets.join(
            self.gateway.url, auth=entry(self.gateway, self.booking, "pandit")
        )
        self.room = session["conversation"]
        greeting = await pandit.say("namaste ji")
        picture = await self.http.post(
            "/api/attachments",
            content=a_picture(),
            params={"name": self.other_file, "booking_id": self.booking["_id"]},
            headers=self.headers,
        )
        await customer.say(self.said)
        await customer.say("", attachments=[picture.json()["attachment"]["id"]])
        reaction = {"message_id": greeting["id"], "emoji": "🙏", "on": True}
        await customer.emit("reaction", reaction)
        await pandit.emit("reaction", reaction)
        await customer.emit("read", {"seq": 3})
        await pandit.heard(3)
        await eventually(self._has_read)
        return customer, pandit

    async def is_read_by_the_pandit(self) -> bool:
        """Whether that is stored."""
        return await self._has_read(self.booking["pandit"])

    async def _has_read(self, person: str = "") -> bool:
        read = {"_id": self.room, f"cursors.{person or self.field}.read": 3}
        return await self.stored.collection("conversations").find_one(read) is not None

    async def traces(self) -> list[tuple[str, str]]:
        """Where which of the words still is: in the database, or on disk."""
        found = []
        database = self.stored.client.get_database(self.gateway.settings.mongo_db)
        for name in await database.list_collection_names():
            async for document in self.stored.collection(name).find():
                text = repr(document)
                found += [(name, word) for word in [*self.words, self.field] if word in text]
        for path in attachments_of(self.gateway).rglob("*"):
            if path.is_file() and self.content.encode() in path.read_bytes():
                found.append((path.name, self.content))
        return found


@pytest.fixture
async def life(
    gateway: Gateway, http: httpx.AsyncClient, sockets: Sockets, stored: Database
) -> Life:
    """A customer who has not begun to live."""
    return Life(gateway, http, sockets, stored)


async def test_nothing_of_a_person_remains(life: Life, http: httpx.AsyncClient) -> None:
    """No word, name, id or file of theirs is anywhere; what they said in the room has its place."""
    _, pandit = await life.live()
    assert {word for _, word in await life.traces()} == {*life.words, life.field}
    assert (await http.delete("/api/me", headers=life.headers)).json() == {}
    assert await life.traces() == []
    resumed = await pandit.emit("resume", {"after_seq": 0})
    assert [message["seq"] for message in resumed["messages"]] == [1, 2, 3]
    greeting, said, picture = resumed["messages"]
    assert (greeting["text"], greeting["reactions"]) == (
        "namaste ji", {"🙏": [life.booking["pandit"]]}
    )  # fmt: skip
    for message in (said, picture):
        assert message["deleted_at"]
        assert (message["text"], message["type"], message["sender"]["name"]) == ("", "text", "")
        assert "payload" not in message
    assert said["sender"]["id"] == picture["sender"]["id"] != life.id
    assert life.id not in resumed["cursors"]
    await pandit.emit("read", {"seq": 3})
    await eventually(life.is_read_by_the_pandit)
    assert await life.traces() == []  # and nothing of it is written again


async def test_everybody_connected_learns_of_it(life: Life, http: httpx.AsyncClient) -> None:
    """The person's connections end with a word why; the pandit's view changes at once."""
    customer, pandit = await life.live()
    await http.delete("/api/me", headers=life.headers)
    for connection in (customer, life.visitor):
        await connection.wait("error", lambda error: error["code"] == "erased")
        await connection.wait("$disconnect")
    await eventually(lambda: len(pandit.all("change")) >= 3)
    await pandit.wait(
        "presence", lambda e: [p["id"] for p in e["participants"]] == [life.booking["pandit"]]
    )
    assert (await pandit.say("are you there?"))["seq"] == 4


async def test_one_may_start_anew(life: Life, http: httpx.AsyncClient) -> None:
    """The token still names the person: they begin with nothing, their bookings are not theirs."""
    await life.live()
    await http.delete("/api/me", headers=life.headers)
    assert (await http.get("/api/bookings", headers=life.headers)).json() == {"bookings": []}
    assert (await http.get("/api/orders", headers=life.headers)).json() == {"orders": []}
    history = (await http.get("/api/chat/messages", headers=life.headers)).json()
    assert (history["messages"], history["last_seq"]) == ([], 0)
    again = await http.post("/api/chat", json={"text": "hello"}, headers=life.headers)
    assert again.json()["conversation"] != life.guide
    assert again.json()["message"]["seq"] == 1
    assert (await http.delete("/api/me", headers=life.headers)).status_code == 200
    assert await life.traces() == []


async def test_an_erasure_that_is_interrupted_anywhere_ends(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after any step, it goes on where it is noted, under the same pseudonym."""
    monkeypatch.setattr(erase, "_WRITTEN_SECONDS", 0)
    customer, _ = await life.live()
    bus = Bus(life.gateway.settings.redis_url)
    attachments = Attachments(life.stored, Files(attachments_of(life.gateway)))
    contents = Contents(life.stored, Messages(life.stored), attachments)
    eraser = Eraser(life.stored, attachments, contents, bus)
    steps: list[str] = []

    def stop_at(number: int) -> Any:
        def progress(step: str) -> None:
            steps.append(step)
            if len(steps) == number:
                raise Unavailable("killed")

        return progress

    for number in range(1, 9):
        steps.clear()
        with pytest.raises(Unavailable):
            await eraser.erase(life.id, stop_at(number))
    for connection in (customer, life.visitor):
        await connection.wait("$disconnect")
    erasures = life.stored.collection("erasures")
    noted = await erasures.find_one({"_id": life.id})
    assert noted
    assert await eraser.finish_abandoned() == 0
    long_ago = {"$set": {"at": datetime.now(UTC) - timedelta(hours=1)}}
    await erasures.update_one({"_id": life.id}, long_ago)
    assert await eraser.finish_abandoned() == 1
    await bus.close()
    assert await life.traces() == []
    senders = await life.stored.collection("messages").distinct(
        "sender.id", {"conversation": life.room}
    )
    assert set(senders) == {noted["pseudonym"], life.booking["pandit"]}


class Hesitant(Gateway):
    """A gateway that rests when it has seen out whom it erases."""

    def command(self) -> list[str]:
        """Changed in the one constant."""
        rest = "from connectors.privacy import erase; erase._WRITTEN_SECONDS = 3600"
        serve = "from connectors.gateway.__main__ import main; main()"
        return [sys.executable, "-c", f"{rest}; {serve}"]


async def test_a_gateway_killed_while_it_erases(
    life: Life, rasa: RasaServer, tmp_path: Path
) -> None:
    """The people's connections on other gateways end, and the next gateway does the rest."""
    customer, _ = await life.live()
    erasures, this = life.stored.collection("erasures"), {"_id": life.id}

    async def begun() -> bool:
        return await erasures.find_one(this) is not None

    async def ended() -> bool:
        return not await begun() and not await life.traces()

    folder = {"ATTACHMENTS_DIR": str(attachments_of(life.gateway))}
    settings = life.gateway.settings
    with Hesitant(tmp_path / "hesitant", settings, rasa.url, **folder) as hesitant:
        async with hesitant.http() as http:
            call = asyncio.create_task(http.delete("/api/me", headers=life.headers))
            await eventually(begun)
            await customer.wait("error", lambda error: error["code"] == "erased")
            hesitant.kill()
            with pytest.raises(httpx.TransportError):
                await call
    assert await life.traces()
    long_ago = {"$set": {"at": datetime.now(UTC) - timedelta(hours=1)}}
    await erasures.update_one(this, long_ago)
    with Gateway(tmp_path / "next", settings, rasa.url, **folder):
        await eventually(ended, seconds=20)


async def test_an_answer_that_comes_too_late_goes_too(life: Life, http: httpx.AsyncClient) -> None:
    """What was being written when its conversation went is removed with what is left of that."""
    await life.live()
    await http.delete("/api/me", headers=life.headers)
    left = await life.stored.collection("conversations").find_one({"_id": life.guide})
    assert left
    assert left["status"] == "resolved"
    soon = left["expires_at"] - datetime.now(UTC)
    assert timedelta(minutes=10) < soon <= timedelta(minutes=15)


async def test_an_agent_is_erased(
    gateway: Gateway, http: httpx.AsyncClient, sockets: Sockets, stored: Database
) -> None:
    """Their name goes from notices, their words from notes, and whom they had waits again."""
    tail = new_id()
    agent, name = f"agent-{tail}", f"Meera {tail}"
    token = gateway.token(agent, "agent", name)
    visitor, session = await sockets.join(gateway.url)
    await visitor.emit("handoff", {})
    console, _ = await sockets.join(gateway.url, "/agent", auth={"token": token})
    place = {"conversation": session["conversation"]}
    await console.emit("assign", place)
    await console.emit("note", place | {"client_id": "n", "text": f"note {tail}"})
    await console.emit("reply", place | {"client_id": "r", "text": f"reply {tail}"})
    admin = bearer(gateway.token(new_id(), "admin"))
    assert (await http.delete(f"/api/people/{agent}", headers=admin)).json() == {}
    async for message in stored.collection("messages").find():
        assert tail not in repr(message)
    async for conversation in stored.collection("conversations").find():
        assert tail not in repr(conversation)
    resumed = await visitor.emit("resume", {"after_seq": 0})
    assigned = resumed["messages"][1]
    assert assigned["payload"]["activity"] == "assigned"
    assert assigned["text"] == "… is with you now."
    await visitor.wait("queue", lambda event: event["position"] > 0)


async def test_an_export_has_it_all(life: Life, http: httpx.AsyncClient) -> None:
    """Every word the person left is in the file, their files too, and nothing of other people's."""
    await life.live()
    another = Life(life.gateway, http, life.sockets, life.stored)
    await another.live()
    answer = await http.get("/api/me/export", headers=life.headers)
    assert answer.headers["content-type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    texts = {name: archive.read(name) for name in archive.namelist()}
    whole = " ".join([*texts, *(text.decode(errors="replace") for text in texts.values())])
    assert [word for word in life.words if word not in whole] == []
    assert not [word for word in another.words if word in whole]
    assert hash_password("x")[:12] not in whole
    parts = {name: json.loads(text) for name, text in texts.items() if name.endswith(".json")}
    assert {name: len(part) for name, part in parts.items()} == {
        "person.json": 2, "conversations.json": 2, "messages.json": 7, "bookings.json": 1,
        "orders.json": 1, "dialogue.json": 1,
    }  # fmt: skip
    files = [name for name in texts if name.startswith("attachments/")]
    assert life.content.encode() in [texts[name] for name in files]
    assert len(files) == 2


async def test_who_may_ask(gateway: Gateway, http: httpx.AsyncClient) -> None:
    """Everybody about themselves, administrators about all."""
    person = new_id()
    for role in ("customer", "pandit", "agent"):
        headers = bearer(gateway.token(new_id(), role))
        path = f"/api/people/{person}"
        for method, address in (("GET", f"{path}/export"), ("DELETE", path)):
            answer = await http.request(method, address, headers=headers)
            assert answer.json()["error"]["code"] == "forbidden"
    assert (await http.delete("/api/me")).json()["error"]["code"] == "token_missing"
    guest = (await http.post("/api/chat", json={"text": "hi"})).json()
    headers = bearer(guest["token"])
    export = await http.get("/api/me/export", headers=headers)
    archive = zipfile.ZipFile(io.BytesIO(export.content))
    assert len(json.loads(archive.read("messages.json"))) == 2
    assert (await http.delete("/api/me", headers=headers)).json() == {}
    headers = bearer(gateway.token(new_id(), "customer"))
    statuses = [(await http.get("/api/me/export", headers=headers)).status_code for _ in range(11)]
    assert statuses == [200] * 10 + [429]


async def test_the_command(life: Life, tmp_path: Path) -> None:
    """The same from the command line; nothing is removed by mistake."""
    await life.live()
    environment = life.gateway.env | {"PYTHONPATH": "."}

    async def run(*arguments: str) -> tuple[int, str]:
        done = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-m", "connectors.privacy", *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    out = tmp_path / "asha.zip"
    code, said = await run("export", life.id, "--out", str(out))
    assert code == 0, said
    assert life.question in zipfile.ZipFile(out).read("messages.json").decode()
    code, said = await run("erase", life.id)
    assert (code, said.strip()) == (1, "Nothing was removed. It cannot be undone: add --yes.")
    assert await life.traces()
    code, said = await run("erase", life.id, "--yes")
    assert code == 0, said
    assert "removed: files" in said
    assert await life.traces() == []
