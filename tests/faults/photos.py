"""What one person uploads and fetches, through any of the gateways."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx
from PIL import Image

Wire = dict[str, Any]

_PATH = "/api/attachments"
_PIXELS = 16


def a_photo(dice: random.Random) -> bytes:
    """A small PNG that is like no other."""
    file = io.BytesIO()
    pixels = dice.randbytes(_PIXELS * _PIXELS)
    Image.frombytes("L", (_PIXELS, _PIXELS), pixels).save(file, "PNG")
    return file.getvalue()


@dataclass(frozen=True)
class Photos:
    """`auth` makes what a handshake bears: a token, and in a room its booking."""

    http: httpx.AsyncClient
    ports: list[int]
    auth: Callable[[], Wire]
    dice: random.Random

    async def upload(self, photo: bytes) -> Wire:
        """`{"attachment"}`, or `{"error"}`; a gateway that does not answer is `unavailable`."""
        auth = self.auth()
        place = {"booking_id": auth["booking_id"], "name": "photo.png"}
        try:
            answer = await self.http.post(
                self._url(), params=place, headers=_bearer(auth), content=photo
            )
        except httpx.TransportError:
            return {"error": {"code": "unavailable"}}
        told: Wire = answer.json()
        return told

    async def fetch(self, file: str) -> bytes:
        """The photo; empty when there is none for this person."""
        answer = await self.http.get(f"{self._url()}/{file}", headers=_bearer(self.auth()))
        return answer.content if answer.status_code == HTTPStatus.OK else b""

    def _url(self) -> str:
        return f"http://127.0.0.1:{self.dice.choice(self.ports)}{_PATH}"


def _bearer(auth: Wire) -> dict[str, str]:
    return {"Authorization": f"Bearer {auth['token']}"}
