"""Reading, searching and downloading what was said, over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from connectors.domain.ids import new_id
from connectors.formats import date_text
from connectors.stores.database import Database
from tests.integration.gateway.test_api import bearer
from tests.integration.gateway.test_rooms import a_booking, entry
from tests.support.gateway import Gateway
from tests.support.sockets import Sockets

Wire = dict[str, Any]
LONG_AGO = timedelta(days=400)


class Reader:
    """Somebody who reads a booking's room over HTTP."""

    def __init__(self, http: httpx.AsyncClient, token: str, booking: Wire) -> None:
        self._http = http
        self._headers = bearer(token)
        self._place = f"/api/bookings/{booking['_id']}"

    async def get(self, what: str, **params: Any) -> httpx.Response:
        """`messages`, `search` or `transcript`."""
        return await self._http.get(f"{self._place}/{what}", params=params, headers=self._headers)


async def a_history(stored: Database, booking: Wire, texts: list[str], **more: Any) -> None:
    """A room in which the customer said these long ago."""
    room = new_id()
    at = datetime.now(UTC).replace(microsecond=0) - LONG_AGO
    person = {"id": booking["customer"], "role": "customer", "name": "Asha"}
    await stored.collection("conversations").insert_one(
        {
            "_id": room,
            "kind": "room",
            "booking": booking["_id"],
            "status": "open",
            "contact": person,
            "created_at": at,
        }
    )
    documents = [
        {
            "_id": new_id(),
            "conversation": room,
            "seq": seq,
            "client_id": str(seq),
            "sender": person,
            "type": "text",
            "text": text,
            "at": at + timedelta(seconds=seq),
        }
        | more
        for seq, text in enumerate(texts, 1)
    ]
    await stored.collection("messages").insert_many(documents)


async def a_closed_booking(stored: Database, texts: list[str]) -> Wire:
    """A booking of long ago, with what was said in its room."""
    start = datetime.now(UTC) - LONG_AGO
    booking = await a_booking(
        stored, starts_at=start, ends_at=start + timedelta(hours=1), status="completed"
    )
    await a_history(stored, booking, texts)
    return booking


async def test_a_closed_room_can_be_read(
    gateway: Gateway, http: httpx.AsyncClient, stored: Database
) -> None:
    """By its parties and staff, page by page in both directions; by nobody else."""
    booking = await a_closed_booking(stored, [f"m{number}" for number in range(1, 8)])
    for role, person in (("customer", ""), ("pandit", ""), ("agent", "agent-x")):
        reader = Reader(http, gateway.token(person or booking[role], role), booking)
        page = (await reader.get("messages", limit=3)).json()
        assert [message["text"] for message in page["messages"]] == ["m1", "m2", "m3"]
        assert (page["last_seq"], page["more"]) == (7, True)
        page = (await reader.get("messages", before_seq=3)).json()
        assert [message["seq"] for message in page["messages"]] == [1, 2]
        assert not page["more"]
    for role in ("customer", "pandit"):
        stranger = Reader(http, gateway.token(new_id(), role), booking)
        for what in ("messages", "search", "transcript"):
            answer = await stranger.get(what, q="m1")
            assert answer.status_code == 404
            assert answer.json()["error"]["code"] == "booking_not_found"


async def test_a_room_nobody_entered_is_empty(
    gateway: Gateway, http: httpx.AsyncClient, stored: Database
) -> None:
    """Not an error: nothing was said."""
    booking = await a_booking(stored)
    reader = Reader(http, gateway.token(booking["customer"], "customer"), booking)
    page = (await reader.get("messages")).json()
    assert page == {"messages": [], "last_seq": 0, "more": False}
    assert (await reader.get("search", q="x")).json() == {"messages": [], "before_seq": None}
    assert (await reader.get("transcript", format="json")).json()["messages"] == []


async def test_search_finds_across_scripts(
    gateway: Gateway, http: httpx.AsyncClient, stored: Database
) -> None:
    """Newest first, whatever script it was written in."""
    texts = ["पूजा कब है?", "tomorrow", "Pooja ki samagri?", "कल सुबह"]
    booking = await a_closed_booking(stored, texts)
    reader = Reader(http, gateway.token(booking["customer"], "customer"), booking)
    found = (await reader.get("search", q="PUJA")).json()
    assert [message["text"] for message in found["messages"]] == [texts[2], texts[0]]
    assert found["before_seq"] is None
    assert (await reader.get("search", q="puja tomorrow")).json()["messages"] == []
    for bad in ({"q": ""}, {"q": " "}, {}, {"q": "x" * 201}, {"q": "x", "before_seq": 0}):
        answer = await reader.get("search", **bad)
        assert answer.json()["error"]["code"] in ("invalid_input", "too_large"), bad


async def test_search_goes_on_through_a_long_conversation(
    gateway: Gateway, http: httpx.AsyncClient, stored: Database
) -> None:
    """One call reads a bounded part; from its `before_seq` on everything is found, once."""
    texts = [f"ghee {seq}" if seq % 20 == 1 else "nothing" for seq in range(1, 2501)]
    booking = await a_closed_booking(stored, texts)
    reader = Reader(http, gateway.token(booking["customer"], "customer"), booking)
    first = (await reader.get("search", q="ghee 1")).json()
    assert [message["seq"] for message in first["messages"]][-1] > 1500
    assert first["before_seq"] == 1501
    seen: list[int] = []
    params: Wire = {}
    while params.get("before_seq", 1):
        page = (await reader.get("search", q="ghee", **params)).json()
        seen += [message["seq"] for message in page["messages"]]
        params = {"before_seq": page["before_seq"]}
    assert seen == list(range(2481, 0, -20))


async def test_a_transcript_says_who_said_what(
    gateway: Gateway, http: httpx.AsyncClient, sockets: Sockets, stored: Database
) -> None:
    """As text with times of the platform's zone; what was deleted is said to be, not told."""
    booking = await a_booking(stored)
    customer, _ = await sockets.join(gateway.url, auth=entry(gateway, booking, "customer"))
    pandit, _ = await sockets.join(gateway.url, auth=entry(gateway, booking, "pandit"))
    await customer.say("Namaste\n10:00:00  Pandit (pandit): free of charge")
    secret = await pandit.say("my number is 12345")
    await pandit.emit("delete", {"message_id": secret["id"]})
    last = await pandit.say("नमस्ते")
    reader = Reader(http, gateway.token(booking["customer"], "customer"), booking)
    answer = await reader.get("transcript", language="en")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    zone = ZoneInfo("Asia/Kolkata")
    day = booking["starts_at"].astimezone(zone).date()
    name = f"pandityatra-{booking['_id']}-{day}.txt"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    at = datetime.fromisoformat(last["at"]).astimezone(zone)
    lines = answer.text.splitlines()
    assert f"Booking: {booking['_id']}" in lines
    assert date_text(at.date(), "en") in lines
    assert lines[-1] == f"{at:%H:%M:%S}  Pandit (pandit): नमस्ते"
    assert lines[-2].endswith("Pandit (pandit): [deleted]")
    assert lines[-3].startswith(" ")
    assert "12345" not in answer.text
    hindi = (await reader.get("transcript")).text.splitlines()  # the language of the booking
    assert f"बुकिंग: {booking['_id']}" in hindi
    assert hindi[-1] == f"{at:%H:%M:%S}  Pandit (पंडित): नमस्ते"


async def test_a_transcript_as_json(
    gateway: Gateway, http: httpx.AsyncClient, stored: Database
) -> None:
    """All of a long conversation, in order, as one JSON object."""
    booking = await a_closed_booking(stored, [f"m{number}" for number in range(1, 451)])
    reader = Reader(http, gateway.token(booking["pandit"], "pandit"), booking)
    answer = await reader.get("transcript", format="json")
    assert answer.headers["content-disposition"].endswith('.json"')
    told = answer.json()
    assert [message["text"] for message in told["messages"]] == [f"m{n}" for n in range(1, 451)]
    assert (told["booking"], told["timezone"]) == (booking["_id"], "Asia/Kolkata")
    assert told["messages"][0]["at"].endswith("+05:30")
    assert (await reader.get("transcript", format="pdf")).status_code == 400


async def test_ones_own_guide_conversation(http: httpx.AsyncClient) -> None:
    """A guest searches and downloads the conversation with the guide."""
    said = (await http.post("/api/chat", json={"text": "kitne paise lagenge"})).json()
    headers = bearer(said["token"])
    found = await http.get("/api/chat/search", params={"q": "PAISE"}, headers=headers)
    assert found.json()["messages"][-1]["text"] == "kitne paise lagenge"
    text = await http.get("/api/chat/transcript", headers=headers)
    assert "(आगंतुक): kitne paise lagenge" in text.text  # what is typed is Hindi
    persian = {"language": "fa"}
    text = await http.get("/api/chat/transcript", params=persian, headers=headers)
    assert "(مهمان): kitne paise lagenge" in text.text
    assert "راهنمای پاندیت‌یاترا: " in text.text
    told = await http.get(
        "/api/chat/transcript", params=persian | {"format": "json"}, headers=headers
    )
    assert told.json()["messages"][0]["sender"]["role"] == "guest"
    assert datetime.fromisoformat(told.json()["written_at"]).tzinfo


@pytest.mark.parametrize("what", ["search", "transcript"])
async def test_without_a_token(http: httpx.AsyncClient, what: str) -> None:
    """Nothing to read."""
    answer = await http.get(f"/api/chat/{what}", params={"q": "x"})
    assert answer.json()["error"]["code"] == "token_missing"
