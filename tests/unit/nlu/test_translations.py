"""The check that every response is there in every language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from connectors.nlu.translations import problems


def spoken(language: str | None, text: str, **more: Any) -> dict[str, Any]:
    """A variation of a response, as `domain.yml` has it."""
    condition = [{"type": "slot", "name": "language", "value": language}]
    return {"text": text, **({"condition": condition} if language else {}), **more}


def good() -> list[dict[str, Any]]:
    """A response said in every language."""
    return [
        spoken("hi", "{puja} का दाम {price} है।"),
        spoken("ne", "{puja}को मूल्य {price} हो।"),
        spoken("fa", "قیمت {puja} {price} است."),
        spoken(None, "{puja} costs {price}."),
    ]


def test_a_complete_response_passes() -> None:
    """Four languages, the same placeholders: nothing to say."""
    assert not list(problems({"utter_price": good()}))


@pytest.mark.parametrize(
    ("index", "variation", "problem"),
    [
        (0, None, "utter_price: has no variation for the language hi."),
        (3, None, "utter_price: has no variation for the language en."),
        (1, spoken("ne", "{puja} का दाम {price} है।"), "utter_price: says the same in hi and ne"),
        (2, spoken("fa", "{puja} costs {price}."), "is not in the letters of fa."),
        (2, spoken("fa", "قیمت {puja}"), "has other placeholders or buttons in fa"),
        (0, spoken("hi", "{puja}: {price} दाम", buttons=[{"title": "Stop"}]), "letters of hi"),
        (0, spoken("de", "{puja} kostet {price}."), "a language the guide does not speak"),
    ],
)
def test_what_is_found(index: int, variation: dict[str, Any] | None, problem: str) -> None:
    """A missing, copied or incomplete variation is told by the name of its response."""
    variations = good()
    variations[index : index + 1] = [variation] if variation else []
    assert any(problem in found for found in problems({"utter_price": variations}))


def test_a_response_may_be_in_one_language_by_its_name() -> None:
    """ "Let us go on in Hindi" is said in Hindi, whatever the language before."""
    assert not list(problems({"utter_language_hi": [spoken(None, "अब हिंदी में।")]}))


def test_the_guide_is_complete() -> None:
    """Every response of the guide passes."""
    responses = yaml.safe_load(Path("domain.yml").read_text("utf-8"))["responses"]
    assert not list(problems(responses))
