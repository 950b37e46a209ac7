"""Somebody comes back after a month: everything that was said meanwhile, page by page, in order."""

from __future__ import annotations

from datetime import UTC, datetime

from connectors.domain.ids import new_id
from connectors.stores.database import Database
from tests.integration.gateway.test_rooms import a_booking, entry
from tests.support.gateway import Gateway
from tests.support.sockets import Sockets

MISSED = 5000
PAGE = 200


async def test_five_thousand_missed_messages(
    gateway: Gateway, twin: Gateway, sockets: Sockets, stored: Database
) -> None:
    """`resume` gives pages of 200 without a gap, while the other one goes on writing."""
    booking = await a_booking(stored)
    pandit, session = await sockets.join(twin.url, auth=entry(gateway, booking, "pandit"))
    await store_many(stored, session["conversation"], booking["pandit"])
    customer, _ = await sockets.join(gateway.url, auth=entry(gateway, booking, "customer"))
    known: list[int] = []
    pages = 0
    more = True
    while more:
        page = await customer.emit("resume", {"after_seq": len(known)})
        known += [message["seq"] for message in page["messages"]]
        pages, more = pages + 1, page["more"]
        if pages == 3:
            assert (await pandit.say("are you there?"))["seq"] == MISSED + 1
    assert known == list(range(1, MISSED + 2))
    assert pages == MISSED // PAGE + 1
    assert page["last_seq"] == MISSED + 1
    await customer.wait("message", lambda message: message["seq"] == MISSED + 1)


async def store_many(stored: Database, conversation: str, sender: str) -> None:
    """MISSED messages of the pandit."""
    message = {
        "conversation": conversation,
        "sender": {"role": "pandit", "id": sender, "name": "Pandit"},
        "type": "text",
        "at": datetime.now(UTC),
    }
    documents = [
        {"_id": new_id(), "client_id": f"old{seq}", "seq": seq, "text": f"{seq}", **message}
        for seq in range(1, MISSED + 1)
    ]
    await stored.collection("messages").insert_many(documents)
