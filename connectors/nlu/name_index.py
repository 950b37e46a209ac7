"""Finds names a designer listed in a text, in any script and spelling, typos included."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from connectors.language import skeleton
from connectors.nlu.entities import Span
from connectors.nlu.tokenizer import words

# A typo in a short word makes another word: one is allowed from 6 letters of the key, two from 10.
_ONE_TYPO, _TWO_TYPOS = 6, 10


@dataclass(frozen=True, slots=True)
class Name:
    """One way to write a value of an entity."""

    text: str
    entity: str
    value: str


class NameIndex:
    """Names by their skeleton without blanks; the longest match wins, an exact one before a typo.

    `known_words` are the skeletons of ordinary words: none of them is taken for a misspelt name.
    """

    def __init__(self, names: Iterable[Name], known_words: Iterable[str]) -> None:
        self._names: dict[str, Name] = {}
        self._keys_of_length: dict[int, list[str]] = defaultdict(list)
        for name in names:
            key = skeleton(name.text).replace(" ", "")
            if key and key not in self._names:
                self._names[key] = name
                self._keys_of_length[len(words(name.text))].append(key)
        self._longest = max(self._keys_of_length, default=0)
        self._known = frozenset(known_words)

    def find(self, text: str) -> list[Span]:
        """Return the names in `text`, none overlapping another, in their order."""
        tokens = words(text)
        keys = [skeleton(word).replace(" ", "") for word, _ in tokens]
        free = [True] * len(tokens)
        spans = []
        # One word more than the longest name: "satya narayan katha" for "satyanarayan katha".
        for size in range(min(self._longest + 1, len(tokens)), 0, -1):
            for first in range(len(tokens) - size + 1):
                if not all(free[first : first + size]):
                    continue
                name = self._match(keys[first : first + size])
                if name:
                    free[first : first + size] = [False] * size
                    last_word, last_start = tokens[first + size - 1]
                    end = last_start + len(last_word)
                    spans.append(Span(name.entity, name.value, tokens[first][1], end))
        return sorted(spans, key=lambda span: span.start)

    def _match(self, keys: Sequence[str]) -> Name | None:
        key = "".join(keys)
        if key in self._names:
            return self._names[key]
        typos = (len(key) >= _ONE_TYPO) + (len(key) >= _TWO_TYPOS)
        if not typos or all(part in self._known for part in keys):
            return None
        candidates = [name for name in self._keys_of_length[len(keys)] if name[0] == key[0]]
        best = process.extractOne(key, candidates, scorer=OSA.distance, score_cutoff=typos)
        return self._names[best[0]] if best else None
