"""How far each participant of a conversation has got: numbers that only grow."""

from __future__ import annotations

from collections.abc import Mapping

Cursor = dict[str, int]
"""`{"delivered": seq, "read": seq}`; either may be absent."""

Cursors = dict[str, Cursor]
"""A cursor for each person."""


def advance(cursors: Cursors, person: str, cursor: Mapping[str, int]) -> bool:
    """Move a person's cursor forward, never back; whether that was news."""
    known = cursors.get(person, {})
    news = {name: seq for name, seq in cursor.items() if seq > known.get(name, 0)}
    if news:
        cursors[person] = known | news
    return bool(news)
