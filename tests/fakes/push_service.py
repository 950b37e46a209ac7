"""A push service with browsers behind it, which behaves as the test says."""

from __future__ import annotations

import base64
import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import http_ece
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def b64(data: bytes) -> str:
    """Unpadded base64url."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


class Browser:
    """One browser's subscription, and what it was sent."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self.answers: list[int] = []
        """Statuses of the next requests; afterwards 201."""
        self.requests: list[dict[str, str]] = []
        """The headers of every request."""
        self.messages: list[dict[str, Any]] = []
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._auth = os.urandom(16)

    def subscription(self) -> dict[str, Any]:
        """As `PushSubscription.toJSON()` gives it."""
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {
            "endpoint": self.endpoint,
            "expirationTime": None,
            "keys": {"p256dh": b64(point), "auth": b64(self._auth)},
        }

    def receive(self, headers: dict[str, str], body: bytes) -> int:
        """Take a request; the status of the answer."""
        self.requests.append(headers)
        status = self.answers.pop(0) if self.answers else 201
        if status == 201:
            text = http_ece.decrypt(
                body, private_key=self._key, auth_secret=self._auth, version="aes128gcm"
            )
            self.messages.append(json.loads(text))
        return status


class PushService:
    """Use it with `with`. It takes what is signed for it and sealed for one of its browsers."""

    def __init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.browsers: dict[str, Browser] = {}
        self._server.daemon_threads = True

    def browser(self) -> Browser:
        """A browser that has subscribed."""
        path = f"/send/{len(self.browsers)}"
        self.browsers[path] = Browser(self.url + path)
        return self.browsers[path]

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def check_signature(self, authorization: str) -> None:
        """Raise unless it is signed as RFC 8292 says, for this service."""
        parts = dict(part.split("=", 1) for part in authorization.removeprefix("vapid ").split(","))
        point = base64.urlsafe_b64decode(parts["k"] + "=")
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        claims = jwt.decode(parts["t"], key, algorithms=["ES256"], audience=self.url)
        assert claims["sub"].startswith("mailto:")


def _handler(service: PushService) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.check_signature(self.headers["Authorization"])
            headers = {name.lower(): value for name, value in self.headers.items()}
            status = service.browsers[self.path].receive(headers, body)
            self.send_response(status)
            if status == 307:
                self.send_header("Location", f"{service.url}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    return Handler
