"""Whose conversation it is: decided by verified tokens and by nothing a client says."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from typing import Any

import httpx
import jwt
import pytest

from connectors.domain.ids import new_id
from tests.support.gateway import Gateway
from tests.support.sockets import Sockets
from tests.support.waiting import eventually


def unsigned(claims: dict[str, Any]) -> str:
    """A token with `alg: none`."""
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    encoded = [base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=") for p in parts]
    return b".".join([*encoded, b""]).decode()


def claims(**changed: Any) -> dict[str, Any]:
    """What a good token of the host says."""
    return {"sub": "asha", "role": "customer", "exp": int(time.time()) + 600} | changed


def by_host(gateway: Gateway, **changed: Any) -> str:
    """Signed with the host's secret."""
    secret = gateway.settings.auth_secret.get_secret_value()
    return jwt.encode(claims(**changed), secret, "HS256")


def bad_tokens(gateway: Gateway) -> dict[str, tuple[object, str]]:
    """Tokens that must not be taken, with the code each is refused with."""
    secret = gateway.settings.auth_secret.get_secret_value()
    own = gateway.settings.secret_key.get_secret_value()
    return {
        "noise": ("not a token", "token_invalid"),
        "huge": ("a" * 10_000, "token_invalid"),
        "foreign key": (jwt.encode(claims(), "x" * 40, "HS256"), "token_invalid"),
        "expired": (by_host(gateway, exp=int(time.time()) - 60), "token_expired"),
        "without expiry": (jwt.encode({"sub": "asha", "role": "agent"}, secret), "token_invalid"),
        "endless": (by_host(gateway, exp=10**30), "token_invalid"),
        "alg none": (unsigned(claims()), "token_invalid"),
        "alg none as ours": (unsigned(claims(iss="pandityatra")), "token_invalid"),
        "ours by the host's key": (by_host(gateway, iss="pandityatra"), "token_invalid"),
        "the host's by our key": (jwt.encode(claims(), own, "HS256"), "token_invalid"),
        "other algorithm": (jwt.encode(claims(), secret * 2, "HS512"), "token_invalid"),
        "guest by the host": (by_host(gateway, role="guest"), "token_invalid"),
        "a guest's id": (by_host(gateway, sub="guest-" + new_id()), "token_invalid"),
        "unknown role": (by_host(gateway, role="owner"), "token_invalid"),
        "role as a list": (by_host(gateway, role=["agent"]), "token_invalid"),
        "empty subject": (by_host(gateway, sub=""), "token_invalid"),
    }


async def test_bad_tokens_are_refused_everywhere(
    gateway: Gateway, sockets: Sockets, http: httpx.AsyncClient
) -> None:
    """Every kind of bad token is refused with its code by sockets and HTTP alike."""
    for kind, (token, code) in bad_tokens(gateway).items():
        for namespace in ("/chat", "/agent", "/"):
            refusal = await sockets.refusal(gateway.url, namespace, {"token": token})
            assert refusal["code"] == code, (kind, namespace)
        answer = await http.get("/api/chat/messages", headers={"Authorization": f"Bearer {token}"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, code), kind


async def test_a_signed_in_person_has_one_conversation(gateway: Gateway, sockets: Sockets) -> None:
    """Two devices of a customer share a conversation; another customer has another."""
    person = f"customer.{new_id()}@example.com"
    token = gateway.token(person, "customer", "Asha")
    phone, on_phone = await sockets.join(gateway.url, auth={"token": token})
    _, on_laptop = await sockets.join(gateway.url, auth={"token": token})
    other = gateway.token(new_id(), "customer")
    _, elsewhere = await sockets.join(gateway.url, auth={"token": other})
    assert on_phone["conversation"] == on_laptop["conversation"] != elsewhere["conversation"]
    assert "token" not in on_phone
    assert on_phone["participant"] == {"id": person, "role": "customer", "name": "Asha"}
    await phone.say("hello")
    assert await phone.emit("read", {"seq": 1}) == {}
    _, again = await sockets.join(gateway.url, auth={"token": token})
    assert again["cursors"] == {person: {"read": 1, "delivered": 1}}


async def test_a_guest_token_leads_back(gateway: Gateway, sockets: Sockets) -> None:
    """A guest who comes back with the token finds the conversation; without it, a new one."""
    visitor, first = await sockets.join(gateway.url)
    await visitor.say("remember me")
    await visitor.close()
    _, again = await sockets.join(gateway.url, auth={"token": first["token"]})
    assert again["conversation"] == first["conversation"]
    assert again["last_seq"] >= 1
    _, new = await sockets.join(gateway.url)
    assert new["conversation"] != first["conversation"]


@pytest.mark.parametrize("field", ["conversation", "session_id", "sender_id", "sid"])
async def test_naming_a_conversation_has_no_effect(
    gateway: Gateway, sockets: Sockets, field: str
) -> None:
    """Whatever a client names at the handshake or in an event, it stays in its own."""
    victim, theirs = await sockets.join(gateway.url)
    await victim.say("my secret")
    thief, own = await sockets.join(gateway.url, auth={field: theirs["conversation"]})
    assert own["conversation"] != theirs["conversation"]
    history = await thief.emit("resume", {"after_seq": 0, field: theirs["conversation"]})
    assert history["messages"] == []
    await thief.emit("message", {"client_id": "1", "text": "x", field: theirs["conversation"]})
    assert "x" not in victim.texts


async def test_a_token_that_expires_while_connected(gateway: Gateway, sockets: Sockets) -> None:
    """The connection stays, its events are refused, and a new token leads on."""
    person = new_id()
    for seconds in (2, 6, 18):  # the first that is long enough to be let in with
        short = gateway.token(person, "customer", exp=time.time() + seconds)
        customer = await sockets.open(gateway.url, auth={"token": short})
        if await customer.outcome() is None:
            break
    session = await customer.wait("session")

    async def refused() -> Any:
        await asyncio.sleep(0.2)
        return (await customer.emit("resume", {"after_seq": 0})).get("error")

    assert (await eventually(refused, seconds=20))["code"] == "token_expired"
    assert (await customer.say("late"))["error"]["code"] == "token_expired"
    await customer.reconnect({"token": gateway.token(person, "customer")})
    again = await customer.wait("session", lambda other: other is not session)
    assert again["last_seq"] == 0
    assert (await customer.say("in time"))["seq"] == 1


async def test_only_staff_get_into_the_console(gateway: Gateway, sockets: Sockets) -> None:
    """Guests and customers are refused at `/agent`, as is nobody at all."""
    _, guest = await sockets.join(gateway.url)
    for token, code in (
        (None, "token_missing"),
        (guest["token"], "forbidden"),
        (gateway.token(new_id(), "customer"), "forbidden"),
        (gateway.token(new_id(), "pandit"), "forbidden"),
    ):
        refusal = await sockets.refusal(gateway.url, "/agent", {"token": token})
        assert refusal["code"] == code
