"""Web Push: tells people of unread messages in their rooms while no page of theirs is open.

Best effort: what is told is that there is something to read, never what. A message is sealed for
one browser (RFC 8291) and signed (RFC 8292); its push service learns neither room nor person.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

import http_ece
import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import b64urldecode

from connectors.errors import InvalidInput, NotFound, RateLimited
from connectors.gateway.access.limits import Limits
from connectors.gateway.vapid import Vapid
from connectors.language import DEFAULT
from connectors.stores.subscriptions import Subscription, Subscriptions
from connectors.tasks import end

_WORKERS = 4
_MOST_QUEUED = 1000
_KEPT_SECONDS = 24 * 3600
_TIMEOUT_SECONDS = 10.0
_PAUSES = (1.0, 5.0)
_GONE = (404, 410)
_NETLOC = re.compile(r"[a-z0-9.-]+(:[0-9]+)?")

log = logging.getLogger(__name__)


class Push:
    """Sends to the browsers of a person; without a key it is off."""

    def __init__(
        self,
        *,
        vapid: Vapid | None,
        hosts: tuple[str, ...],
        subscriptions: Subscriptions,
        limits: Limits,
        http: httpx.AsyncClient,
    ) -> None:
        self._vapid = vapid
        self._hosts = hosts
        self._subscriptions = subscriptions
        self._limits = limits
        self._http = http
        self._queue: asyncio.Queue[tuple[Subscription, str, bytes]] = asyncio.Queue(_MOST_QUEUED)
        self._workers: list[asyncio.Task[None]] = []

    @property
    def key(self) -> str | None:
        """The public key browsers subscribe with; None when push is off."""
        return self._vapid.public if self._vapid else None

    def _on(self) -> Vapid:
        if self._vapid is None:
            raise NotFound("Push is not set up here.")
        return self._vapid

    async def start(self) -> None:
        """Begin to send."""
        if self._vapid:
            self._workers = [asyncio.create_task(self._work()) for _ in range(_WORKERS)]

    async def stop(self) -> None:
        """What is not sent is not sent."""
        await end(*self._workers)

    async def subscribe(self, person: str, subscription: Subscription) -> None:
        """Push to this browser from now on.

        Raises NotFound when push is off, InvalidInput for an endpoint that is no known push
        service's or keys that nothing can be sealed with.
        """
        self._on()
        if not is_push_service(subscription.endpoint, self._hosts):
            raise InvalidInput("endpoint: is not of a push service known here.")
        try:
            await asyncio.to_thread(_seal, subscription, b"test")
        except Exception:  # whatever the libraries raise for noise
            raise InvalidInput("keys: nothing can be sealed with these.") from None
        await self._subscriptions.add(person, subscription)

    async def unsubscribe(self, person: str, endpoint: str) -> None:
        """No longer push to this browser; again is no error."""
        await self._subscriptions.remove(endpoint, person)

    async def notify(
        self, person: str, booking_id: str, said: Mapping[str, Mapping[str, str]]
    ) -> None:
        """Something is unread in a room: tell the person's browsers, once a minute at the most.

        `said` is what a browser shows, `{"title", "body"}`, by language.
        """
        if self._vapid is None or not (browsers := await self._subscriptions.of(person)):
            return
        try:
            await self._limits.check(self._limits.pushes, person=f"{person} {booking_id}")
        except RateLimited:
            return
        for browser in browsers:
            shown = said.get(browser.language, said[DEFAULT])
            text = json.dumps({"booking_id": booking_id, **shown}, ensure_ascii=False)
            try:
                self._queue.put_nowait((browser, booking_id, text.encode()))
            except asyncio.QueueFull:
                log.warning("push.dropped reason=queue_full")

    async def _work(self) -> None:
        while True:
            browser, booking_id, text = await self._queue.get()
            try:
                await self._send(browser, booking_id, text)
            except Exception as error:
                log.warning("push.failed error=%s", type(error).__name__)

    async def _send(self, browser: Subscription, booking_id: str, text: bytes) -> None:
        """Deliver to the push service, with a few tries; forget a browser that is gone."""
        if not is_push_service(browser.endpoint, self._hosts):  # the list was changed since
            return await self._subscriptions.remove(browser.endpoint)
        for pause in (*_PAUSES, None):
            status = await self._post(browser, booking_id, text)
            if status in _GONE:
                return await self._subscriptions.remove(browser.endpoint)
            if status < 300:
                return None
            if pause is None or (status < 500 and status != 429):
                break
            await asyncio.sleep(pause)
        log.warning("push.refused status=%d", status)
        return None

    async def _post(self, browser: Subscription, booking_id: str, text: bytes) -> int:
        """The status the push service answers with; 503 when it does not."""
        sealed, headers = await asyncio.to_thread(self._prepare, browser, booking_id, text)
        try:
            response = await self._http.post(
                browser.endpoint,
                content=sealed,
                headers=headers,
                timeout=_TIMEOUT_SECONDS,
                follow_redirects=False,
            )
        except httpx.HTTPError:
            return 503
        return response.status_code

    def _prepare(
        self, browser: Subscription, booking_id: str, text: bytes
    ) -> tuple[bytes, dict[str, str]]:
        # Of several that wait for a browser that is off, the push service keeps one for each room.
        topic = hashlib.sha256(f"{browser.endpoint} {booking_id}".encode()).hexdigest()[:32]
        return _seal(browser, text), {
            **self._on().authorization(browser.endpoint),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(_KEPT_SECONDS),
            "Topic": topic,
            "Urgency": "high",
        }


def _seal(browser: Subscription, text: bytes) -> bytes:
    sealed: bytes = http_ece.encrypt(
        text,
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=b64urldecode(browser.p256dh.encode()),
        auth_secret=b64urldecode(browser.auth.encode()),
        version="aes128gcm",
    )
    return sealed


def is_push_service(endpoint: str, hosts: tuple[str, ...]) -> bool:
    """Whether an endpoint is on one of the hosts, which are as in PUSH_HOSTS.

    `push.example` stands for `https://push.example`, `*.push.example` for each host below it.
    """
    try:
        parts = urlsplit(endpoint)
    except ValueError:
        return False
    if not _NETLOC.fullmatch(parts.netloc):  # nor a user's name, nor what parsers differ about
        return False
    return any(_is_on(parts.scheme, parts.netloc, host) for host in hosts)


def _is_on(scheme: str, netloc: str, host: str) -> bool:
    wanted, _, place = host.rpartition("://")
    if scheme != (wanted or "https"):
        return False
    return netloc.endswith(place[1:]) if place.startswith("*.") else netloc == place
