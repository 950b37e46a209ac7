"""Signatures of the host's calls, after Standard Webhooks."""

from __future__ import annotations

import base64
import time

import pytest

from connectors.errors import AppError, ConfigError
from connectors.gateway.access.signatures import host_key, sign, verify
from connectors.settings import Settings

KEY = bytes(range(32))
BODY = b'{"id": "PY-1"}'


def headers(**changed: str) -> dict[str, str]:
    """The headers of a call signed now."""
    now = str(int(time.time()))
    usual = {
        "webhook-id": "msg_1",
        "webhook-timestamp": now,
        "webhook-signature": sign(KEY, "msg_1", now, BODY),
    }
    return usual | {name.replace("_", "-"): value for name, value in changed.items()}


def signed_at(seconds: int) -> dict[str, str]:
    """The headers of a call signed that many seconds from now."""
    then = str(int(time.time()) + seconds)
    signature = sign(KEY, "msg_1", then, BODY)
    return headers(webhook_timestamp=then, webhook_signature=signature)


def code(call: dict[str, str], body: bytes = BODY) -> str:
    """How a call is refused."""
    with pytest.raises(AppError) as refused:
        verify(KEY, call, body)
    return str(refused.value.to_wire()["code"])


def test_the_example_of_the_specification() -> None:
    """Secret, id, time, body and signature as its libraries are tested with them."""
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signature = sign(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}')
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_right_call_passes_with_any_of_its_signatures() -> None:
    """Also beside those of another secret or a later version of the specification."""
    assert verify(KEY, headers(), BODY) == "msg_1"
    right = headers()["webhook-signature"]
    assert verify(KEY, headers(webhook_signature=f"v1,b3RoZXI= v2,eA== {right}"), BODY) == "msg_1"


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook_id": ""},
        {"webhook_id": "two words"},
        {"webhook_timestamp": ""},
        {"webhook_timestamp": "yesterday"},
        {"webhook_timestamp": "9" * 400},
        {"webhook_signature": ""},
    ],
)
def test_an_unsigned_call(changed: dict[str, str]) -> None:
    """Headers that are not there or no use."""
    assert code(headers(**changed)) == "signature_missing"


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook_id": "msg_2"},
        {"webhook_signature": "v1,"},
        {"webhook_signature": "garbage \xe9 , , v1"},
    ],
)
def test_a_wrongly_signed_call(changed: dict[str, str]) -> None:
    """Another id than was signed, or no signature of the key's."""
    assert code(headers(**changed)) == "signature_invalid"


def test_another_time_than_was_signed() -> None:
    """A call that was overheard does not live on with a newer time."""
    newer = headers()["webhook-timestamp"]
    assert code(signed_at(-60) | {"webhook-timestamp": newer}) == "signature_invalid"


def test_another_key_than_ours() -> None:
    """Signed as it should be, by somebody else."""
    call = headers()
    signature = sign(bytes(32), "msg_1", call["webhook-timestamp"], BODY)
    assert code(call | {"webhook-signature": signature}) == "signature_invalid"


def test_another_body_than_was_signed() -> None:
    """A single changed byte."""
    assert code(headers(), BODY + b" ") == "signature_invalid"


@pytest.mark.parametrize("seconds", [-310, 360])
def test_a_stale_call(seconds: int) -> None:
    """Signed more than five minutes ago, or as much in the future."""
    assert code(signed_at(seconds)) == "signature_expired"


@pytest.mark.parametrize(
    "secret", ["x" * 40, "whsec_", "whsec_c2hvcnQ=", "whsec_not base64!", "c2VjcmV0" * 6]
)
def test_an_unusable_secret_stops_the_start(secret: str) -> None:
    """The line names the setting and does not show the secret."""
    with pytest.raises(ConfigError, match="HOST_SECRET") as refused:
        host_key(Settings(host_secret=secret))
    assert secret not in refused.value.message or secret == "whsec_"


def test_no_secret_means_no_calls() -> None:
    """Without the setting there is no key that anybody could sign with."""
    assert host_key(Settings()) is None
