"""The host's public keys, fetched from AUTH_JWKS_URL and kept for a while."""

from __future__ import annotations

import asyncio
import time

import httpx
from jwt import PyJWK, PyJWKSet
from jwt.exceptions import PyJWKSetError

from connectors.errors import TokenInvalid, Unavailable

_FRESH_SECONDS = 600.0
_UNKNOWN_KEY_SECONDS = 30.0  # a flood of tokens with invented key ids causes no flood of fetches


class Jwks:
    """Keys by id; fetches at most once in half a minute."""

    def __init__(self, url: str, http: httpx.AsyncClient) -> None:
        self._url = url
        self._http = http
        self._keys: dict[str | None, PyJWK] = {}
        self._fetched = float("-inf")
        self._lock = asyncio.Lock()

    async def key(self, key_id: str | None) -> PyJWK:
        """The key a token names; raises TokenInvalid when the host has no such key."""
        async with self._lock:
            age = time.monotonic() - self._fetched
            if age > _FRESH_SECONDS or (key_id not in self._keys and age > _UNKNOWN_KEY_SECONDS):
                await self._fetch()
        key = self._keys.get(key_id)
        if key is None:
            raise TokenInvalid("The token is signed with a key that the host does not publish.")
        return key

    async def _fetch(self) -> None:
        try:
            response = await self._http.get(self._url, timeout=5)
            response.raise_for_status()
            keys = PyJWKSet.from_dict(response.json()).keys
        except (httpx.HTTPError, ValueError, PyJWKSetError) as error:
            if self._keys:
                return  # those we know may still do
            raise Unavailable("The keys of AUTH_JWKS_URL cannot be fetched now.") from error
        self._keys = {key.key_id: key for key in keys}
        self._fetched = time.monotonic()
