"""The keys by which push services know us (RFC 8292): `python -m connectors.gateway.vapid`."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02, b64urlencode

from connectors.errors import ConfigError

_HOURS = 12
_PRIVATE_BYTES = 32


class Vapid:
    """One key pair; `public` is what browsers subscribe with, unpadded base64url."""

    def __init__(self, private: str, subject: str) -> None:
        """Raises ConfigError unless `private` is 32 bytes in base64url."""
        try:
            self._key = Vapid02.from_string(private)
        except Exception:  # whatever its parts raise for noise
            raise ConfigError(
                "VAPID_PRIVATE_KEY is no key: make one by `python -m connectors.gateway.vapid`."
            ) from None
        self._subject = subject
        self.public = _public(self._key)

    def authorization(self, endpoint: str) -> dict[str, str]:
        """The headers that sign a request to this endpoint."""
        parts = urlsplit(endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int(time.time()) + _HOURS * 3600,
            "sub": self._subject,
        }
        headers: dict[str, str] = self._key.sign(claims)
        return headers


def new_private_key() -> str:
    """A fresh private key for VAPID_PRIVATE_KEY."""
    key = Vapid02()
    key.generate_keys()
    number = key.private_key.private_numbers().private_value
    encoded: str = b64urlencode(number.to_bytes(_PRIVATE_BYTES, "big"))
    return encoded


def _public(key: Vapid02) -> str:
    point = key.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    encoded: str = b64urlencode(point)
    return encoded


if __name__ == "__main__":
    print(f"VAPID_PRIVATE_KEY={new_private_key()}")
