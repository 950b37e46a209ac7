"""How often the language of a test sentence is told, and how often a conversation follows it."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np

from connectors.language import Detector, next_language


def measure_languages(examples: Path, tests: Path) -> dict[str, dict[str, float]]:
    """The figures of each file of `tests`, by its name; shares from 0 to 1.

    `accuracy`: the language is told; `left`: the sentence alone would turn a conversation held in
    its language to another; `followed`: it turns one held in English (English: in Hindi) to its.
    """
    detector = Detector.read(examples)
    return {path.stem: _measure(detector, path) for path in sorted(tests.glob("*.yml"))}


def _measure(detector: Detector, path: Path) -> dict[str, float]:
    from rasa.shared.nlu.training_data.loading import load_data  # not needed to write a report

    texts = [example.get("text") for example in load_data(str(path)).intent_examples]
    language = path.stem.partition("_")[0]
    other = "hi" if language == "en" else "en"
    began = time.process_time()
    seen = [detector.detect(text) for text in texts]
    seconds = time.process_time() - began
    told = [one is not None and one.language == language for one in seen]
    stayed = [next_language(language, one, chosen=False) == language for one in seen]
    followed = [next_language(other, one, chosen=False) == language for one in seen]
    return {
        "sentences": len(texts),
        "accuracy": float(np.mean(told)),
        "left": 1 - float(np.mean(stayed)),
        "followed": float(np.mean(followed)),
        "ms": 1000 * seconds / len(texts),
    }
