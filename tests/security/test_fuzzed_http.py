"""Any request to any endpoint gets a documented answer of the described shape, and never a 500."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import schemathesis
from hypothesis import given
from hypothesis import strategies as st
from schemathesis import checks

from connectors.domain.ids import new_id
from tests.security.hostile import (
    NASTY,
    almost,
    documented_codes,
    fuzz,
    fuzz_each_endpoint,
    texts,
    values,
)
from tests.support.gateway import Gateway
from tests.support.waiting import patient

CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
KEYS = {"p256dh": "x", "auth": "y"}
BODIES: dict[str, dict[str, list[Any]]] = {
    "/api/chat": {"text": ["hello"], "client_id": ["a"], "payload": ["/greet"], "language": ["en"]},
    "/auth/token": {"username": ["asha"], "password": ["x"]},
    "/api/push/subscription": {"endpoint": ["https://fcm.googleapis.com/x"], "keys": [KEYS]},
}


@pytest.fixture
def described(unlimited: Gateway) -> Any:
    """The endpoints, as the gateway describes them."""
    return schemathesis.openapi.from_url(f"{unlimited.url}/openapi.json")


@pytest.fixture
async def client(unlimited: Gateway) -> Any:
    """An HTTP client with a customer's token."""
    headers = {"Authorization": f"Bearer {unlimited.token(new_id(), 'customer')}"}
    async with unlimited.http(headers=headers) as http:
        yield http


def check(response: Any) -> None:
    """It is no failure of ours, and a refusal is one of the documented ones."""
    assert response.status_code < 500 or response.json()["error"]["code"] == "unavailable"
    if response.status_code >= 400 and response.request.method != "HEAD":
        assert response.json()["error"]["code"] in documented_codes() - {"internal"}


api = schemathesis.pytest.from_fixture("described")


@api.parametrize()
@fuzz_each_endpoint
def test_as_described(case: Any, unlimited: Gateway) -> None:
    """What the description allows, and what it does not, by somebody signed in."""
    headers = {"Authorization": f"Bearer {unlimited.token(new_id(), 'customer')}"}
    response = case.call(headers=headers)
    case.validate_response(response, checks=CHECKS, headers=headers)
    check(response)


@fuzz
@given(path=st.sampled_from(list(BODIES)), data=st.data())
async def test_any_json(client: httpx.AsyncClient, path: str, data: st.DataObject) -> None:
    """Bodies of any JSON value."""
    body = data.draw(almost(BODIES[path]) | values)
    if isinstance(body, dict) and path == "/api/chat":
        body |= {"wait_seconds": 0}
    method = "PUT" if "push" in path else "POST"
    content = ascii_json(body)
    headers = {"Content-Type": "application/json"}
    check(await client.request(method, path, content=content, headers=headers))


def ascii_json(body: Any) -> bytes:
    """JSON with everything escaped, broken Unicode too."""
    return json.dumps(body).encode()


@fuzz
@given(name=texts, query=texts, value=texts)
async def test_any_words_in_the_address(
    client: httpx.AsyncClient, name: str, query: str, value: str
) -> None:
    """Paths, names and values of parameters of any text."""
    clean = [quote(part.encode("utf-8", "replace")[:500], safe="") for part in (name, query, value)]
    for path in ("/api/help/", "/api/attachments/", "/api/bookings/", "/room/", "/assets/"):
        check(await client.get(f"{path}{clean[0]}?{clean[1]}={clean[2]}&language={clean[2]}"))


@pytest.mark.parametrize(
    "body",
    [
        *(b"[" * 60_000, b'{"text":' * 9_000, b"\xff\xfe", b"", b"{", b'"', b"NaN", b"\x00" * 100),
        b'{"text": "a", "text": {"$gt": ""}}',
        b'{"text": ' + b"9" * 60_000 + b"}",
        b'{"text": "\\ud800", "wait_seconds": 0}',
    ],
    ids=lambda body: str(body[:12]),
)
async def test_broken_bodies(client: httpx.AsyncClient, body: bytes) -> None:
    """Bodies that are no JSON, or JSON that breaks parsers."""
    for path in BODIES:
        for kind in ("application/json", "text/plain", "multipart/form-data; boundary=x", "x"):
            method = "PUT" if "push" in path else "POST"
            answer = await client.request(
                method, path, content=body, headers={"Content-Type": kind}
            )
            check(answer)
            assert answer.status_code >= 400


@pytest.mark.parametrize("nasty", NASTY, ids=lambda text: ascii(text[:20]))
async def test_nasty_headers(client: httpx.AsyncClient, nasty: str) -> None:
    """Headers of any bytes that HTTP allows, and some that it does not."""
    raw = nasty.encode("utf-8", "replace")[:4000].replace(b"\0", b"\x01").strip() or b"x"
    for name in (
        b"Authorization",
        b"Origin",
        b"Accept-Language",
        b"Cookie",
        b"X-Forwarded-For",
        b"Range",
    ):
        headers = {name: b"Bearer " + raw if name == b"Authorization" else raw}
        for path in ("/api/bookings", "/", "/api/attachments/x", "/socket.io/?EIO=4&transport=x"):
            answer = await client.get(path, headers=headers)
            assert answer.status_code < 500


async def answer_to(port: int, request: bytes, until: bytes) -> bytes:
    """What comes back up to some word, for a request that does not end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        async with asyncio.timeout(patient(30)):
            return await reader.readuntil(until)
    finally:
        writer.close()


async def test_endless_requests(unlimited: Gateway) -> None:
    """A request line or headers without an end are refused, and so is a body without one.

    The gateway hangs up with bytes unread, so the system may reset the connection before the
    refusal is read; either is an end.
    """
    for head in (b"GET /" + b"a" * 100_000, b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 20_000):
        with suppress(ConnectionError):
            refusal = await answer_to(unlimited.port, head, b"\r\n")
            assert refusal.startswith(b"HTTP/1.1 400"), refusal
    head = b"POST /api/chat HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    body = b"3e8\r\n" + b" " * 1000 + b"\r\n"
    refusal = await answer_to(unlimited.port, head + body * 100, b'"too_large"')
    assert refusal.startswith(b"HTTP/1.1 413"), refusal
