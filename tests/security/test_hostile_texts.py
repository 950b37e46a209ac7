"""What reads texts does work in proportion to them, whatever stands in them."""

from __future__ import annotations

import gc
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
import yaml

import tests.support.rasa
from connectors.domain.attachment import safe_name
from connectors.domain.when import find_spans, parse_when
from connectors.gateway.fields import is_payload
from connectors.gateway.guide.turns import as_words
from connectors.language import Detector, normalize
from connectors.language.search import Query
from connectors.language.skeleton import skeleton
from connectors.nlu.name_index import NameIndex
from connectors.nlu.names import all_names
from connectors.nlu.tokenizer import words
from connectors.stack.places import ROOT

assert tests.support.rasa  # imported first: it imports Rasa without its warnings

LENGTH = 4000
_PARTS = (
    *(
        "1",
        "1 ",
        "1-",
        "1/1/",
        "12:",
        "०",
        "a",
        "a ",
        " ",
        "\n",
        "-",
        "/",
        "[",
        "{",
        "(",
        "**",
        ".",
    ),
    *("next ", "no, ", "at ", "5 pm ", "monday ", "not ", "in 3 days ", "after ", "2026-01-01 "),
    *("क्", "नमस्ते ", "भोलि ", "\u0301", "\u200c", "فردا ", "pooja ", "satyanarayan ", "py-", "od-"),
    *("**", ".", "a@", "<a ", "'", '"', "\\", "https://", "\u202e", "🙏", "x1", "ab12-"),
)
HOSTILE = {
    ascii(part): lambda length, part=part: (part * length)[: length - 1] + "!" for part in _PARTS
} | {
    "payload": lambda length: "/a" + "{" * (length - 2),
    "nested": lambda length: '/a{"a":' + "[" * (length - 7),
}
NOW = datetime(2026, 3, 1, tzinfo=UTC)


@cache
def detector() -> Detector:
    """As the gateway's."""
    return Detector.read(ROOT / "data/nlu")


@cache
def names() -> NameIndex:
    """Of the sample catalog."""
    return NameIndex(all_names({}), ["book", "puja"])


@cache
def patterns() -> list[re.Pattern[str]]:
    """The designers' own."""
    config = yaml.safe_load((ROOT / "config.yml").read_text("utf-8"))
    found = [part.get("patterns", {}) for part in config["pipeline"]]
    return [re.compile(one, re.IGNORECASE) for each in found for one in each.values()]


def _match_patterns(text: str) -> None:
    for pattern in patterns():
        for _ in pattern.finditer(text):
            pass


READERS: dict[str, Callable[[str], Any]] = {
    "when": lambda text: parse_when(text, NOW, UTC),
    "spans of times": find_spans,
    "language": lambda text: detector().detect(text),
    "normal form": normalize,
    "sound": skeleton,
    "search": lambda text: Query("namaste pooja").fits(text),
    "searched": lambda text: Query(text[:200]).fits(text),
    "names": lambda text: names().find(text),
    "patterns": _match_patterns,
    "tokens": words,
    "payload": is_payload,
    "words": as_words,
    "name of a file": lambda text: safe_name(text, ("png",)),
}


def work(reader: Callable[[str], Any], text: str) -> float:
    """Seconds of this thread's own work: waiting for others is not counted."""
    begin = time.thread_time()
    reader(text)
    return time.thread_time() - begin


@pytest.mark.parametrize("name", READERS)
def test_work_grows_with_the_text(name: str) -> None:
    """Eight times the text is no search through all ways to read it, which would not end."""
    reader = READERS[name]
    reader("namaste")  # what is read once is read
    gc.disable()
    try:
        for kind, make in HOSTILE.items():
            little, much = (work(reader, make(length)) for length in (LENGTH // 8, LENGTH))
            assert much <= 200 * max(little, 0.002), (kind, little, much)
    finally:
        gc.enable()
