"""Tokens: ours, the host's by secret, the host's by published keys."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from connectors.domain.identity import Identity, Role
from connectors.errors import AppError, ConfigError, TokenInvalid, Unavailable
from connectors.gateway.access.auth import Tokens
from connectors.settings import Settings
from tests.support.waiting import eventually, patient

KEY = "a-secret-key-for-tests-only-0123456789"
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())


class Host:
    """The host's key server."""

    def __init__(self) -> None:
        self.fetches = 0
        self.status = 200
        self.answers = asyncio.Event()
        self.answers.set()
        rsa_jwk = json.loads(RSAAlgorithm.to_jwk(RSA_KEY.public_key()))
        ec_jwk = json.loads(ECAlgorithm.to_jwk(EC_KEY.public_key()))
        self.keys = [rsa_jwk | {"kid": "rsa"}, ec_jwk | {"kid": "ec"}]

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.fetches += 1
        await self.answers.wait()
        return httpx.Response(self.status, json={"keys": self.keys})


@pytest.fixture
def host() -> Host:
    """A host that publishes an RSA and an EC key."""
    return Host()


Make = Callable[..., Tokens]


@pytest.fixture
async def make(host: Host) -> AsyncIterator[Make]:
    """Makes `Tokens` with further settings."""
    async with httpx.AsyncClient(transport=httpx.MockTransport(host)) as http:
        yield lambda **more: Tokens(Settings(secret_key=KEY, **more), http)


def claims(**changed: Any) -> dict[str, Any]:
    """What a good token says."""
    return {"sub": "asha", "role": "customer", "exp": time.time() + 600} | changed


def signed(key: Any, algorithm: str, kid: str, **changed: Any) -> str:
    """A token signed with a private key of the host."""
    return jwt.encode(claims(**changed), key, algorithm, {"kid": kid})


async def test_a_guest_and_a_user_of_ours(make: Make) -> None:
    """What we issue names the same person when it comes back."""
    tokens = make()
    guest = tokens.new_guest()
    assert (await tokens.identify(guest.token)).identity == guest.identity
    assert guest.identity.role is Role.GUEST
    agent = Identity("u1", Role.AGENT, "Asha")
    assert (await tokens.identify(tokens.for_user(agent).token)).identity == agent
    assert not tokens.needs_renewal(guest)


async def test_published_keys(make: Make, host: Host) -> None:
    """RS256 and ES256 tokens are taken by key id; the keys are fetched once."""
    tokens = make(auth_jwks_url="https://host.example/keys")
    for key, algorithm, kid in ((RSA_KEY, "RS256", "rsa"), (EC_KEY, "ES256", "ec")):
        grant = await tokens.identify(signed(key, algorithm, kid))
        assert grant.identity == Identity("asha", Role.CUSTOMER)
    for _ in range(5):
        with pytest.raises(TokenInvalid):
            await tokens.identify(signed(RSA_KEY, "RS256", "invented"))
    assert host.fetches == 1


async def test_published_keys_are_no_shared_secret(make: Make) -> None:
    """A token "signed" by HMAC with the public key, or by another's key, is refused."""
    tokens = make(auth_jwks_url="https://host.example/keys")
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = RSA_KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    unsigned = jwt.encode(claims(), "x" * 40, "HS256", {"kid": "rsa"}).rpartition(".")[0]
    digest = hmac.digest(public, unsigned.encode(), "sha256")
    confused = f"{unsigned}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"
    for token in (confused, signed(stranger, "RS256", "rsa"), signed(EC_KEY, "ES256", "rsa")):
        with pytest.raises(TokenInvalid):
            await tokens.identify(token)


async def test_keys_that_cannot_be_fetched(make: Make, host: Host) -> None:
    """It is told as a passing failure, not as a bad token, and works once the host is back."""
    tokens = make(auth_jwks_url="https://host.example/keys")
    host.status = 500
    with pytest.raises(Unavailable):
        await tokens.identify(signed(RSA_KEY, "RS256", "rsa"))
    host.status = 200
    await tokens.identify(signed(RSA_KEY, "RS256", "rsa"))


async def test_a_host_that_hangs_holds_up_nobody_whose_key_is_known(
    make: Make, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One call waits for newer keys, all others go on with the known ones."""
    monkeypatch.setattr("connectors.gateway.access.jwks._PAUSE_SECONDS", 0)
    tokens = make(auth_jwks_url="https://host.example/keys")
    await tokens.identify(signed(RSA_KEY, "RS256", "rsa"))
    host.answers.clear()
    strangers = [
        asyncio.create_task(tokens.identify(signed(RSA_KEY, "RS256", f"invented-{number}")))
        for number in range(3)
    ]
    await eventually(lambda: host.fetches == 2)
    async with asyncio.timeout(patient(10)):
        await tokens.identify(signed(RSA_KEY, "RS256", "rsa"))
    host.answers.set()
    refusals = await asyncio.gather(*strangers, return_exceptions=True)
    assert [type(refusal) for refusal in refusals] == [TokenInvalid] * 3
    assert host.fetches == 2


async def test_the_audience_must_fit_when_it_is_set(make: Make) -> None:
    """With AUTH_AUDIENCE tokens for others are refused; without it any audience will do."""
    secret = "x" * 40
    ours = jwt.encode(claims(aud="chat"), secret, "HS256")
    theirs = jwt.encode(claims(aud="shop"), secret, "HS256")
    strict = make(auth_secret=secret, auth_audience="chat")
    await strict.identify(ours)
    for token in (theirs, jwt.encode(claims(), secret, "HS256")):
        with pytest.raises(TokenInvalid):
            await strict.identify(token)
    await make(auth_secret=secret).identify(theirs)


async def test_names_are_made_safe(make: Make) -> None:
    """Control characters are dropped and long names cut."""
    token = jwt.encode(claims(name="As\u202eha\n" + "x" * 200), "x" * 40, "HS256")
    grant = await make(auth_secret="x" * 40).identify(token)
    assert grant.identity.name == "Asha" + "x" * 96


@pytest.mark.parametrize(
    "token", [5, b"x", "", "a.b.c", "..", "a" * 9000, "eyJhbGciOiJIUzI1NiJ9.W10."]
)
async def test_what_is_no_token(make: Make, token: object) -> None:
    """Anything else is `token_invalid`."""
    with pytest.raises(AppError) as refusal:
        await make().identify(token)
    assert refusal.value.to_wire()["code"] == "token_invalid"


def test_short_secrets_stop_the_start() -> None:
    """A secret that can be guessed is refused by name."""
    with pytest.raises(ConfigError, match="AUTH_SECRET"):
        Tokens(Settings(secret_key=KEY, auth_secret="short"), httpx.AsyncClient())
    with pytest.raises(ConfigError, match="SECRET_KEY"):
        Tokens(Settings(), httpx.AsyncClient())
