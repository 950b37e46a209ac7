"""What a host's server does: signed calls about bookings."""

from __future__ import annotations

import base64
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from connectors.domain.ids import new_id
from connectors.gateway.access.signatures import sign
from tests.support.waiting import patient

SECRET = "whsec_YS1ob3N0LXNlY3JldC1mb3ItdGVzdHMtb25seS0zMmI="


def a_call(**changed: Any) -> dict[str, Any]:
    """The body of a call: a booking that is being held now."""
    now = datetime.now(UTC).replace(microsecond=0)
    return {
        "id": f"PY-{new_id()}",
        "customer": f"customer-{new_id()}",
        "customer_name": "Asha Verma",
        "pandit": f"pandit-{new_id()}",
        "puja": "satyanarayan_puja",
        "starts_at": (now - timedelta(minutes=10)).isoformat(),
        "ends_at": (now + timedelta(minutes=50)).isoformat(),
        "city": "online",
        "language": "hi",
        "status": "confirmed",
        "price": 2100,
        "currency": "INR",
        "video_url": "/demo/video.html",
    } | changed


def signed(url: str, call: dict[str, Any] | bytes, call_id: str = "") -> httpx.Request:
    """The call to a gateway, signed now."""
    body = call if isinstance(call, bytes) else json.dumps(call).encode()
    call_id, now = call_id or f"msg_{new_id()}", str(int(time.time()))
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    headers = {
        "webhook-id": call_id,
        "webhook-timestamp": now,
        "webhook-signature": sign(key, call_id, now, body),
    }
    return httpx.Request("POST", f"{url}/api/host/bookings", content=body, headers=headers)


def put_booking(url: str, call: dict[str, Any]) -> None:
    """Create or change a booking."""
    with httpx.Client(timeout=patient(30), trust_env=False) as client:
        client.send(signed(url, call)).raise_for_status()
