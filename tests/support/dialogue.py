"""What is stored and locked of conversations with the guide, and in which order actions ran."""

from __future__ import annotations

from typing import Any

from pymongo import MongoClient
from redis import Redis


def tickets(redis: Redis, conversation: str) -> int:
    """How many turns hold or wait for the conversation's lock."""
    return redis.zcard(f"pandityatra:lock:{{{conversation}}}:tickets")


def one_after_another(messages: list[str]) -> list[str]:
    """What the actions of these messages do when none overlaps another."""
    return [f"{what} {message}" for message in messages for what in ("began", "ended")]


def stored_turns(mongo_url: str, database: str, conversation: str) -> list[tuple[str, str]]:
    """(message id, text of the answer) of each turn, in order.

    Each turn is whole, has one answer and begins where the last one ended.
    """
    with MongoClient[dict[str, Any]](mongo_url) as client:
        turns = client[database]["tracker_events"]
        documents = list(turns.find({"sender_id": conversation}).sort("position", 1))
    ends = [0, *(document["next"] for document in documents)]
    assert [document["position"] for document in documents] == ends[:-1]
    events = [event for document in documents for event in document["events"]]
    spoken = [event for event in events if event["event"] in {"user", "bot"}]
    assert [event["event"] for event in spoken] == ["user", "bot"] * (len(spoken) // 2)
    pairs = zip(spoken[::2], spoken[1::2], strict=True)
    return [(said["message_id"], answered["text"]) for said, answered in pairs]


def stored_messages(mongo_url: str, database: str, conversation: str) -> list[str]:
    """The ids of the messages whose turns are stored, in order, as `stored_turns` sees them."""
    return [message for message, _ in stored_turns(mongo_url, database, conversation)]
