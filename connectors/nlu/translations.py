"""Checks that the guide says everything in each of its languages (`make validate` runs it).

A response of `domain.yml` without a condition is in English; beside it there is one for each other
language, with the same placeholders and the same buttons. A response that ends in the code of a
language (`utter_language_hi`) is spoken in that language by itself.
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

LETTERS = {
    "en": re.compile(r"[A-Za-z]"),
    "hi": re.compile(r"[\u0900-\u097f]"),
    "ne": re.compile(r"[\u0900-\u097f]"),
    "fa": re.compile(r"[\u0600-\u06ff]"),
}
"""Of what script each language's texts are."""

_DEFAULT = "en"
_PLACEHOLDER = re.compile(r"(?<!{){(\w+)}(?!})")
_OWN_NAME = "/change_language"
"""Languages are offered by their own names, the same in every language."""

Variations = Sequence[Mapping[str, Any]]


def problems(responses: Mapping[str, Variations]) -> Iterator[str]:
    """What is missing or looks untranslated, one line each."""
    for name, variations in responses.items():
        if name.rpartition("_")[2] not in LETTERS:
            for problem in _of_response(_by_language(variations)):
                yield f"{name}: {problem}"


def _by_language(variations: Variations) -> dict[str, list[Mapping[str, Any]]]:
    spoken: dict[str, list[Mapping[str, Any]]] = {language: [] for language in LETTERS}
    for variation in variations:
        conditions = variation.get("condition") or []
        told = [c.get("value") for c in conditions if c.get("name") == "language"]
        spoken.setdefault(told[0] if told else _DEFAULT, []).append(variation)
    return spoken


def _of_response(spoken: Mapping[str, list[Mapping[str, Any]]]) -> Iterator[str]:
    for language, variations in spoken.items():
        if not variations:
            yield f"has no variation for the language {language}."
        for variation in variations:
            yield from _of_variation(language, variation, spoken[_DEFAULT])
    for one, other in combinations(spoken, 2):
        if {v.get("text") for v in spoken[one]} & {v.get("text") for v in spoken[other]}:
            yield f"says the same in {one} and {other}; one of them is not translated."


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
        if not LETTERS[language].search(_PLACEHOLDER.sub("", said)):
            yield f'"{said}" is not in the letters of {language}.'
    if all(_shape(variation) != _shape(default) for default in defaults):
        yield f"has other placeholders or buttons in {language} than without a condition."


def _shape(variation: Mapping[str, Any]) -> tuple[Any, ...]:
    """What does not depend on the language."""
    buttons = variation.get("buttons") or ()
    does = tuple((button.get("payload"), button.get("url")) for button in buttons)
    return set(_PLACEHOLDER.findall(str(variation.get("text", "")))), does, variation.get("image")


def main() -> None:
    """Say what is wrong with the domain, and fail if something is."""
    parser = argparse.ArgumentParser(prog="python -m connectors.nlu.translations")
    parser.add_argument("domain", type=Path, nargs="?", default=Path("domain.yml"))
    domain = parser.parse_args().domain
    responses = yaml.safe_load(domain.read_text("utf-8"))["responses"]
    found = list(problems(responses))
    for problem in found:
        print(f"{domain}: {problem}", file=sys.stderr)
    if found:
        sys.exit(1)
    print(f"{domain}: {len(responses)} responses, each in {', '.join(LETTERS)}.")


if __name__ == "__main__":
    main()
