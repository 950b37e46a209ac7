"""Words that stand inside cards and lists, where a response of domain.yml cannot reach."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import get_args

from connectors.domain.booking import BookingStatus
from connectors.domain.catalog import OrderStatus
from connectors.texts import Texts

_FILE = Path(__file__).parents[1] / "data/texts/labels.yml"
_WORDS = (
    "online",
    "any_pandit",
    "book",
    "view",
    "sold_out",
    *BookingStatus,
    *get_args(OrderStatus),
)
_NEEDED = {str(word): frozenset[str]() for word in _WORDS} | {"minutes": frozenset({"minutes"})}


def label(name: str, language: str, **words: object) -> str:
    """The word in the language of the conversation; in English where there is none."""
    return labels().say(name, language, **words)


@cache
def labels() -> Texts:
    """The file, read at the first use; raises ConfigError when it cannot be used."""
    return Texts.read(_FILE, _NEEDED)
