"""The results as Markdown tables, put between the marks of docs/understanding.md."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

PAGE = Path("docs/understanding.md")
_NAMES = {
    "en": "English",
    "hi": "Hindi",
    "ne": "Nepali",
    "fa": "Persian",
    "hi_latn": "Hindi in Latin letters",
    "ne_latn": "Nepali in Latin letters",
}


def write(section: str, text: str) -> None:
    """Replace what stands between `<!-- section -->` and `<!-- /section -->` of the page."""
    page = PAGE.read_text("utf-8")
    before, start, rest = page.partition(f"<!-- {section} -->\n")
    _, end, after = rest.partition(f"<!-- /{section} -->")
    if not (start and end):
        raise SystemExit(f"{PAGE} lacks the marks of the section {section}.")
    PAGE.write_text(before + start + text + end + after, "utf-8")


def varieties(result: dict[str, Any]) -> str:
    """One row for each language and script."""
    rows = [
        (
            _NAMES.get(name, name),
            f"{r['sentences']:.0f}",
            *(f"{r[key]:.3f}" for key in ("accuracy", "macro_f1", "entity_f1")),
            *(f"{r[key]:.2f}" for key in ("oos_recall", "false_fallback")),
            f"{r['parse_p50_ms']:.1f} / {r['parse_p99_ms']:.1f}",
        )
        for name, r in sorted(result["varieties"].items(), key=lambda item: _order(item[0]))
    ]
    head = (
        "variety",
        "sentences",
        "intent accuracy",
        "macro-F1",
        "entity F1",
        "out-of-scope recall",
        "false fallback",
        "parse p50 / p99 ms",
    )
    return _table(head, rows)


def languages(results: dict[str, dict[str, float]]) -> str:
    """One row for each language and script: how well the language itself is told."""
    rows = [
        (
            _NAMES.get(name, name),
            f"{r['sentences']}",
            f"{r['accuracy']:.3f}",
            f"{r['left']:.3f}",
            f"{r['followed']:.2f}",
            f"{r['ms']:.2f}",
        )
        for name, r in sorted(results.items(), key=lambda item: _order(item[0]))
    ]
    return _table(("variety", "sentences", "told", "left", "followed", "ms"), rows)


def retrieval(results: dict[str, dict[str, dict[str, float]]]) -> str:
    """One row for each set of questions, language and script."""
    rows = [
        (
            name,
            _NAMES.get(variety, variety),
            f"{r['questions']}",
            *(f"{r[key]:.2f}" for key in ("first", "among_three", "quoted", "misquoted")),
        )
        for name, varieties in results.items()
        for variety, r in sorted(varieties.items(), key=lambda item: _order(item[0]))
    ]
    head = ("set", "variety", "questions", "first", "among three", "quoted", "misquoted")
    return _table(head, rows)


def candidates(results: dict[str, dict[str, Any]]) -> str:
    """One row for each configuration tried; macro-F1 by variety."""
    order = sorted(next(iter(results.values()))["varieties"], key=_order)
    rows = [
        (
            name,
            *(f"{result['varieties'][variety]['macro_f1']:.3f}" for variety in order),
            f"{_mean(result, 'oos_recall'):.2f} / {_mean(result, 'false_fallback'):.2f}",
            f"{result['training_s']:.0f} / {result['load_s']:.1f}",
            f"{result['model_mb']:.1f}",
        )
        for name, result in results.items()
    ]
    head = ("candidate", *order, "out-of-scope recall / false fallback", "train / load s", "MB")
    return _table(head, rows)


def public(results: dict[str, dict[str, Any]]) -> str:
    """One row for each public set."""
    rows = [
        (
            name,
            f"{r['test']}",
            f"{100 * r['accuracy']:.1f}",
            f"{r['oos_auroc']:.3f}" if "oos_auroc" in r else "",
            f"{r['oos_recall']:.2f} / {r['false_fallback']:.2f}" if "oos_recall" in r else "",
            f"{r['train_s']:.0f}",
            f"{r['parse_ms']:.1f}",
        )
        for name, r in results.items()
    ]
    head = (
        "set",
        "sentences",
        "accuracy %",
        "out-of-scope AUROC",
        "recall / false fallback",
        "train s",
        "ms each",
    )
    return _table(head, rows)


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _order(variety: str) -> int:
    return [*_NAMES, variety].index(variety)


def _mean(result: dict[str, Any], key: str) -> float:
    figures: list[float] = [variety[key] for variety in result["varieties"].values()]
    return sum(figures) / len(figures)
