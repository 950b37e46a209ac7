"""The guide's dialogue server, as the gateway sees it: one HTTP call for each turn."""

from __future__ import annotations

import asyncio
import logging

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from connectors.domain.message import MessageType
from connectors.domain.wire import Wire
from connectors.settings import Settings
from connectors.tasks import end

_MOST_TURNS_AT_ONCE = 64
_SLOWEST_PROBE_SECONDS = 2.0

log = logging.getLogger(__name__)


class RasaAway(Exception):
    """It is down or still loading: the turn has not run, try again when it is ready."""


class TurnFailed(Exception):
    """It is up and could not run the turn."""


class Answer(BaseModel):
    """One message of a turn."""

    model_config = ConfigDict(extra="ignore")

    type: MessageType = MessageType.TEXT
    text: str = ""
    payload: Wire = Field(default_factory=dict)
    id: str | None = None


class _Turn(BaseModel):
    messages: list[Answer]


class Rasa:
    """Runs turns, and knows when the server can."""

    def __init__(self, settings: Settings) -> None:
        settings.require("rasa_url", "rasa_secret")
        self._http = httpx.AsyncClient(
            base_url=settings.rasa_url,
            headers={"Authorization": f"Bearer {settings.rasa_secret.get_secret_value()}"},
            timeout=httpx.Timeout(settings.turn_timeout_seconds, connect=2, pool=None),
            limits=httpx.Limits(max_connections=_MOST_TURNS_AT_ONCE),
            trust_env=False,
        )
        self._probe: asyncio.Task[None] | None = None

    async def turn(self, body: Wire) -> list[Answer]:
        """Run a turn, or fetch what it answered if it has run already.

        Raises RasaAway and TurnFailed.
        """
        try:
            response = await self._http.post("/webhooks/gateway/turn", json=body)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise RasaAway(type(error).__name__) from None
        except httpx.HTTPError as error:  # a time-out, or it died while it ran
            raise TurnFailed(type(error).__name__) from None
        if response.status_code in (401, 503):
            if response.status_code == 401:
                log.error("rasa.unauthorized hint=RASA_SECRET differs between gateway and rasa")
            raise RasaAway(f"status {response.status_code}")
        if response.status_code != 200:
            raise TurnFailed(f"status {response.status_code}")
        try:
            return _Turn.model_validate_json(response.content).messages
        except ValidationError:
            raise TurnFailed("the answer is not a turn") from None

    async def is_ready(self) -> bool:
        """Whether it would run a turn now."""
        try:
            response = await self._http.get("/webhooks/gateway/health", timeout=2)
            return response.status_code == 200 and response.json().get("ready") is True
        except (httpx.HTTPError, ValueError):
            return False

    async def wait_ready(self) -> None:
        """Return when it is ready; all who wait share one prober."""
        if self._probe is None or self._probe.done():
            self._probe = asyncio.create_task(self._until_ready())
        await asyncio.shield(self._probe)

    async def _until_ready(self) -> None:
        delay = 0.1
        while not await self.is_ready():
            await asyncio.sleep(delay)
            delay = min(delay * 2, _SLOWEST_PROBE_SECONDS)

    async def close(self) -> None:
        """Close every connection."""
        await end(self._probe)
        await self._http.aclose()
