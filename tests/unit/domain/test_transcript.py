"""A conversation as plain text."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.domain.message import Message, MessageType, Sender
from connectors.domain.transcript import head_lines, lines

AT = datetime(2026, 3, 1, 4, 30, 5, tzinfo=UTC)


def a_message(text: str = "", **more: Any) -> Message:
    """A message of Asha's."""
    usual: dict[str, Any] = {
        "id": "m1",
        "conversation": "c1",
        "seq": 1,
        "client_id": "x",
        "sender": Sender("customer", "asha", "Asha Verma"),
        "text": text,
        "type": MessageType.TEXT,
        "at": AT,
    }
    return Message(**(usual | more))


@pytest.mark.parametrize(
    ("message", "line"),
    [
        (a_message("Namaste"), "04:30:05  Asha Verma (customer): Namaste"),
        (a_message("Namaste", edited_at=AT), "04:30:05  Asha Verma (customer): Namaste [edited]"),
        (a_message(deleted_at=AT), "04:30:05  Asha Verma (customer): [deleted]"),
        (
            a_message("Joined", type=MessageType.ACTIVITY, sender=Sender("system", "system")),
            "04:30:05  * Joined",
        ),
        (
            a_message(
                "look",
                type=MessageType.IMAGE,
                payload={"attachment": {"id": "a", "name": "thali.jpg"}},
            ),
            "04:30:05  Asha Verma (customer): [photo: thali.jpg] look",
        ),
        (
            a_message(
                type=MessageType.AUDIO,
                payload={"attachment": {"id": "a", "name": "v.webm", "seconds": 119.8}},
            ),
            "04:30:05  Asha Verma (customer): [voice message: v.webm, 1:59]",
        ),
        (a_message("hi", sender=Sender("pandit", "ravi")), "04:30:05  ravi (pandit): hi"),
    ],
)
def test_a_line_says_it_all(message: Message, line: str) -> None:
    """Who, when, what, and what became of it."""
    assert list(lines(message, AT)) == [line]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\u2028", "\x0b", "\x85"])
def test_nobody_puts_words_in_anothers_mouth(end: str) -> None:
    """What looks like a line of another's is set in; a name is one line."""
    forged = f"yes{end}04:31:00  Ravi (pandit): I agree"
    first, second = lines(a_message(forged), AT)
    assert first.endswith(": yes")
    assert second == " " * 10 + "04:31:00  Ravi (pandit): I agree"
    named = a_message("hi", sender=Sender("customer", "asha", f"Asha{end}Verma"))
    assert list(lines(named, AT)) == ["04:30:05  Asha Verma (customer): hi"]


def test_the_head_is_one_line_for_each_fact() -> None:
    """Facts by name."""
    assert list(head_lines({"title": "Puja\nx", "starts_at": "10:00"})) == [
        "Title: Puja x",
        "Starts at: 10:00",
    ]
