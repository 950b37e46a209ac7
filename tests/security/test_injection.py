"""Words that mean something to a shell, a database, a header or a file system mean nothing here."""

from __future__ import annotations

import asyncio
import re
from urllib.parse import quote

import httpx
import pytest

from connectors.domain.ids import new_id
from connectors.stores.database import Database
from tests.integration.gateway.test_api import bearer
from tests.integration.gateway.test_attachments import Room, a_picture
from tests.integration.gateway.test_rooms import a_booking
from tests.security.hostile import QUERIES
from tests.support.gateway import Gateway
from tests.support.sockets import Sockets

NAMES = [
    "a\r\nSet-Cookie: session=stolen\r\n\r\n<script>alert(1)</script>.png",
    'a"; filename="evil.html',
    "../../../../etc/cron.d/evil.png",
    "..\\..\\windows\\evil.png",
    "/etc/passwd",
    "C:\\boot.ini",
    "evil.png\0.html",
    "gnp.\u202egpj.exe",
    "<img src=x onerror=alert(1)>.png",
    "con",
    ".htaccess",
    "%2e%2e%2f%0d%0aX: y",
    "x" * 900,
    "नमस्ते 🙏.png",
]
PATHS = [
    "..",
    "../../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/pyproject.toml",
    "..%5c..%5cpyproject.toml",
    "....//....//pyproject.toml",
    "%00",
    "~root",
    "file:///etc/passwd",
]
REDIRECTS = [
    "//evil.example",
    "//evil.example/%2f..",
    "/\\evil.example",
    "/console/",
    "/docs/",
    "/api/bookings/",
    "//evil.example/api/bookings/",
    "/?next=//evil.example",
    "/assets//evil.example/..",
]


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name[:20]))
async def test_names_of_files(
    gateway: Gateway, http: httpx.AsyncClient, stored: Database, sockets: Sockets, name: str
) -> None:
    """A file's name is one line, has no path, and makes no header and no other type."""
    room = Room(gateway, http, await a_booking(stored))
    picture = await room.customer.upload(a_picture(), name=name)
    assert re.fullmatch(r"[^/\\\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]+\.(png)", picture["name"])
    answer = await room.customer.fetch(picture)
    assert "set-cookie" not in answer.headers
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert re.fullmatch(
        r"inline; filename(=\"[\w !#-.:-\[\]-~]+\"|\*=[Uu][Tt][Ff]-8''[\w%.~!*-]+)",
        answer.headers["content-disposition"],
    )
    assert answer.content == a_picture()


@pytest.mark.parametrize("place", ["api/attachments", "assets", "console", "widget", "api/help"])
async def test_paths_lead_nowhere_else(gateway: Gateway, place: str) -> None:
    """No address leads to a file outside of what is served."""
    for path in PATHS:
        reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
        request = f"GET /{place}/{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        writer.write(request.encode())  # by hand: clients would tidy the path up
        answer = (await reader.read()).decode()
        writer.close()
        assert answer.split()[1] in ("400", "401", "404"), path
        assert "root:" not in answer
        assert "[project]" not in answer


@pytest.mark.parametrize("path", REDIRECTS)
async def test_nobody_is_sent_elsewhere(http: httpx.AsyncClient, path: str) -> None:
    """No answer redirects, whatever the address and the Host header say."""
    request = http.build_request("GET", str(http.base_url).rstrip("/") + path)
    request.headers["Host"] = "evil.example"
    answer = await http.send(request)
    assert "location" not in answer.headers, answer.headers["location"]
    assert "evil.example" not in answer.text


@pytest.mark.parametrize("query", QUERIES, ids=str)
async def test_queries_in_bodies_and_addresses(
    gateway: Gateway, http: httpx.AsyncClient, query: dict[str, object]
) -> None:
    """An operator of MongoDB in place of a name or a password signs nobody in and finds nothing."""
    for body in (
        {"username": query, "password": "x"},
        {"username": "meera", "password": query},
        {"username": query, "password": query},
    ):
        answer = await http.post("/auth/token", json=body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_input")
    headers = bearer(gateway.token(new_id(), "customer"))
    operator = next(iter(query))
    for place in ("messages", "search", "transcript"):
        params = {f"q[{operator}]": "", f"booking_id[{operator}]": "", "q": "a"}
        answer = await http.get(
            f"/api/bookings/{quote(operator)}/{place}", params=params, headers=headers
        )
        assert answer.status_code in (400, 404)


async def test_ids_that_are_names_of_fields(
    gateway: Gateway, sockets: Sockets, stored: Database
) -> None:
    """A person whose id has dots and dollars moves a cursor of their own, and nothing beside it."""
    booking = await a_booking(stored, customer="$set.cursors.$where.a.b")
    auth = {
        "token": gateway.token(booking["customer"], "customer"),
        "booking_id": booking["_id"],
    }
    customer, session = await sockets.join(gateway.url, auth=auth)
    await customer.say("hello")
    assert await customer.emit("read", {"seq": 1}) == {}
    page = await customer.emit("resume", {"after_seq": 0})
    assert page["cursors"][booking["customer"]]["read"] == 1
    document = await stored.collection("conversations").find_one({"_id": session["conversation"]})
    assert document is not None
    assert document["kind"] == "room"
