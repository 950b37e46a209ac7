"""Which language a text is in, told by its script and by the words of the training examples.

Each word speaks for every language of its script, by how much more often it stands in the
examples of one than of the others; altogether one word says one. Words no example has, most
names, say nothing. So evidence is counted in words, and no single word is more than one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from connectors.language.normalize import normalize

LATIN = "latin"
FOLDERS = {
    LATIN: {"en": ".", "hi": "hi_latn", "ne": "ne_latn"},
    "devanagari": {"hi": "hi", "ne": "ne"},
    "arabic": {"fa": "fa"},
}
"""For each script the languages people write in it, and where their examples are."""

_LETTERS = {LATIN: "[a-z]+", "devanagari": "[\u0900-\u097f]+", "arabic": "[\u0600-\u06ff]+"}
_WORDS = {script: re.compile(letters) for script, letters in _LETTERS.items()}
_EXAMPLE = re.compile(r"^ +- (.+)$", re.MULTILINE)
_NAMED = re.compile(r"\[[^\]]*\](?:\([^)]*\)|\{[^}]*\})")  # a name is the same in every language
_UNSEEN = 3e-5  # how often a word is taken to stand where it was never seen


@dataclass(frozen=True, slots=True)
class Detection:
    """The likeliest language; `lead`: how many words more speak for it than for the next."""

    language: str
    script: str
    lead: float


class Detector:
    """Knows for each script and language how often a word stands in its examples."""

    def __init__(self, rates: Mapping[str, Mapping[str, Mapping[str, float]]]) -> None:
        self._rates = rates

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Learn from the examples of `folder` (data/nlu) and its folders for the languages."""
        return cls(
            {
                script: {code: _rates(folder / name, script) for code, name in folders.items()}
                for script, folders in FOLDERS.items()
            }
        )

    def detect(self, text: str) -> Detection | None:
        """The language of `text`; None without a word in one of the scripts."""
        text = normalize(text)
        words = {script: pattern.findall(text) for script, pattern in _WORDS.items()}
        script = max(words, key=lambda script: len(words[script]))
        if not words[script]:
            return None
        evidence = Counter(dict.fromkeys(FOLDERS[script], 0.0))
        for word in words[script]:
            evidence.update(self._speaks_for(word, script))
        (language, most), *others = sorted(evidence.items(), key=lambda each: -each[1])
        return Detection(language, script, most - (others[0][1] if others else 0))

    def _speaks_for(self, word: str, script: str) -> dict[str, float]:
        """One word's evidence, 1 altogether."""
        rates = {code: rate.get(word, 0) + _UNSEEN for code, rate in self._rates[script].items()}
        total = sum(rates.values())
        return {code: rate / total for code, rate in rates.items()}


def _rates(folder: Path, script: str) -> dict[str, float]:
    text = normalize(" ".join(_examples(folder)))
    counts = Counter(_WORDS[script].findall(text))
    total = counts.total()
    return {word: count / total for word, count in counts.items()}


def _examples(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.yml")):
        yield from _EXAMPLE.findall(_NAMED.sub(" ", path.read_text("utf-8")))
