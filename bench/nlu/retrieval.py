"""How often the knowledge finds the passage that answers a question, by language and script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from connectors.knowledge import Knowledge

UNANSWERABLE = "unanswerable"

Entries = Sequence[Mapping[str, Any]]


def measure_retrieval(knowledge: Knowledge, questions: Path) -> dict[str, dict[str, Any]]:
    """The figures of each set of `questions` (seen, fresh) and variety; shares from 0 to 1.

    `first`, `among_three`: a right passage is the best, is among the best three; `quoted`,
    `misquoted`: the best is right, is wrong, and good enough to be said as the answer.
    """
    sets = yaml.safe_load(questions.read_text("utf-8"))
    return {
        name: {
            variety.lower().replace("-", "_"): _measure(knowledge, variety[:2], entries)
            for variety, entries in asked.items()
            if variety != UNANSWERABLE
        }
        for name, asked in sets.items()
    }


def _measure(knowledge: Knowledge, language: str, entries: Entries) -> dict[str, float]:
    found = [knowledge.search(entry["ask"], 3, language) for entry in entries]
    right = [
        [hit.passage.section in entry["find"] for hit in hits]
        for hits, entry in zip(found, entries, strict=True)
    ]
    first = np.array([any(flags[:1]) for flags in right])
    answers = np.array([bool(hits) and hits[0].is_answer for hits in found])
    return {
        "questions": len(entries),
        "first": float(np.mean(first)),
        "among_three": float(np.mean([any(flags) for flags in right])),
        "quoted": float(np.mean(first & answers)),
        "misquoted": float(np.mean(~first & answers)),
    }
