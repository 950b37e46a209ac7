"""Checks that everything is said in each language (`make validate` runs it).

A response of `domain.yml` without a condition is in English; beside it there is one for each other
language, with the same placeholders and the same buttons. A response that ends in the code of a
language (`utter_language_hi`) is spoken in that language by itself. The short texts of
`data/texts/` and the replies of the desk name their languages.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import yaml

from connectors.canned import canned_replies
from connectors.language import DEFAULT, LETTERS, objection
from connectors.texts import Spoken, read_texts

_PLACEHOLDER = re.compile(r"(?<!{){(\w+)}(?!})")
_OWN_NAME = "/change_language"
"""Languages are offered by their own names, the same in every language."""
_FEW_WORDS = 3
"""So few may well be the same in two languages: "रद्द", "गणेश पूजा"."""
_REPLIES = Path("data/desk/canned_replies.yml")

Variations = Sequence[Mapping[str, Any]]


def problems(responses: Mapping[str, Variations]) -> Iterator[str]:
    """What is missing or looks untranslated, one line each."""
    for name, variations in responses.items():
        if name.rpartition("_")[2] not in LETTERS:
            for problem in _of_response(_by_language(variations)):
                yield f"{name}: {problem}"


def untranslated(texts: Mapping[str, Spoken]) -> Iterator[str]:
    """The same of texts that are kept by language."""
    for name, spoken in texts.items():
        variations = [
            {"text": text, "condition": [{"name": "language", "value": language}]}
            for language, text in spoken.items()
        ]
        for problem in _of_response(_by_language(variations)):
            yield f"{name}: {problem}"


def replies_by_shortcut(path: Path) -> dict[str, dict[str, str]]:
    """The replies of the desk as texts by language."""
    return {reply["shortcut"]: reply["text"] for reply in canned_replies(path)}


def _by_language(variations: Variations) -> dict[str, list[Mapping[str, Any]]]:
    spoken: dict[str, list[Mapping[str, Any]]] = {language: [] for language in LETTERS}
    for variation in variations:
        conditions = variation.get("condition") or []
        told = [c.get("value") for c in conditions if c.get("name") == "language"]
        spoken.setdefault(told[0] if told else DEFAULT, []).append(variation)
    return spoken


def _of_response(spoken: Mapping[str, list[Mapping[str, Any]]]) -> Iterator[str]:
    for language, variations in spoken.items():
        if not variations:
            yield f"has no variation for the language {language}."
        for variation in variations:
            yield from _of_variation(language, variation, spoken[DEFAULT])
    for one, other in combinations(spoken, 2):
        if _sentences(spoken[one]) & _sentences(spoken[other]):
            yield f"says the same in {one} and {other}; one of them is not translated."


def _sentences(variations: Variations) -> set[str]:
    texts = {str(variation.get("text", "")) for variation in variations}
    return {text for text in texts if len(text.split()) > _FEW_WORDS}


def _of_variation(
    language: str, variation: Mapping[str, Any], defaults: Variations
) -> Iterator[str]:
    text = str(variation.get("text", ""))
    titles = [
        button["title"]
        for button in variation.get("buttons") or ()
        if not str(button.get("payload", "")).startswith(_OWN_NAME)
    ]
    if language not in LETTERS:
        yield f"has a variation for {language}, a language the guide does not speak."
        return
    for said in (text, *titles):
        wrong = objection(_PLACEHOLDER.sub("", said), language)
        if wrong:
            yield f'"{said}" {wrong}.'
    if all(_shape(variation) != _shape(default) for default in defaults):
        yield f"has other placeholders or buttons in {language} than without a condition."


def _shape(variation: Mapping[str, Any]) -> tuple[Any, ...]:
    """What does not depend on the language."""
    buttons = variation.get("buttons") or ()
    does = tuple((button.get("payload"), button.get("url")) for button in buttons)
    return set(_PLACEHOLDER.findall(str(variation.get("text", "")))), does, variation.get("image")


def main() -> None:
    """Say what is wrong with the domain and the short texts, and fail if something is."""
    parser = argparse.ArgumentParser(prog="python -m connectors.nlu.translations")
    parser.add_argument("domain", type=Path, nargs="?", default=Path("domain.yml"))
    parser.add_argument("texts", type=Path, nargs="?", default=Path("data/texts"))
    parser.add_argument("replies", type=Path, nargs="?", default=_REPLIES)
    given = parser.parse_args()
    responses = yaml.safe_load(given.domain.read_text("utf-8"))["responses"]
    found = [f"{given.domain}: {problem}" for problem in problems(responses)]
    texts = {path: read_texts(path) for path in sorted(given.texts.glob("*.yml"))}
    texts[given.replies] = replies_by_shortcut(given.replies)
    for path, named in texts.items():
        found += [f"{path}: {problem}" for problem in untranslated(named)]
    if found:
        sys.exit("\n".join(found))
    count = sum(map(len, texts.values()))
    print(f"{len(responses)} responses and {count} short texts, each in {', '.join(LETTERS)}.")


if __name__ == "__main__":
    main()
