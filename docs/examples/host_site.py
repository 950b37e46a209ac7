"""A host site in one file: it books a puja, tells the gateway, and shows the room to both sides.

    export AUTH_SECRET=… HOST_SECRET=whsec_… GATEWAY=http://127.0.0.1:8000
    python docs/examples/host_site.py

The gateway needs the same two secrets and ALLOWED_ORIGINS=http://127.0.0.1:9000. Then open
http://127.0.0.1:9000/asha in one browser and http://127.0.0.1:9000/ravi in another. Needs PyJWT.
"""

import base64
import hashlib
import hmac
import json
import os
import time
import urllib.request
import uuid
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import jwt

GATEWAY = os.environ["GATEWAY"]
PORT = int(os.environ.get("SITE_PORT", "9000"))
PEOPLE = {"asha": ("customer", "Asha Verma"), "ravi": ("pandit", "Pandit Ravi Shastri")}
BOOKING = "PY-2001"

PAGE = """<!doctype html>
<title>Your puja</title>
<div id="chat" style="height: 90vh"></div>
<script src="{gateway}/widget.js" data-token="{token}" data-booking="{booking}"
        data-mount="#chat" async></script>
"""


def put_booking(booking: dict) -> dict:
    """Create or change a booking at the gateway: a call signed after Standard Webhooks."""
    body = json.dumps(booking).encode()
    call, now = f"msg_{uuid.uuid4().hex}", str(int(time.time()))
    key = base64.b64decode(os.environ["HOST_SECRET"].removeprefix("whsec_"))
    signature = hmac.digest(key, f"{call}.{now}.".encode() + body, hashlib.sha256)
    headers = {
        "content-type": "application/json",
        "webhook-id": call,  # the same for each repetition of this call
        "webhook-timestamp": now,
        "webhook-signature": "v1," + base64.b64encode(signature).decode(),
    }
    request = urllib.request.Request(f"{GATEWAY}/api/host/bookings", body, headers)
    with urllib.request.urlopen(request) as response:
        return json.load(response)["booking"]


def token(person: str) -> str:
    """What the widget shows to the gateway: who has signed in here, for an hour."""
    role, name = PEOPLE[person]
    claims = {"sub": person, "role": role, "name": name, "exp": time.time() + 3600}
    return jwt.encode(claims, os.environ["AUTH_SECRET"], "HS256")


class Site(BaseHTTPRequestHandler):
    """A page for each of the two people; a real site would ask who they are."""

    def do_GET(self) -> None:
        person = self.path.strip("/")
        if person not in PEOPLE:
            self.send_error(404)
            return
        page = PAGE.format(gateway=GATEWAY, token=token(person), booking=BOOKING)
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.encode())


if __name__ == "__main__":
    begins = datetime.now(UTC)
    booked = {
        "id": BOOKING,
        "customer": "asha",
        "customer_name": "Asha Verma",
        "pandit": "ravi",
        "puja": "satyanarayan_puja",
        "starts_at": begins.isoformat(),
        "ends_at": (begins + timedelta(hours=2)).isoformat(),
        "city": "online",
        "language": "hi",
        "status": "confirmed",
        "price": 3100,
        "currency": "INR",
        "video_url": "https://video.example.com/room-2001",
    }
    print(put_booking(booked))
    HTTPServer(("127.0.0.1", PORT), Site).serve_forever()
