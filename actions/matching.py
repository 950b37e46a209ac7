"""Finds what a text names in the catalog, across scripts, spellings and typos."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from rapidfuzz import fuzz

from connectors.domain.catalog import Named
from connectors.language import skeleton

N = TypeVar("N", bound=Named)

_SURE = 85
_CLOSE = 65
_GENERIC = frozenset(
    word
    for phrase in ("puja", "pooja", "sanskar", "ceremony", "pandit", "pandit ji", "panditji", "ji")
    for word in skeleton(phrase).split()
)
"""Words most names share: they tell nothing apart."""


def named(text: str, entries: Mapping[str, N]) -> N | None:
    """The entry a text names beyond doubt, or None."""
    if text in entries:
        return entries[text]
    best = close_to(text, entries, most=1)
    return best[0] if best and _likeness(text, best[0]) >= _SURE else None


def close_to(text: str, entries: Mapping[str, N], most: int = 3) -> list[N]:
    """Entries whose names are like the text, the likest first."""
    scored = [(_likeness(text, entry), entry) for entry in entries.values()]
    scored.sort(key=lambda pair: pair[0], reverse=True)
    return [entry for score, entry in scored[:most] if score >= _CLOSE]


def _likeness(text: str, entry: Named) -> float:
    """Up to 100 for a name alike, more for a name that stands in the text, most for the longest."""
    said = _key(text)
    if not said:
        return 0.0
    return max(_alike(said, key) for key in map(_key, entry.names) if key)


def _alike(said: list[str], name: list[str]) -> float:
    spots = range(len(said) - len(name) + 1)
    if any(said[spot : spot + len(name)] == name for spot in spots):
        return 100.0 + len("".join(name))
    return float(fuzz.ratio("".join(said), "".join(name)))


def _key(text: str) -> list[str]:
    return [word for word in skeleton(text).split() if word not in _GENERIC]
