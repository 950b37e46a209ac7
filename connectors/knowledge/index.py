"""Search by the pieces of words, so that spelling, script and endings matter little.

BM25 over pieces of three and four letters of each word's romanised key. A heading and the other
ways to ask weigh more than the text. `tests/unit/knowledge/questions.yml` measures it: TF-IDF,
pieces of 2-4 and 3-5 letters, a fusion of two indexes and lists of stop words were no better.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from heapq import nlargest

from connectors.knowledge.passages import Passage
from connectors.language import skeleton

ANSWER_SCORE = 0.28
"""From this score on a passage is quoted. Calibrated on questions.yml: nine of ten right passages
reach it, and nine of ten questions that have no answer stay below."""

_K1, _B = 1.2, 0.4
_HEADING_WEIGHT = 3
_LEAST_RARE_PIECES = 6  # a question with less in it, such as "what?", cannot be well covered
_MAX_QUESTION_CHARS = 1_000
_OTHER_LANGUAGE = 0.8  # there a question has to be covered better: chance finds more in four


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found; `score` is the part of the question it covers, 0 to 1, rare pieces first."""

    passage: Passage
    score: float

    @property
    def is_answer(self) -> bool:
        """Whether the passage may be quoted as the answer."""
        return self.score >= ANSWER_SCORE


class Index:
    """A searchable, unchanging set of passages, each weighed among those of its own language.

    What is rare among all may be in every Hindi passage; and Hindi and Nepali share many words.
    """

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.passages = tuple(passages)
        shelves: defaultdict[str, list[Passage]] = defaultdict(list)
        for passage in self.passages:
            shelves[passage.language].append(passage)
        self._shelves = {language: _Shelf(shelf) for language, shelf in shelves.items()}

    def search(self, question: str, k: int, language: str = "") -> list[Hit]:
        """Return the `k` best passages, best first; fewer when fewer share anything with it.

        Those in another language than `language`, where it is given, count for less.
        """
        pieces = set(_pieces(question[:_MAX_QUESTION_CHARS]))
        hits = [
            Hit(passage, score * (1.0 if language in ("", spoken) else _OTHER_LANGUAGE))
            for spoken, shelf in self._shelves.items()
            for passage, score in shelf.covered(pieces)
        ]
        return nlargest(k, hits, key=lambda hit: hit.score)


class _Shelf:
    """The passages of one language and how much of a question each covers."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages
        counts = [_weighted_pieces(passage) for passage in passages]
        lengths = [sum(count.values()) for count in counts]
        mean = sum(lengths) / len(lengths)
        holders: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, (count, length) in enumerate(zip(counts, lengths, strict=True)):
            norm = _K1 * (1 - _B + _B * length / mean)
            for piece, times in count.items():
                holders[piece].append((number, times * (_K1 + 1) / (times + norm)))
        self._holders = dict(holders)

    def covered(self, pieces: Set[str]) -> Iterator[tuple[Passage, float]]:
        """Passages that share something with a question, with the part of it they cover."""
        scores: defaultdict[int, float] = defaultdict(float)
        possible = 0.0
        for piece in pieces:
            holders = self._holders.get(piece, ())
            rarity = self._rarity(len(holders))
            possible += rarity * (_K1 + 1)  # what it gives at the very most
            for number, weight in holders:
                scores[number] += rarity * weight
        possible = max(possible, _LEAST_RARE_PIECES * self._rarity(0) * (_K1 + 1))
        for number, score in scores.items():
            yield self._passages[number], score / possible

    def _rarity(self, holders: int) -> float:
        return math.log(1 + (len(self._passages) - holders + 0.5) / (holders + 0.5))


def _weighted_pieces(passage: Passage) -> Counter[str]:
    heading = Counter(_pieces(f"{passage.section} {passage.also}"))
    weighted = Counter({piece: times * _HEADING_WEIGHT for piece, times in heading.items()})
    weighted.update(_pieces(f"{passage.title} {passage.text}"))
    return weighted


def _pieces(text: str) -> Iterator[str]:
    """Runs of three and four letters of each word, with the blanks around it."""
    for word in skeleton(text).split():
        padded = f" {word} "
        for size in (3, 4):
            for start in range(len(padded) - size + 1):
                yield padded[start : start + size]
