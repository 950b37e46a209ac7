"""What a person is shown of unread rooms, whatever becomes of the notices on their way."""

from __future__ import annotations

import itertools
from typing import Any

from connectors.domain.identity import Identity, Role
from connectors.gateway.rooms.inboxes import Inbox


def said(seq: int, unread: int, read: int = 0) -> dict[str, Any]:
    """Somebody said something in the room."""
    return {"conversation": "c", "booking_id": "b", "unread": unread, "last_seq": seq, "read": read}


def read(seq: int) -> dict[str, Any]:
    """The person has read so far."""
    return {"conversation": "c", "booking_id": "b", "read": seq}


def an_inbox() -> Inbox:
    """A pandit's."""
    return Inbox(Identity("ravi", Role.PANDIT))


def test_any_order_ends_alike() -> None:
    """Notices that overtake each other, or come twice, leave the same."""
    for notices, unread in (
        ((said(1, 1), said(2, 2), read(2)), []),
        ((said(1, 1), read(1), said(3, 1, read=1)), [(3, 1)]),
        ((said(4, 4), read(3)), [(4, 1)]),
    ):
        for order in itertools.permutations(notices * 2):
            inbox = an_inbox()
            for notice in order:
                inbox.hear(notice)
            assert [(one["last_seq"], one["unread"]) for one in inbox.unread()] == unread


def test_only_news_is_shown() -> None:
    """Reading what is read, or a notice again, shows nothing."""
    inbox = an_inbox()
    assert inbox.hear(read(3)) is None
    shown = inbox.hear(said(4, 1, read=3))
    assert shown == {"conversation": "c", "booking_id": "b", "unread": 1, "last_seq": 4}
    assert inbox.hear(said(4, 1, read=3)) is None
    cleared = inbox.hear(read(4))
    assert cleared is not None
    assert cleared["unread"] == 0
    assert inbox.hear(read(4)) is None


def test_an_erased_person_is_not_quoted() -> None:
    """What they said is still unread, and no longer told; what others said stays."""
    inbox = an_inbox()
    for place, person in (("one", "asha"), ("two", "an-agent")):
        quote = {"conversation": place, "sender": {"id": person}, "text": "hello"}
        inbox.hear(said(1, 1) | quote)
    inbox.forget("asha")
    first, second = inbox.unread()
    assert (first["unread"], "sender" in first, "text" in first) == (1, False, False)
    assert second["text"] == "hello"


def test_it_is_bounded() -> None:
    """The rooms heard of last are kept."""
    inbox = an_inbox()
    for number in range(1000):
        inbox.hear(said(1, 1) | {"conversation": str(number)})
    assert [one["conversation"] for one in inbox.unread()] == [str(n) for n in range(900, 1000)]
