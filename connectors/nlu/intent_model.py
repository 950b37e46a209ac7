"""What the intent classifier sees in a message and how sure it is, without scikit-learn.

Importing scikit-learn takes longer than opening a model, so only connectors/nlu/intent_fitting.py
does: it learns a model, this module keeps and applies it.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from connectors.language import normalize, skeleton

Floats = NDArray[np.float64]

_SHORTEST_RUN, _LONGEST_RUN = 2, 5
_NAMES, _NUMBERS = "intents.json", "intents.npz"


def view(text: str, entities: Sequence[Mapping[str, Any]]) -> str:
    """Return what the model sees of `text`: its skeleton, each entity replaced by its type.

    `entities` have `entity`, `start` and `end`. A text without a word (an emoji) stays as it is.
    """
    parts, done = [], 0
    for entity in sorted((e for e in entities if "start" in e), key=lambda e: int(e["start"])):
        parts += [skeleton(text[done : entity["start"]]), f"_{entity['entity']}_"]
        done = entity["end"]
    parts.append(skeleton(text[done:]))
    return " ".join(filter(None, parts)) or normalize(text)


def letters(example: str) -> Iterator[str]:
    """Runs of 2 to 5 letters inside the words of a view; a space marks the ends of a word."""
    for word in example.split():
        padded = f" {word} "
        for length in range(_SHORTEST_RUN, min(_LONGEST_RUN, len(padded)) + 1):
            for start in range(len(padded) - length + 1):
                yield padded[start : start + length]


def words(example: str) -> Iterator[str]:
    """The words of a view, and each with the one that follows."""
    each = example.split()
    yield from each
    yield from map(" ".join, pairwise(each))


@dataclass(frozen=True)
class Terms:
    """The terms of one kind that the examples have; `rarity` is the weight of each (its idf)."""

    names: list[str]
    rarity: Floats

    @cached_property
    def _index(self) -> dict[str, int]:
        return {name: index for index, name in enumerate(self.names)}

    def weigh(self, terms: Iterable[str]) -> tuple[NDArray[np.intp], Floats]:
        """Which of the names are among `terms`, and their TF-IDF, of length 1 altogether."""
        counts = Counter(self._index[term] for term in terms if term in self._index)
        found = np.fromiter(counts, np.intp, len(counts))
        times = np.fromiter(counts.values(), np.float64, len(counts))
        weights = (1 + np.log(times)) * self.rarity[found]
        return found, weights / (np.sqrt(weights @ weights) or 1)


@dataclass(frozen=True)
class IntentModel:
    """A logistic regression on TF-IDF of letters and words, with honest confidence.

    `coefficients` has a row for each term, letters first, and a column for each intent.
    """

    intents: list[str]
    letters: Terms
    words: Terms
    coefficients: Floats
    intercepts: Floats
    temperature: float

    def confidences(self, example: str) -> Floats:
        """Return the probability of each of `intents`, in their order, for a view."""
        some_letters, letter_weights = self.letters.weigh(letters(example))
        some_words, word_weights = self.words.weigh(words(example))
        rows = np.concatenate([some_letters, some_words + len(self.letters.names)])
        weights = np.concatenate([letter_weights, word_weights])
        scores = (weights @ self.coefficients[rows] + self.intercepts) / self.temperature
        likelihoods = np.exp(scores - scores.max())
        confidences: Floats = likelihoods / likelihoods.sum()
        return confidences

    def save(self, folder: Path) -> None:
        """Write the model as names and numbers, nothing that could be run."""
        names = {"intents": self.intents, "letters": self.letters.names, "words": self.words.names}
        (folder / _NAMES).write_text(json.dumps(names, ensure_ascii=False), "utf-8")
        np.savez(
            folder / _NUMBERS,
            letters=self.letters.rarity,
            words=self.words.rarity,
            coefficients=self.coefficients,
            intercepts=self.intercepts,
            temperature=self.temperature,
        )

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read a model that was saved."""
        names = json.loads((folder / _NAMES).read_text("utf-8"))
        with np.load(folder / _NUMBERS, allow_pickle=False) as numbers:
            return cls(
                names["intents"],
                Terms(names["letters"], numbers["letters"]),
                Terms(names["words"], numbers["words"]),
                numbers["coefficients"],
                numbers["intercepts"],
                float(numbers["temperature"]),
            )
