"""HTTP: chat, history, signing in, catalog, bookings, health."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import httpx
import pytest

from connectors.domain.ids import new_id
from connectors.stores.catalog import FRESH_SECONDS
from connectors.stores.database import Database
from connectors.stores.users import hash_password
from tests.fakes.rasa_server import RasaServer, echo
from tests.integration.gateway.test_rooms import a_booking
from tests.support.gateway import Gateway
from tests.support.sockets import Sockets
from tests.support.waiting import eventually, patient


def bearer(token: str) -> dict[str, str]:
    """The header that says who one is."""
    return {"Authorization": f"Bearer {token}"}


async def test_a_chat_without_a_token(http: httpx.AsyncClient) -> None:
    """One becomes a guest, gets the answers, and goes on with the token."""
    first = (await http.post("/api/chat", json={"text": "hello"})).json()
    assert [reply["text"] for reply in first["replies"]] == ["You said: hello"]
    assert (first["done"], first["status"], first["message"]["seq"]) == (True, "pending", 1)
    again = await http.post("/api/chat", json={"text": "more"}, headers=bearer(first["token"]))
    assert again.json()["conversation"] == first["conversation"]
    assert again.json()["message"]["seq"] == 3
    history = await http.get("/api/chat/messages", headers=bearer(first["token"]))
    assert [m["seq"] for m in history.json()["messages"]] == [1, 2, 3, 4]
    assert history.headers["cache-control"] == "no-store"


async def test_history_by_pages(http: httpx.AsyncClient) -> None:
    """Pages forwards and backwards join without gap or overlap."""
    first = (await http.post("/api/chat", json={"text": "1"})).json()
    headers = bearer(first["token"])
    for number in range(2, 5):
        await http.post("/api/chat", json={"text": str(number)}, headers=headers)

    async def page(**params: int) -> tuple[list[int], bool]:
        got = (await http.get("/api/chat/messages", params=params, headers=headers)).json()
        return [message["seq"] for message in got["messages"]], got["more"]

    assert await page(limit=3) == ([1, 2, 3], True)
    assert await page(after_seq=3, limit=5) == ([4, 5, 6, 7, 8], False)
    assert await page(after_seq=8) == ([], False)
    assert await page(before_seq=6, limit=3) == ([3, 4, 5], True)
    assert await page(before_seq=3, limit=9) == ([1, 2], False)
    assert await page(before_seq=2**31, limit=3) == ([6, 7, 8], True)


async def test_a_repeated_call_is_one_message(http: httpx.AsyncClient) -> None:
    """The same `client_id` gives the same message and the same replies."""
    first = (await http.post("/api/chat", json={"text": "hi", "client_id": "a"})).json()
    again = await http.post(
        "/api/chat", json={"text": "hi", "client_id": "a"}, headers=bearer(first["token"])
    )
    assert again.json()["message"] == first["message"]
    assert again.json()["replies"] == first["replies"]


async def test_not_waiting_for_the_answer(http: httpx.AsyncClient, rasa: RasaServer) -> None:
    """With `wait_seconds: 0` the answer is left to the history, and said so."""
    text, go_on = f"later {new_id()}", threading.Event()
    rasa.on(text, lambda body: echo(body) if go_on.wait(patient(20)) else [])
    said = (await http.post("/api/chat", json={"text": text, "wait_seconds": 0})).json()
    assert (said["replies"], said["done"]) == ([], False)
    go_on.set()

    async def answered() -> bool:
        headers = bearer(said["token"])
        history = (await http.get("/api/chat/messages", headers=headers)).json()
        return [message["text"] for message in history["messages"]] == [text, f"You said: {text}"]

    await eventually(answered)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "invalid_input"),
        (b"[]", 400, "invalid_input"),
        (b'{"text": 5}', 400, "invalid_input"),
        (b'{"text": " "}', 400, "invalid_input"),
        (b'{"text": "x", "wait_seconds": 61}', 400, "invalid_input"),
        (b'{"text": "x", "payload": "/restart"}', 400, "invalid_input"),
        (b'{"text": "\\ud800"}', 400, "invalid_input"),
        (b'{"text": "%s"}' % (b"x" * 4001), 413, "too_large"),
        (b'{"text": "%s"}' % (b"x" * 1_000_000), 413, "too_large"),
    ],
)
async def test_bad_bodies(http: httpx.AsyncClient, body: bytes, status: int, code: str) -> None:
    """Each has its status and code."""
    headers = {"Content-Type": "application/json"}
    answer = await http.post("/api/chat", content=body, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/chat/messages", 401, "token_missing"),
        ("GET", "/api/bookings", 401, "token_missing"),
        ("GET", "/api/nothing", 404, "not_found"),
        ("DELETE", "/api/chat", 405, "invalid_input"),
        ("POST", "/auth/token", 400, "invalid_input"),
    ],
)
async def test_bad_calls(
    http: httpx.AsyncClient, method: str, path: str, status: int, code: str
) -> None:
    """Failures have one shape, wherever they arise."""
    answer = await http.request(method, path)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


async def test_signing_in(
    http: httpx.AsyncClient, stored: Database, sockets: Sockets, gateway: Gateway
) -> None:
    """The right password gives a token that works everywhere; any other does not."""
    person = new_id()
    user = {"_id": person, "username": person, "role": "agent", "name": "Asha"}
    await stored.collection("users").insert_one(user | {"password": hash_password("right one")})
    answer = await http.post("/auth/token", json={"username": person, "password": "right one"})
    assert answer.json()["person"] == {"id": person, "role": "agent", "name": "Asha"}
    assert datetime.fromisoformat(answer.json()["expires_at"]) > datetime.now(UTC)
    await sockets.join(gateway.url, "/agent", {"token": answer.json()["token"]})
    for name, password in ((person, "wrong"), (new_id(), "right one")):
        wrong = await http.post("/auth/token", json={"username": name, "password": password})
        assert (wrong.status_code, wrong.json()["error"]["code"]) == (401, "credentials_invalid")
    guess = {"username": person, "password": "guess"}
    # Ten may be tried at once, then one in six seconds.
    tries = await asyncio.gather(*(http.post("/auth/token", json=guess) for _ in range(25)))
    last = next(answer for answer in tries if answer.status_code == 429)
    assert last.json()["error"]["code"] == "rate_limited"
    assert int(last.headers["retry-after"]) > 0


async def test_own_bookings_only(
    http: httpx.AsyncClient, gateway: Gateway, stored: Database
) -> None:
    """A customer and a pandit see theirs, with the state of the room; others see none."""
    now = datetime.now(UTC)
    person = f"customer-{new_id()}"
    current = await a_booking(stored, customer=person)
    later = {"starts_at": now + timedelta(days=1), "ends_at": now + timedelta(days=1, hours=1)}
    coming = await a_booking(stored, customer=person, **later)
    await a_booking(stored)

    async def seen_by(name: str, role: str) -> dict[str, str]:
        token = gateway.token(name, role)
        answer = await http.get("/api/bookings", headers=bearer(token))
        return {one["id"]: one["room"] for one in answer.json()["bookings"]}

    expected = {current["_id"]: "open", coming["_id"]: "early"}
    assert await seen_by(person, "customer") == expected
    assert await seen_by(current["pandit"], "pandit") == {current["_id"]: "open"}
    assert await seen_by(new_id(), "customer") == {}
    answer = await http.get("/api/bookings", headers=bearer(gateway.token(person, "customer")))
    links = {one["id"]: one.get("video_url") for one in answer.json()["bookings"]}
    assert links == {current["_id"]: "https://video.example/room", coming["_id"]: None}


async def test_bookings_name_both_people(
    http: httpx.AsyncClient, gateway: Gateway, stored: Database
) -> None:
    """Customers by the name they sign in with, pandits by that of the catalog."""
    person = f"customer-{new_id()}"
    user = {"_id": person, "username": person, "role": "customer", "name": "Asha Verma"}
    await stored.collection("users").insert_one(user | {"password": hash_password("any")})
    headers = bearer(gateway.token(person, "customer"))
    booking = await a_booking(stored, customer=person)

    async def seen() -> dict[str, str]:
        answer = await http.get("/api/bookings", headers=headers)
        return dict(answer.json()["bookings"][0])

    assert (await seen())["customer_name"] == "Asha Verma"
    assert "pandit_name" not in await seen()
    pandit = {"_id": booking["pandit"], "name": "Pandit Ravi", "about": "Kind.", "online": True}
    numbers = {"rating": 5, "reviews": 1, "years": 2}
    lists: dict[str, list[str]] = {"cities": [], "languages": [], "pujas": []}
    await stored.collection("pandits").insert_one(pandit | numbers | lists)

    async def named() -> bool:
        return (await seen()).get("pandit_name") == "Pandit Ravi"

    await eventually(named, seconds=2 * FRESH_SECONDS)


async def test_own_orders_only(http: httpx.AsyncClient, gateway: Gateway, stored: Database) -> None:
    """A customer sees the own orders with their state; somebody else none of them."""
    person, number = f"customer-{new_id()}", f"OD-{new_id()}"
    order = {"_id": number, "customer": person, "items": {"diya_set": 2}, "status": "shipped"}
    placed = {"placed_at": datetime.now(UTC), "total": 398, "currency": "INR"}
    await stored.collection("orders").insert_one(order | placed)

    async def seen_by(name: str) -> list[dict[str, object]]:
        answer = await http.get("/api/orders", headers=bearer(gateway.token(name, "customer")))
        return list(answer.json()["orders"])

    assert [(one["id"], one["status"], one["items"]) for one in await seen_by(person)] == [
        (number, "shipped", {"diya_set": 2})
    ]
    assert await seen_by(new_id()) == []


async def test_help_pages(http: httpx.AsyncClient) -> None:
    """The sections a source leads to, in the language asked for, else in English."""
    page = (await http.get("/api/help/refunds-and-cancellation")).json()
    assert (page["language"], page["title"]) == ("en", "Refunds and cancellation")
    assert all(section["text"] for section in page["sections"])
    assert len({section["anchor"] for section in page["sections"]}) == len(page["sections"])
    path = "/api/help/refunds-and-cancellation"
    for asked, given in (("hi", "hi"), ("ne", "ne"), ("fa", "fa"), ("xx", "en")):
        translated = (await http.get(path, params={"language": asked})).json()
        assert translated["language"] == given
    for unknown in ("nothing", "..%2Fprivacy", "%00"):
        answer = await http.get(f"/api/help/{unknown}")
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


async def test_the_catalog(http: httpx.AsyncClient, stored: Database) -> None:
    """Products and pujas are read from the database."""
    product = {"_id": new_id(), "name": "Diya", "description": "Clay lamp", "price": 90}
    await stored.collection("products").insert_one(
        product | {"currency": "INR", "in_stock": True, "url": "/shop/diya"}
    )

    async def is_there() -> bool:
        answer = (await http.get("/api/catalog/products")).json()
        return {one["id"]: one["name"] for one in answer["products"]}.get(product["_id"]) == "Diya"

    await eventually(is_there, seconds=2 * FRESH_SECONDS)
    assert (await http.get("/api/catalog/pujas")).json() == {"pujas": []}


async def test_the_catalog_in_a_language(http: httpx.AsyncClient, stored: Database) -> None:
    """As far as it is translated; a client sees one language, not all of them."""
    product = {"_id": new_id(), "name": "Ghee", "description": "Cow ghee", "price": 449}
    told = {"translations": {"hi": {"name": "गाय का घी"}}}
    await stored.collection("products").insert_one(
        product | told | {"currency": "INR", "in_stock": True, "url": "/shop/ghee"}
    )

    async def seen(language: str) -> dict[str, Any] | None:
        answer = await http.get("/api/catalog/products", params={"language": language})
        return {one["id"]: one for one in answer.json()["products"]}.get(product["_id"])

    for language, name in (("hi", "गाय का घी"), ("ne", "Ghee"), ("xx", "Ghee")):
        ghee = await eventually(partial(seen, language), seconds=2 * FRESH_SECONDS)
        assert ghee
        assert (ghee["name"], ghee["description"]) == (name, "Cow ghee")
        assert "translations" not in ghee
    await stored.collection("products").delete_one({"_id": product["_id"]})


async def test_health(http: httpx.AsyncClient) -> None:
    """Alive, and every part ready."""
    assert (await http.get("/healthz")).json() == {"status": "ok"}
    ready = await http.get("/readyz")
    assert ready.status_code == 200
    assert ready.json() == {"ready": True, "mongo": True, "redis": True, "rasa": True}


async def test_the_description_names_every_endpoint(http: httpx.AsyncClient) -> None:
    """OpenAPI lists the endpoints of docs/protocol.md."""
    paths = set((await http.get("/openapi.json")).json()["paths"])
    assert paths == {
        "/api/chat",
        "/api/chat/messages",
        "/api/chat/search",
        "/api/chat/transcript",
        "/api/bookings/{booking_id}/messages",
        "/api/bookings/{booking_id}/search",
        "/api/bookings/{booking_id}/transcript",
        "/api/push/key",
        "/api/push/subscription",
        "/api/me",
        "/api/me/export",
        "/api/people/{person}",
        "/api/people/{person}/export",
        "/api/attachments",
        "/api/attachments/{attachment_id}",
        "/auth/token",
        "/api/catalog/pujas",
        "/api/catalog/products",
        "/api/bookings",
        "/api/orders",
        "/api/host/bookings",
        "/api/help/{page}",
        "/healthz",
        "/readyz",
    }
