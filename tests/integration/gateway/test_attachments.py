"""Files in conversations: sent once, kept safely, given to those who take part and nobody else."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from connectors.domain.ids import new_id
from connectors.errors import ConfigError
from connectors.gateway.app import create_app
from connectors.settings import Settings
from connectors.stores.database import Database, open_database
from tests.fakes.rasa_server import RasaServer
from tests.integration.gateway.conftest import gateway_settings
from tests.integration.gateway.test_api import bearer
from tests.integration.gateway.test_rooms import a_booking, entry
from tests.support.gateway import Gateway
from tests.support.sockets import Sockets
from tests.support.waiting import eventually

PATH = "/api/attachments"
MEGABYTE = 2**20


def a_picture(width: int = 4, height: int = 3) -> bytes:
    """A PNG."""
    file = io.BytesIO()
    Image.new("RGB", (width, height)).save(file, "PNG")
    return file.getvalue()


class Person:
    """Somebody with a token who sends and fetches files."""

    def __init__(self, http: httpx.AsyncClient, token: str, booking: str = "") -> None:
        self.http = http
        self.headers = bearer(token)
        self.booking = booking

    async def try_upload(self, content: Any, **params: Any) -> httpx.Response:
        """Upload; the response."""
        place = {"booking_id": self.booking} if self.booking else {}
        return await self.http.post(
            PATH, content=content, params=place | params, headers=self.headers
        )

    async def upload(self, content: Any, **params: Any) -> dict[str, Any]:
        """Upload; the attachment."""
        answer = await self.try_upload(content, **params)
        assert answer.status_code == 200, answer.text
        attachment: dict[str, Any] = answer.json()["attachment"]
        return attachment

    async def fetch(self, attachment: dict[str, Any], **headers: str) -> httpx.Response:
        """Fetch; the response."""
        return await self.http.get(f"{PATH}/{attachment['id']}", headers=self.headers | headers)


class Room:
    """A booking whose customer and pandit are connected."""

    def __init__(self, gateway: Gateway, http: httpx.AsyncClient, booking: dict[str, Any]) -> None:
        self.gateway, self.http, self.booking = gateway, http, booking
        self.customer = self.person("customer")
        self.pandit = self.person("pandit")

    def person(self, role: str, name: str = "") -> Person:
        """A person at the door of the room."""
        token = self.gateway.token(name or self.booking[role], role)
        return Person(self.http, token, self.booking["_id"])


@pytest.fixture
async def room(gateway: Gateway, http: httpx.AsyncClient, stored: Database) -> Room:
    """A room that is open."""
    return Room(gateway, http, await a_booking(stored))


async def test_a_picture_in_a_room(gateway: Gateway, sockets: Sockets, room: Room) -> None:
    """It is measured, sent without words, received by the other, and in the history."""
    attachment = await room.customer.upload(a_picture(40, 30), name="थाली.png")
    size = len(a_picture(40, 30))
    assert attachment == attachment | {
        "name": "थाली.png", "type": "image/png", "size": size, "width": 40, "height": 30,
    }  # fmt: skip
    customer, _ = await sockets.join(gateway.url, auth=entry(gateway, room.booking, "customer"))
    pandit, _ = await sockets.join(gateway.url, auth=entry(gateway, room.booking, "pandit"))
    ack = await customer.emit("message", {"client_id": "a", "attachments": [attachment["id"]]})
    message = await pandit.wait("message")
    assert (message["id"], message["type"], message["text"]) == (ack["id"], "image", "")
    assert message["payload"] == {"attachment": attachment}
    fetched = await room.pandit.fetch(attachment)
    assert fetched.content == a_picture(40, 30)


async def test_a_deleted_message_takes_its_file_along(
    gateway: Gateway, sockets: Sockets, room: Room, stored: Database
) -> None:
    """A caption may be taken off; with the message go the file and all that names it."""
    attachment = await room.customer.upload(a_picture(), name="thali.png")
    customer, _ = await sockets.join(gateway.url, auth=entry(gateway, room.booking, "customer"))
    ack = await customer.say("look", attachments=[attachment["id"]])
    this = {"message_id": ack["id"]}
    assert await customer.emit("edit", this | {"text": ""}) == {"version": 1}
    assert (await room.pandit.fetch(attachment)).status_code == 200
    assert await customer.emit("delete", this) == {"version": 2}
    deleted = (await customer.emit("resume", {"after_seq": 0}))["messages"][0]
    assert (deleted["type"], deleted["text"], deleted.get("payload")) == ("text", "", None)
    assert (await room.pandit.fetch(attachment)).status_code == 404
    assert await stored.collection("attachments").find_one({"_id": attachment["id"]}) is None


async def test_an_attachment_is_in_one_message(
    gateway: Gateway, sockets: Sockets, room: Room
) -> None:
    """Sent again with the same `client_id` it is the same message; in another it is refused."""
    attachment = await room.customer.upload(b"list", name="list.txt")
    customer, _ = await sockets.join(gateway.url, auth=entry(gateway, room.booking, "customer"))
    pandit, _ = await sockets.join(gateway.url, auth=entry(gateway, room.booking, "pandit"))
    files = {"attachments": [attachment["id"]]}
    theirs = await pandit.say("mine", "p", **files)
    assert theirs["error"]["code"] == "not_found"
    first = await customer.say("the list", "a", **files)
    assert await customer.say("the list", "a", **files) == first
    again = await customer.say("the list", "b", **files)
    assert again["error"]["code"] == "attachment_used"
    assert first["seq"] == 1
    resumed = await customer.emit("resume", {"after_seq": 0})
    assert [(m["type"], m["text"]) for m in resumed["messages"]] == [("file", "the list")]


@pytest.mark.parametrize(
    "said",
    [
        {"attachments": []},
        {"text": " "},
        {"text": "x", "attachments": ["a", "b"]},
        {"text": "x", "attachments": ["../a"]},
        {"text": "x", "attachments": [{"id": "a"}]},
        {"attachments": "a"},
    ],
)
async def test_messages_that_say_nothing(
    gateway: Gateway, sockets: Sockets, room: Room, said: dict[str, Any]
) -> None:
    """A message needs a text or exactly one upload."""
    customer, _ = await sockets.join(gateway.url, auth=entry(gateway, room.booking, "customer"))
    ack = await customer.emit("message", {"client_id": "a"} | said)
    assert ack["error"]["code"] == "invalid_input"


async def test_nobody_else_sees_a_file(
    gateway: Gateway, sockets: Sockets, http: httpx.AsyncClient, room: Room, stored: Database
) -> None:
    """Before it is sent it is its uploader's; then the parties' and staff's; never a stranger's."""
    attachment = await room.customer.upload(b"secret", name="a.txt")
    agent, stranger = room.person("agent", "an-agent"), room.person("customer", new_id())
    nobody = {"error": {"code": "not_found", "message": "There is no such file."}}
    missing = await room.customer.fetch({"id": new_id()})
    assert (missing.status_code, missing.json()) == (404, nobody)

    async def may_see() -> list[bool]:
        people = (room.customer, room.pandit, agent, stranger)
        answers = [await person.fetch(attachment) for person in people]
        assert all(one.status_code == 200 or one.json() == nobody for one in answers)
        return [one.status_code == 200 for one in answers]

    assert await may_see() == [True, False, False, False]
    customer, _ = await sockets.join(gateway.url, auth=entry(gateway, room.booking, "customer"))
    ack = await customer.say("look", attachments=[attachment["id"]])
    assert await may_see() == [True, True, True, False]
    over = {"$set": {"ends_at": datetime.now(UTC) - timedelta(days=9)}}
    await stored.collection("bookings").update_one({"_id": room.booking["_id"]}, over)
    assert await may_see() == [True, True, True, False]
    another = {"$set": {"pandit": new_id()}}
    await stored.collection("bookings").update_one({"_id": room.booking["_id"]}, another)
    assert await may_see() == [True, False, True, False]
    gone = {"$unset": {"payload": ""}, "$set": {"text": ""}}
    await stored.collection("messages").update_one({"_id": ack["id"]}, gone)
    assert await may_see() == [False, False, False, False]
    unsigned = await http.get(f"{PATH}/{attachment['id']}")
    assert unsigned.json()["error"]["code"] == "token_missing"


async def test_how_a_file_is_served(room: Room) -> None:
    """Nothing in it can run, no shared cache keeps it, and parts of it can be had."""
    attachment = await room.customer.upload(b"0123456789", name='a "b"\\c\r\nd.html')
    assert (attachment["name"], attachment["type"]) == ("c d.html.txt", "text/plain")
    whole = await room.customer.fetch(attachment)
    assert whole.headers["content-type"] == "text/plain; charset=utf-8"
    assert whole.headers["content-disposition"] == "attachment; filename*=utf-8''c%20d.html.txt"
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert whole.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert whole.headers["cache-control"] == "private, no-cache"
    part = await room.customer.fetch(attachment, Range="bytes=2-4")
    assert (part.status_code, part.content) == (206, b"234")
    assert part.headers["content-range"] == "bytes 2-4/10"
    outside = await room.customer.fetch(attachment, Range="bytes=20-")
    assert outside.status_code == 416
    path = f"{PATH}/{attachment['id']}"
    head = await room.http.head(path, headers=room.customer.headers)
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", "10")
    known = await room.customer.fetch(attachment, **{"If-None-Match": whole.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    picture = await room.customer.upload(a_picture(), name="a.png")
    shown = await room.customer.fetch(picture)
    assert shown.headers["content-disposition"] == 'inline; filename="a.png"'


@pytest.mark.parametrize(
    "content",
    [b"<svg onload='alert(1)'/>", b"<!doctype html>", b"\x7fELF\0", b"", b"\x89PNG\r\n\x1a\n\0"],
)
async def test_types_that_are_refused(room: Room, content: bytes) -> None:
    """What could run, is unknown, empty or broken is refused, whatever it is called."""
    answer = await room.customer.try_upload(content, name="photo.png")
    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "type_refused")


async def test_the_length_of_a_voice_message(room: Room) -> None:
    """`seconds` is kept for sound only."""
    sound = b"OggS" + bytes(24) + b"OpusHead\x01" + bytes(50)
    assert (await room.customer.upload(sound, name="v", seconds=4.5))["seconds"] == 4.5
    assert "seconds" not in await room.customer.upload(b"text", name="t", seconds=4.5)
    wrong = await room.customer.try_upload(sound, seconds="nan")
    assert wrong.json()["error"]["code"] == "invalid_input"


async def test_files_that_are_too_large(room: Room, gateway: Gateway) -> None:
    """Refused by the length it tells, or while it is read when it tells none; nothing stays."""

    async def streamed() -> AsyncIterator[bytes]:
        for _ in range(11):
            yield b"x" * MEGABYTE

    for content in (b"x" * (10 * MEGABYTE + 1), streamed()):
        answer = await room.customer.try_upload(content)
        assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
        assert answer.json()["error"]["max_bytes"] == 10 * MEGABYTE
    largest = await room.customer.upload(b"x" * 10 * MEGABYTE)
    assert largest["size"] == 10 * MEGABYTE
    assert not list(attachments_of(gateway).rglob("*.part"))


async def test_a_client_that_goes_away(room: Room, gateway: Gateway, stored: Database) -> None:
    """Half an upload leaves nothing behind."""
    _, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
    token = room.customer.headers["Authorization"]
    target = f"{PATH}?booking_id={room.booking['_id']}"
    head = f"POST {target} HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\nContent-Length: 99999"
    writer.write(f"{head}\r\n\r\nhalf".encode())
    await writer.drain()
    uploader = {"uploader": room.booking["customer"]}

    async def known() -> int:
        return await stored.collection("attachments").count_documents(uploader)

    async def none_is_known() -> bool:
        return not await known()

    await eventually(known)
    writer.close()
    await eventually(none_is_known)
    assert not list(attachments_of(gateway).rglob("*.part"))


async def test_the_guide_takes_no_files(
    gateway: Gateway, sockets: Sockets, http: httpx.AsyncClient
) -> None:
    """A visitor may send one once a person is asked for, and an agent one who has the visitor."""
    visitor, session = await sockets.join(gateway.url)
    guest = Person(http, session["token"])
    refused = await guest.try_upload(b"text")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "wrong_mode")
    await visitor.emit("handoff", {})
    attachment = await guest.upload(b"text", name="bill.txt")
    assert "seq" in await visitor.say("my bill", attachments=[attachment["id"]])

    token = gateway.token("agent-files", "agent", "Meera")
    agent = Person(http, token)
    place = {"conversation": session["conversation"]}
    early = await agent.try_upload(b"text", **place)
    assert early.json()["error"]["code"] == "not_assigned"
    console, _ = await sockets.join(gateway.url, "/agent", auth={"token": token})
    await console.emit("assign", place)
    answer = await agent.upload(b"invoice", name="invoice.txt", **place)
    sent = await console.emit(
        "reply", place | {"client_id": new_id(), "attachments": [answer["id"]]}
    )
    assert "seq" in sent
    assert (await guest.fetch(answer)).content == b"invoice"
    assert (await agent.fetch(attachment)).content == b"text"
    assert (await guest.try_upload(b"x", **place)).json()["error"]["code"] == "forbidden"
    await console.emit("back_to_bot", place)
    late = await visitor.say("more", attachments=[attachment["id"]])
    assert late["error"]["code"] == "wrong_mode"


async def test_a_closed_door_is_closed_to_files(
    gateway: Gateway, http: httpx.AsyncClient, stored: Database
) -> None:
    """Who may not be in the room cannot upload for it."""
    booking = await a_booking(stored, status="cancelled")
    room = Room(gateway, http, booking)
    stranger = await room.person("customer", new_id()).try_upload(b"x")
    assert stranger.json()["error"]["code"] == "booking_not_found"
    assert (await room.customer.try_upload(b"x")).json()["error"]["code"] == "room_closed"


async def test_what_was_acknowledged_survives_kills(
    mongo_url: str, redis_url: str, rasa: RasaServer, tmp_path: Path
) -> None:
    """A gateway that is killed while people upload has every file it said it has."""
    settings = gateway_settings(mongo_url, redis_url)
    stored = open_database(settings)
    # Each counts as the largest there may be, for it does not say how long it is.
    with Gateway(tmp_path, settings, rasa.url, LIMIT_UPLOAD_MB="1000") as gateway:
        http = gateway.http()
        customer = Room(gateway, http, await a_booking(stored)).customer
        kept: dict[str, bytes] = {}
        broken = 0

        async def send(number: int, killed: asyncio.Event) -> None:
            """Every fourth is in the middle of its upload when the gateway dies."""
            nonlocal broken
            half = f"{number} ".encode() * 20_000

            async def in_halves() -> AsyncIterator[bytes]:
                yield half
                if number % 4 == 0:
                    await killed.wait()
                yield half

            try:
                attachment = await customer.upload(in_halves(), name=f"{number}.txt")
            except httpx.TransportError:
                broken += 1
            else:
                kept[attachment["id"]] = half * 2

        for attempt in range(1, 3):
            killed = asyncio.Event()
            sending = [asyncio.create_task(send(attempt * 100 + n, killed)) for n in range(20)]
            wanted = len(kept) + 3
            await eventually(lambda: len(kept) >= wanted)  # noqa: B023
            gateway.kill()
            killed.set()
            await asyncio.gather(*sending)
            await asyncio.to_thread(gateway.start)
        assert broken >= 10
        for attachment, content in kept.items():
            assert (await customer.fetch({"id": attachment})).content == content
        await http.aclose()
    await stored.close()


async def test_how_much_one_person_may_upload(
    mongo_url: str, redis_url: str, rasa: RasaServer, tmp_path: Path
) -> None:
    """Over LIMIT_UPLOAD_MB one is told how long to wait; the other in the room is not."""
    settings = gateway_settings(mongo_url, redis_url)
    stored = open_database(settings)
    with Gateway(tmp_path, settings, rasa.url, LIMIT_UPLOAD_MB="1") as gateway:
        http = gateway.http()
        room = Room(gateway, http, await a_booking(stored))
        await room.customer.upload(b"x" * (MEGABYTE - 1000))
        refused = await room.customer.try_upload(b"x" * 2000)
        assert (refused.status_code, refused.json()["error"]["code"]) == (429, "rate_limited")
        assert refused.json()["error"]["retry_after"] > 0
        await room.pandit.upload(b"x" * 2000)
        await http.aclose()
    await stored.close()


def attachments_of(gateway: Gateway) -> Path:
    """Where the gateway keeps files."""
    return gateway.folder / "data" / "attachments"


def test_a_folder_that_is_not_mounted(settings: Settings, tmp_path: Path) -> None:
    """The gateway does not start when the operator's folder is missing."""
    missing = {"attachments_dir": tmp_path / "nowhere", "rasa_url": "http://rasa"}
    with pytest.raises(ConfigError, match="ATTACHMENTS_DIR"):
        create_app(settings.model_copy(update=missing))
