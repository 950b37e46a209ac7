"""What is measured on a set of sentences, from what was meant and what was understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import accuracy_score, f1_score

OUT_OF_SCOPE, FALLBACK = "out_of_scope", "nlu_fallback"
REFUSED = (OUT_OF_SCOPE, FALLBACK)
"""Both lead to an answer from the knowledge instead of a skill."""

Entities = frozenset[tuple[str, str]]
"""Type and value; of a time its words."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A sentence: meant intent and entities, best intent before and after the threshold."""

    intent: str
    entities: Entities
    best: str
    chosen: str
    found: Entities
    seconds: float


def scores(sentences: Sequence[Parsed]) -> dict[str, float]:
    """The figures of one set; shares from 0 to 1, times in milliseconds.

    `accuracy` is of the sentences in scope, `macro_f1` of all intents, both before the threshold;
    `oos_recall` and `false_fallback` are the shares refused outside and inside the scope, after.
    """
    inside = [s for s in sentences if s.intent != OUT_OF_SCOPE]
    outside = [s for s in sentences if s.intent == OUT_OF_SCOPE]
    times = [1000 * s.seconds for s in sentences]
    return {
        "sentences": len(sentences),
        "accuracy": accuracy_score([s.intent for s in inside], [s.best for s in inside]),
        "macro_f1": f1_score(
            [s.intent for s in sentences], [s.best for s in sentences], average="macro"
        ),
        "entity_f1": _entity_f1(sentences),
        "oos_recall": float(np.mean([s.chosen in REFUSED for s in outside])),
        "false_fallback": float(np.mean([s.chosen in REFUSED for s in inside])),
        "parse_p50_ms": float(np.percentile(times, 50)),
        "parse_p99_ms": float(np.percentile(times, 99)),
    }


def _entity_f1(sentences: Sequence[Parsed]) -> float:
    right = sum(len(s.entities & s.found) for s in sentences)
    told = sum(len(s.entities) + len(s.found) for s in sentences)
    return 2 * right / told if told else 1.0
