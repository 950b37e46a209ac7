"""The host's public keys, fetched from AUTH_JWKS_URL and kept for a while."""

from __future__ import annotations

import asyncio
import logging
import time

import httpx
from jwt import PyJWK, PyJWKSet
from jwt.exceptions import PyJWKSetError

from connectors.errors import TokenInvalid, Unavailable

_FRESH_SECONDS = 600.0
_PAUSE_SECONDS = 30.0  # a flood of tokens with invented key ids causes no flood of fetches
_PATIENCE_SECONDS = 5.0

log = logging.getLogger(__name__)


class Jwks:
    """Keys by id. Whoever has a known key does not wait while another call asks for newer ones."""

    def __init__(self, url: str, http: httpx.AsyncClient) -> None:
        self._url = url
        self._http = http
        self._keys: dict[str | None, PyJWK] = {}
        self._asked = self._fetched = float("-inf")
        self._fetching = asyncio.Lock()

    async def key(self, key_id: str | None) -> PyJWK:
        """The key a token names.

        Raises TokenInvalid when the host has no such key, Unavailable when it has told us none yet.
        """
        if self._fetching.locked():
            if key_id not in self._keys:
                async with self._fetching:
                    pass  # the answer is under way
        elif self._is_due(key_id):
            async with self._fetching:
                await self._fetch()
        if not self._keys:
            raise Unavailable("The keys of AUTH_JWKS_URL cannot be fetched now.")
        if key_id not in self._keys:
            raise TokenInvalid("The token is signed with a key that the host does not publish.")
        return self._keys[key_id]

    def _is_due(self, key_id: str | None) -> bool:
        now = time.monotonic()
        if self._keys and now - self._asked < _PAUSE_SECONDS:
            return False
        return key_id not in self._keys or now - self._fetched > _FRESH_SECONDS

    async def _fetch(self) -> None:
        """Ask for the keys; those we know may still do when they do not come."""
        self._asked = time.monotonic()
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                response = await self._http.get(self._url)
            response.raise_for_status()
            keys = PyJWKSet.from_dict(response.json()).keys
        except (httpx.HTTPError, TimeoutError, ValueError, PyJWKSetError) as error:
            log.warning("jwks.not_fetched error=%s", type(error).__name__)
            return
        self._keys = {key.key_id: key for key in keys}
        self._fetched = time.monotonic()
