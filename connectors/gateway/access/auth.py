"""Tokens: who somebody is. Ours for guests and `POST /auth/token`, the host's for its own users."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import jwt
from jwt.types import Options

from connectors.domain.identity import Identity, Role
from connectors.domain.ids import new_id
from connectors.errors import ConfigError, TokenExpired, TokenInvalid, TokenMissing
from connectors.gateway.access.jwks import Jwks
from connectors.settings import Settings

ISSUER = "pandityatra"

_GUEST_PREFIX = "guest-"
_HOST_ROLES = frozenset({Role.CUSTOMER, Role.PANDIT, Role.AGENT, Role.ADMIN})
_PUBLIC_KEY_ALGORITHMS = ["RS256", "ES256"]
_MAX_TOKEN = 8192
_MAX_NAME = 100
_SHORTEST_SECRET = 32  # bytes, RFC 7518 section 3.2
_SUBJECT = re.compile(r"[!-~]{1,128}")  # printable ASCII without spaces
_LEEWAY = timedelta(seconds=10)  # clocks of the host and ours differ


@dataclass(frozen=True, slots=True)
class Grant:
    """A verified token."""

    token: str
    identity: Identity
    expires_at: datetime

    def check(self) -> None:
        """Raise TokenExpired once its time is over."""
        if datetime.now(UTC) >= self.expires_at:
            raise TokenExpired("The token has expired: get a new one and connect again.")


class Tokens:
    """Issues and verifies tokens."""

    def __init__(self, settings: Settings, http: httpx.AsyncClient) -> None:
        settings.require("secret_key")
        self._key = settings.secret_key.get_secret_value()
        self._host_key = settings.auth_secret.get_secret_value()
        self._audience = settings.auth_audience or None
        self._jwks = Jwks(settings.auth_jwks_url, http) if settings.auth_jwks_url else None
        self._guest_life = timedelta(days=settings.guest_token_days)
        self._user_life = timedelta(hours=settings.token_hours)
        for name, key in (("SECRET_KEY", self._key), ("AUTH_SECRET", self._host_key)):
            if key and len(key.encode()) < _SHORTEST_SECRET:
                raise ConfigError(f"{name} is too short: it needs {_SHORTEST_SECRET} bytes.")

    def new_guest(self) -> Grant:
        """A visitor nobody has seen before."""
        return self.renew(Identity(_GUEST_PREFIX + new_id(), Role.GUEST))

    def renew(self, guest: Identity) -> Grant:
        """A fresh token of a guest."""
        return self._issue(guest, self._guest_life)

    def needs_renewal(self, grant: Grant) -> bool:
        """Whether half of a guest token's life is over."""
        return grant.expires_at - datetime.now(UTC) < self._guest_life / 2

    def for_user(self, identity: Identity) -> Grant:
        """A token for somebody who has signed in here."""
        return self._issue(identity, self._user_life)

    async def identify(self, token: object) -> Grant:
        """Who the token names.

        Raises TokenMissing, TokenInvalid or TokenExpired, and Unavailable when the host's keys
        cannot be fetched.
        """
        if token is None:
            raise TokenMissing("Sign in: a token is needed here.")
        if not isinstance(token, str) or not 0 < len(token) <= _MAX_TOKEN:
            raise TokenInvalid("The token is not a JWT.")
        try:
            claims = await self._verified(token)
            expires_at = datetime.fromtimestamp(int(claims["exp"]), UTC)
        except jwt.ExpiredSignatureError:
            raise TokenExpired("The token has expired: get a new one.") from None
        except (jwt.InvalidTokenError, ValueError, TypeError, OverflowError):
            raise TokenInvalid("The token is not valid here.") from None
        return Grant(token, _identity(claims), expires_at)

    async def _verified(self, token: str) -> dict[str, Any]:
        algorithm = jwt.get_unverified_header(token).get("alg")
        unverified = jwt.decode(token, options={"verify_signature": False})
        if unverified.get("iss") == ISSUER:
            return _decode(token, self._key, ["HS256"], issuer=ISSUER)
        host = {"audience": self._audience, "leeway": _LEEWAY}
        if algorithm == "HS256" and self._host_key:
            return _decode(token, self._host_key, ["HS256"], **host)
        if algorithm in _PUBLIC_KEY_ALGORITHMS and self._jwks:
            key = await self._jwks.key(jwt.get_unverified_header(token).get("kid"))
            return _decode(token, key, _PUBLIC_KEY_ALGORITHMS, **host)
        raise TokenInvalid("The token is of an issuer that is not known here.")

    def _issue(self, identity: Identity, life: timedelta) -> Grant:
        now = datetime.now(UTC).replace(microsecond=0)
        claims = {
            "iss": ISSUER,
            "sub": identity.id,
            "role": identity.role.value,
            "name": identity.name,
            "iat": now,
            "exp": now + life,
        }
        return Grant(jwt.encode(claims, self._key, "HS256"), identity, now + life)


def _decode(token: str, key: Any, algorithms: list[str], **checks: Any) -> dict[str, Any]:
    options: Options = {
        "require": ["exp", "sub"],
        # Without AUTH_AUDIENCE the host may put any audience into its tokens.
        "verify_aud": bool(checks.get("audience")),
    }
    return jwt.decode(token, key, algorithms=algorithms, options=options, **checks)


def _identity(claims: dict[str, Any]) -> Identity:
    """The person of verified claims; only our own tokens make guests."""
    subject, role, name = claims["sub"], claims.get("role", ""), claims.get("name") or ""
    is_ours = claims.get("iss") == ISSUER
    known = {*_HOST_ROLES, Role.GUEST} if is_ours else _HOST_ROLES
    is_usable = isinstance(role, str) and isinstance(name, str) and _SUBJECT.fullmatch(subject)
    if not is_usable or role not in known:
        raise TokenInvalid("The token lacks a usable sub, role or name.")
    if subject.startswith(_GUEST_PREFIX) and role != Role.GUEST:
        raise TokenInvalid("The token names a guest's id for somebody who is not a guest.")
    printable = "".join(letter for letter in name if letter.isprintable())
    return Identity(subject, Role(role), printable.strip()[:_MAX_NAME])
