"""Calls of the host's server, signed after the Standard Webhooks specification.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import time
from collections.abc import Mapping

from connectors.errors import AppError, ConfigError
from connectors.settings import Settings

_PREFIX = "whsec_"
_TOLERANCE_SECONDS = 300
_SECRET_BYTES = range(24, 65)  # what the specification asks for
_ID = re.compile(r"[!-~]{1,128}")
_TIMESTAMP = re.compile(r"[0-9]{1,15}")
_MOST_SIGNATURES = 10


class SignatureMissing(AppError):
    """The call lacks one of the three headers, or it has no usable form."""

    code = "signature_missing"
    status = 401


class SignatureInvalid(AppError):
    """None of the signatures is right for this id, time and body."""

    code = "signature_invalid"
    status = 401


class SignatureExpired(AppError):
    """Signed rightly, but too long ago or in the future."""

    code = "signature_expired"
    status = 401


def host_key(settings: Settings) -> bytes | None:
    """The key of HOST_SECRET, None when there is none; raises ConfigError when it is unusable."""
    secret = settings.host_secret.get_secret_value()
    if not secret:
        return None
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        key = b""
    if not secret.startswith(_PREFIX) or len(key) not in _SECRET_BYTES:
        raise ConfigError(
            f"HOST_SECRET must be {_PREFIX} and, in base64, {_SECRET_BYTES[0]} to "
            f"{_SECRET_BYTES[-1]} random bytes."
        )
    return key


def sign(key: bytes, message_id: str, timestamp: str, body: bytes) -> str:
    """The signature `v1,<base64>` of a call."""
    signed = b".".join((message_id.encode(), timestamp.encode(), body))
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def verify(key: bytes, headers: Mapping[str, str], body: bytes) -> str:
    """The id of a call that the host has signed in the last five minutes.

    Raises SignatureMissing, SignatureInvalid or SignatureExpired.
    """
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    signatures = headers.get("webhook-signature", "").split(" ")[:_MOST_SIGNATURES]
    if not (_ID.fullmatch(message_id) and _TIMESTAMP.fullmatch(timestamp) and any(signatures)):
        raise SignatureMissing("Send webhook-id, webhook-timestamp and webhook-signature.")
    right = sign(key, message_id, timestamp, body).encode()
    if not any(hmac.compare_digest(right, one.encode()) for one in signatures):
        raise SignatureInvalid("The signature is not right for this id, time and body.")
    if abs(time.time() - int(timestamp)) > _TOLERANCE_SECONDS:
        raise SignatureExpired("The call was not signed in the last five minutes.")
    return message_id
