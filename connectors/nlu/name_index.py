"""Finds names a designer listed in a text, in any script and spelling, typos included."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from connectors.language import normalize, skeleton
from connectors.nlu.entities import Span
from connectors.nlu.tokenizer import words

# A typo in a short word makes another word. The limits are for the word's key: a name that is one
# word has to be longer than a word that stands among others of its name.
_ALONE, _AMONG_OTHERS, _SECOND_TYPO = 7, 5, 11
# A short key has lost most of its word ("and" and "Anand" share theirs): the word has to fit too.
_SHORT = 4
# Written with its word in Nepali: "पोखरामा", in Pokhara.
_POSTPOSITION = re.compile(r"(?<=[\u0900-\u097f]{2})(?:मा|को|का|की|लाई|बाट|ले|सँग|हरू)$")


@dataclass(frozen=True, slots=True)
class Name:
    """One way to write a value of an entity."""

    text: str
    entity: str
    value: str


class NameIndex:
    """Names by their skeleton without blanks; the longest match wins, an exact one before a typo.

    `known_words` are ordinary words, normalised: none of them is taken for a misspelt name.
    """

    def __init__(self, names: Iterable[Name], known_words: Iterable[str]) -> None:
        self._names: dict[str, Name] = {}
        self._spellings: dict[str, set[str]] = defaultdict(set)
        # By number of words and first letter: the keys of the words, and the name.
        self._by_words: dict[tuple[int, str], list[tuple[list[str], Name]]] = defaultdict(list)
        self._longest = 0
        for name in names:
            keys = skeleton(name.text).split()
            if not keys:
                continue
            for key in {
                "".join(keys),
                skeleton(_compact(name.text)),
            }:  # typed apart, or as one word
                self._names.setdefault(key, name)
                self._spellings[key].add(_compact(name.text))
            self._by_words[len(keys), keys[0][0]].append((keys, name))
            self._longest = max(self._longest, len(keys))
        self._known = frozenset(known_words)

    def find(self, text: str) -> list[Span]:
        """Return the names in `text`, none overlapping another, in their order."""
        tokens = words(text)
        free = [True] * len(tokens)
        spans = []
        # One word more than the longest name: "satya narayan katha" for "satyanarayan katha".
        for size in range(min(self._longest + 1, len(tokens)), 0, -1):
            for first in range(len(tokens) - size + 1):
                if not all(free[first : first + size]):
                    continue
                found = self._match([word for word, _ in tokens[first : first + size]])
                if found:
                    name, last_word = found
                    free[first : first + size] = [False] * size
                    end = tokens[first + size - 1][1] + len(last_word)
                    spans.append(Span(name.entity, name.value, tokens[first][1], end))
        return sorted(spans, key=lambda span: span.start)

    def _match(self, window: list[str]) -> tuple[Name, str] | None:
        """The name that these words are, and the last word without its postposition."""
        for last in dict.fromkeys((window[-1], _POSTPOSITION.sub("", window[-1]))):
            typed = [*window[:-1], last]
            key = "".join(_keys(typed))
            name = self._exact(key, typed) if key in self._names else self._with_typos(typed)
            if name:
                return name, last
        return None

    def _exact(self, key: str, typed: Sequence[str]) -> Name | None:
        spelling, spellings = _compact(" ".join(typed)), self._spellings[key]
        if spelling in spellings:
            return self._names[key]
        if spelling in self._known or (len(key) <= _SHORT and not _is_close(spelling, spellings)):
            return None
        return self._names[key]

    def _with_typos(self, typed: Sequence[str]) -> Name | None:
        keys = _keys(typed)
        if not keys or all(normalize(word) in self._known for word in typed):
            return None
        limit = _ALONE if len(keys) == 1 else _AMONG_OTHERS
        for name_keys, name in self._by_words[len(keys), keys[0][0]]:
            if all(map(_is_typo, keys, name_keys, [limit] * len(keys))):
                return name
        return None


@lru_cache(maxsize=20_000)
def _keys_of(word: str) -> tuple[str, ...]:
    return tuple(skeleton(word).split())


def _keys(typed: Iterable[str]) -> list[str]:
    """The keys of words; each word is in many windows of a text, and is folded once."""
    return [key for word in typed for key in _keys_of(word)]


def _compact(text: str) -> str:
    return normalize(text).replace(" ", "")


def _is_close(spelling: str, spellings: Iterable[str]) -> bool:
    """Latin spellings vary by a letter; in other scripts that is another word."""
    return spelling.isascii() and any(OSA.distance(spelling, other) <= 1 for other in spellings)


def _is_typo(key: str, name_key: str, limit: int) -> bool:
    allowed = (len(name_key) >= limit) + (len(name_key) >= _SECOND_TYPO)
    return OSA.distance(key, name_key, score_cutoff=allowed) <= allowed
