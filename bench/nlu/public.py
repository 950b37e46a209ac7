"""The intent classifier on public sets, read from a folder one gives; nothing of them is kept here.

The folder holds what their authors publish:

- `clinc150/data_full.json` from github.com/clinc/oos-eval,
- `banking77/train.csv` and `test.csv` from github.com/PolyAI-LDN/task-specific-datasets,
- `hwu64/trainset/` and `hwu64/testset/csv/`: KFold_1 of github.com/xliuhw/NLU-Evaluation-Data.
"""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from connectors.nlu.intent_fitting import fit
from connectors.nlu.intent_model import IntentModel, view

Examples = list[tuple[str, str]]
"""Text and intent."""

_FALSE_FALLBACK = 0.05
_C = 10.0  # as in TfidfIntentClassifier


def measure_public(folder: Path) -> dict[str, Any]:
    """The figures of each set whose folder is there."""
    readers: dict[str, Callable[[Path], dict[str, Any]]] = {
        "hwu64": lambda path: _closed(_fold(path / "trainset"), _fold(path / "testset" / "csv")),
        "banking77": lambda path: _closed(_table(path / "train.csv"), _table(path / "test.csv")),
        "clinc150": lambda path: _open(json.loads((path / "data_full.json").read_text("utf-8"))),
    }
    there = {name: folder / name for name in readers if (folder / name).is_dir()}
    if not there:
        raise SystemExit(f"{folder} holds none of {', '.join(readers)}; see bench/nlu/public.py.")
    return {name: readers[name](path) for name, path in there.items()}


def _closed(train: Examples, test: Examples) -> dict[str, Any]:
    model, seconds = _fit(train)
    right, _, parse_ms = _predict(model, test)
    return {"accuracy": right.mean(), "test": len(test), "train_s": seconds, "parse_ms": parse_ms}


def _open(sets: dict[str, list[list[str]]]) -> dict[str, Any]:
    """CLINC150: trained without its out-of-scope examples, threshold set on its validation part."""
    test = _pairs(sets["test"])
    model, seconds = _fit(_pairs(sets["train"]))
    right, inside, parse_ms = _predict(model, test)
    _, outside, _ = _predict(model, _pairs(sets["oos_test"]))
    _, validation, _ = _predict(model, _pairs(sets["val"]))
    threshold = np.quantile(validation, _FALSE_FALLBACK)
    return {
        "accuracy": right.mean(),
        "test": len(test),
        "oos_auroc": roc_auc_score([1] * len(inside) + [0] * len(outside), [*inside, *outside]),
        "oos_recall": (outside < threshold).mean(),
        "false_fallback": (inside < threshold).mean(),
        "train_s": seconds,
        "parse_ms": parse_ms,
    }


def _fit(examples: Examples) -> tuple[IntentModel, float]:
    started = time.perf_counter()
    views = [view(text, ()) for text, _ in examples]
    model = fit(views, [intent for _, intent in examples], c=_C).model()
    return model, time.perf_counter() - started


def _predict(model: IntentModel, examples: Examples) -> tuple[Any, Any, float]:
    """Whether each was right, the confidence in it, and milliseconds for one."""
    started = time.perf_counter()
    confidences = np.array([model.confidences(view(text, ())) for text, _ in examples])
    milliseconds = 1000 * (time.perf_counter() - started) / len(examples)
    best = np.array(model.intents)[confidences.argmax(axis=1)]
    right = best == np.array([intent for _, intent in examples])
    return right, confidences.max(axis=1), milliseconds


def _pairs(rows: list[list[str]]) -> Examples:
    return [(text, intent) for text, intent in rows]


def _table(path: Path) -> Examples:
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["text"], row["category"]) for row in csv.DictReader(file)]


def _fold(folder: Path) -> Examples:
    examples = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter=";")
            examples += [(row["answer_from_anno"], path.stem) for row in rows]
    return examples
