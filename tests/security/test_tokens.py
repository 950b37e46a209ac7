"""Forged, foreign and twisted tokens: refused by sockets and HTTP, and they fetch nothing."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from jwt.algorithms import RSAAlgorithm

from connectors.domain.ids import new_id
from tests.fakes.rasa_server import RasaServer
from tests.integration.gateway.conftest import gateway_settings
from tests.security.conftest import assert_unharmed
from tests.security.hostile import fuzz, values
from tests.support.gateway import Gateway
from tests.support.sockets import Sockets

HOST_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OWN_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PUBLIC = HOST_KEY.public_key()


class KeyServer:
    """The host's published keys; `asked` are the paths it was asked for."""

    def __init__(self) -> None:
        asked = self.asked = list[str]()
        jwk = json.loads(RSAAlgorithm.to_jwk(PUBLIC)) | {"kid": "rsa"}
        body = json.dumps({"keys": [jwk]}).encode()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.send_response(200)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """Close it."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def keys() -> Iterator[KeyServer]:
    """The host's key server, which is also where forged tokens point to."""
    server = KeyServer()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def strict(
    mongo_url: str,
    redis_url: str,
    rasa: RasaServer,
    keys: KeyServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Gateway]:
    """A gateway that knows the host by secret, by published keys and by its audience."""
    settings = gateway_settings(mongo_url, redis_url)
    more = {"AUTH_JWKS_URL": f"{keys.url}/jwks", "AUTH_AUDIENCE": "chat"}
    with Gateway(tmp_path_factory.mktemp("strict"), settings, rasa.url, **more) as server:
        yield server
        assert_unharmed(server)


def claims(**changed: Any) -> dict[str, Any]:
    """What a good token says; None takes a claim away."""
    good = {"sub": "asha", "role": "customer", "aud": "chat", "exp": int(time.time()) + 600}
    return {name: value for name, value in (good | changed).items() if value is not None}


def by_key(key: Any = HOST_KEY, headers: dict[str, Any] | None = None, **changed: Any) -> str:
    """Signed with a private key, the host's unless told."""
    return jwt.encode(claims(**changed), key, "RS256", {"kid": "rsa"} | (headers or {}))


def by_hand(header: dict[str, Any], payload: dict[str, Any], secret: bytes) -> str:
    """Signed with HMAC, whatever the library says to that."""
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()) for part in (header, payload)]
    unsigned = b".".join(part.rstrip(b"=") for part in parts)
    digest = base64.urlsafe_b64encode(hmac.digest(secret, unsigned, "sha256")).rstrip(b"=")
    return b".".join((unsigned, digest)).decode()


def forged(gateway: Gateway, keys: KeyServer) -> dict[str, tuple[str, str]]:
    """Tokens that must not be taken, with the code each is refused with."""
    secret = gateway.settings.auth_secret.get_secret_value()
    own_jwk = json.loads(RSAAlgorithm.to_jwk(OWN_KEY.public_key())) | {"kid": "rsa"}
    pems = {
        f"public key as a secret, {encoding} by {issuer}": by_hand(
            {"alg": "HS256", "kid": "rsa"},
            claims(iss=issuer),
            PUBLIC.public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo),
        )
        for encoding in (Encoding.PEM, Encoding.DER)
        for issuer in (None, "pandityatra")
    }
    refused = pems | {
        "another's key": by_key(OWN_KEY),
        "key in the token": by_key(OWN_KEY, {"jwk": own_jwk}),
        "address of keys in the token": by_key(OWN_KEY, {"jku": f"{keys.url}/evil"}),
        "certificate in the token": by_key(OWN_KEY, {"x5u": f"{keys.url}/evil", "x5c": ["AA=="]}),
        "path as key id": by_key(OWN_KEY, {"kid": "../../../../dev/null"}),
        "query as key id": by_key(OWN_KEY, {"kid": "' OR 1=1 --"}),
        "empty secret": by_hand({"alg": "HS256"}, claims(), b""),
        "none": by_hand({"alg": "none"}, claims(), b"").rpartition(".")[0] + ".",
        "None": by_hand({"alg": "None"}, claims(), b"").rpartition(".")[0] + ".",
        "no algorithm": by_hand({}, claims(), secret.encode()),
        "algorithm as a list": by_hand({"alg": ["HS256"]}, claims(), secret.encode()),
        "critical extension": by_hand(
            {"alg": "HS256", "crit": ["x"], "x": 1}, claims(), secret.encode()
        ),
        "not valid yet": by_key(nbf=int(time.time()) + 300),
        "from the future": by_key(iat=int(time.time()) + 300),
        "for another": by_key(aud="shop"),
        "for nobody": by_key(aud=None),
        "as if ours": by_key(iss="pandityatra"),
        "as if ours, by the secret": jwt.encode(claims(iss="pandityatra"), secret, "HS256"),
        "a guest": by_key(role="guest", sub="guest-1"),
        "a guest's id": by_key(sub="guest-" + new_id()),
        "no role": by_key(role=None),
        "the bot": by_key(role="bot"),
        "role in capitals": by_key(role="Admin"),
        "subject as a query": by_key(sub={"$gt": ""}),
        "subject as a number": by_key(sub=5),
        "subject with a line": by_key(sub="asha\n"),
        "name as an object": by_key(name={"$gt": ""}),
        "endless": by_key(exp=None),
        "expiry as a text": by_key(exp="never"),
    }
    codes = {name: (token, "token_invalid") for name, token in refused.items()}
    return codes | {"expired": (by_key(exp=int(time.time()) - 60), "token_expired")}


async def test_forged_tokens(strict: Gateway, sockets: Sockets, keys: KeyServer) -> None:
    """None gets in anywhere, and none makes the gateway fetch what it names."""
    async with strict.http() as http:
        for kind, (token, code) in forged(strict, keys).items():
            for namespace in ("/chat", "/agent", "/"):
                refusal = await sockets.refusal(strict.url, namespace, {"token": token})
                assert refusal["code"] == code, (kind, namespace)
            for path in ("/api/chat/messages", "/api/bookings", "/api/attachments/x"):
                answer = await http.get(path, headers={"Authorization": f"Bearer {token}"})
                assert (answer.status_code, answer.json()["error"]["code"]) == (401, code), kind
        good = await http.get("/api/bookings", headers={"Authorization": f"Bearer {by_key()}"})
        assert good.status_code == 200
    assert set(keys.asked) == {"/jwks"}


async def test_a_token_does_for_its_role_only(strict: Gateway, sockets: Sockets) -> None:
    """A customer is no agent, a guest has no bookings, and in a URL or a cookie a token is none."""
    for role in ("customer", "pandit"):
        refusal = await sockets.refusal(strict.url, "/agent", {"token": by_key(role=role)})
        assert refusal["code"] == "forbidden"
    _, guest = await sockets.join(strict.url)
    async with strict.http() as http:
        bearer = {"Authorization": f"Bearer {guest['token']}"}
        assert (await http.get("/api/bookings", headers=bearer)).json() == {"bookings": []}
        for name in ("token", "access_token", "authorization"):
            answer = await http.get("/api/bookings", params={name: by_key()})
            assert answer.json()["error"]["code"] == "token_missing"
        answer = await http.get("/api/bookings", headers={"Cookie": f"token={by_key()}"})
        assert answer.json()["error"]["code"] == "token_missing"


@pytest.fixture
async def client(strict: Gateway) -> AsyncIterator[httpx.AsyncClient]:
    """An HTTP client without a token."""
    async with strict.http() as http:
        yield http


@fuzz
@given(name=st.sampled_from(["sub", "role", "name", "exp", "iss", "aud", "nbf"]), value=values)
async def test_claims_of_any_kind(client: httpx.AsyncClient, name: str, value: Any) -> None:
    """A rightly signed token with any value for a claim is taken or refused, never a failure."""
    payload = claims() | {name: value}
    encoded = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=")
        for part in ({"alg": "RS256", "kid": "rsa"}, payload)
    ]
    unsigned = b".".join(encoded)
    signature = base64.urlsafe_b64encode(RSAAlgorithm(RSAAlgorithm.SHA256).sign(unsigned, HOST_KEY))
    token = b".".join((unsigned, signature.rstrip(b"="))).decode()
    answer = await client.get("/api/bookings", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code in (200, 401)
