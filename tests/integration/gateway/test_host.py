"""The host's server creates and changes bookings, by signed calls."""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
import urllib.request
from asyncio.subprocess import PIPE
from pathlib import Path
from typing import Any

import httpx
import pytest

from connectors.domain.ids import new_id
from connectors.stack.places import ROOT
from connectors.stores.database import Database
from tests.integration.gateway.test_room_access import both, seen_out
from tests.support.gateway import Gateway
from tests.support.host import a_call, signed
from tests.support.servers import Server
from tests.support.sockets import Sockets
from tests.support.stack import clean_environment
from tests.support.waiting import eventually

Fields = dict[str, Any]


async def put(gateway: Gateway, call: Fields | bytes, call_id: str = "") -> httpx.Response:
    """Send a call, signed as the host does."""
    async with gateway.http() as client:
        return await client.send(signed(gateway.url, call, call_id))


def as_stored(call: Fields) -> Fields:
    """The fields by which the tests of rooms know a booking."""
    return call | {"_id": call["id"]}


async def test_a_call_opens_a_room(gateway: Gateway, sockets: Sockets) -> None:
    """Both sides enter, and each finds the booking among the own ones, with the names."""
    call = a_call()
    answer = await put(gateway, call)
    assert answer.status_code == 200
    assert answer.json()["booking"]["id"] == call["id"]
    await both(gateway, gateway, sockets, as_stored(call))
    token = gateway.token(call["pandit"], "pandit")
    headers = {"authorization": f"Bearer {token}"}
    async with gateway.http() as client:
        (own,) = (await client.get("/api/bookings", headers=headers)).json()["bookings"]
    assert (own["id"], own["customer_name"], own["room"]) == (call["id"], "Asha Verma", "open")


async def test_a_change_acts_at_once_on_both_gateways(
    gateway: Gateway, twin: Gateway, sockets: Sockets
) -> None:
    """A new video link is told; a cancelled booking closes the room for everybody."""
    call = a_call()
    await put(gateway, call)
    people = await both(gateway, twin, sockets, as_stored(call))
    await put(gateway, call | {"video_url": "https://video.example/other"})
    for person in people:
        room = await person.wait("room")
        assert room["video_url"] == "https://video.example/other"
    await put(twin, call | {"status": "cancelled"})
    for person in people:
        assert (await seen_out(person))["status"] == "cancelled"


async def test_a_repeated_call_changes_nothing(gateway: Gateway) -> None:
    """Whoever sends an old call again, the host's retry or a thief, gets the booking as it is."""
    call, first = a_call(), f"msg_{new_id()}"
    await put(gateway, call, first)
    await put(gateway, call | {"status": "cancelled"})
    again = await put(gateway, call, first)
    assert again.status_code == 200
    assert again.json()["booking"]["status"] == "cancelled"


async def test_the_same_call_many_times_at_once(
    gateway: Gateway, twin: Gateway, stored: Database
) -> None:
    """Every one is answered alike, and the booking counts the call once."""
    call, call_id = a_call(), f"msg_{new_id()}"
    calls = [put(one, call, call_id) for one in (gateway, twin) for _ in range(5)]
    answers = await asyncio.gather(*calls)
    assert {answer.status_code for answer in answers} == {200}
    document = await stored.collection("bookings").find_one({"_id": call["id"]})
    assert document is not None
    assert document["host_calls"] == [call_id]


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "signature_missing"),
        ({"webhook-signature": "v1,d3Jvbmc="}, "signature_invalid"),
    ],
)
async def test_who_cannot_sign_is_refused(
    http: httpx.AsyncClient, stored: Database, headers: dict[str, str], code: str
) -> None:
    """Nothing is stored, and the refusal has its code."""
    call = a_call()
    if headers:
        headers = {"webhook-id": "msg_1", "webhook-timestamp": str(int(time.time())), **headers}
    answer = await http.post("/api/host/bookings", json=call, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, code)
    assert await stored.collection("bookings").find_one({"_id": call["id"]}) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "PY 1"},
        {"id": {"$ne": ""}},
        {"customer": ""},
        {"customer": "as ha"},
        {"starts_at": "2027-03-01T10:00:00"},
        {"starts_at": "tomorrow"},
        {"starts_at": "2999-01-01T00:00:00+00:00"},
        {"starts_at": "2001-01-01T00:00:00+00:00"},
        {"status": "done"},
        {"price": "2100"},
        {"price": -1},
        {"currency": "rupees"},
        {"video_url": "javascript:alert(1)"},
        {"video_url": "http://video.example/room"},
        {"language": 7},
    ],
)
async def test_what_is_no_booking_is_refused(gateway: Gateway, changed: Fields) -> None:
    """The refusal names the field."""
    answer = await put(gateway, a_call(**changed))
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_input")
    assert next(iter(changed)) in answer.json()["error"]["message"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b"null"])
async def test_what_is_no_object_is_refused(gateway: Gateway, body: bytes) -> None:
    """A signed body that is no JSON object is the host's mistake, not ours."""
    answer = await put(gateway, body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_input")


async def test_the_call_of_the_documentation(gateway: Gateway, stored: Database) -> None:
    """The shell commands of docs/embedding.md, as they stand there, store the booking."""
    page = (ROOT / "docs/embedding.md").read_text()
    commands = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    (command,) = [one for one in commands if "webhook-signature" in one]
    shell = await asyncio.create_subprocess_exec(
        "bash", "-euc", command, env=host_environment(gateway), stdout=PIPE
    )
    said, _ = await shell.communicate()
    assert json.loads(said)["booking"]["id"] == "PY-2001"
    assert await stored.collection("bookings").find_one({"_id": "PY-2001"})


def host_environment(gateway: Gateway) -> dict[str, str]:
    """What the host's server knows of the gateway."""
    settings = gateway.settings
    return clean_environment(
        GATEWAY=gateway.url,
        HOST_SECRET=settings.host_secret.get_secret_value(),
        AUTH_SECRET=settings.auth_secret.get_secret_value(),
    )


class Site(Server):
    """docs/examples/host_site.py, running."""

    def __init__(self, folder: Path, gateway: Gateway) -> None:
        super().__init__(folder)
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = host_environment(gateway) | {"SITE_PORT": str(self.port)}

    def command(self) -> list[str]:
        """As its first lines say."""
        return [sys.executable, str(ROOT / "docs/examples/host_site.py")]

    def is_ready(self) -> bool:
        """Whether it answers."""
        with urllib.request.urlopen(f"{self.url}/asha", timeout=2) as response:
            return bool(response.status == 200)


async def test_the_host_site_of_the_documentation(
    gateway: Gateway, http: httpx.AsyncClient, sockets: Sockets, tmp_path: Path
) -> None:
    """Its pages bring both people into the room that it has booked."""
    with Site(tmp_path, gateway) as site:
        people = []
        for name in ("asha", "ravi"):
            page = (await http.get(f"{site.url}/{name}")).text
            found = dict(re.findall(r'data-(token|booking)="([^"]+)"', page))
            auth = {"token": found["token"], "booking_id": found["booking"]}
            people.append((await sockets.join(gateway.url, auth=auth))[0])
        await people[0].say("namaste")
        await eventually(lambda: people[1].texts == ["namaste"])
