"""The check that every response is there in every language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from connectors.canned import canned_replies
from connectors.errors import ConfigError
from connectors.nlu.translations import problems, replies_by_shortcut, untranslated
from connectors.texts import read_texts


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
        (1, spoken("ne", "{puja}: {price} है।"), 'has "है", which is no word of ne.'),
        (0, spoken("hi", "{puja}: {price} छ।"), 'has "छ", which is no word of hi.'),
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


def test_short_texts_are_checked_alike() -> None:
    """A language left out, a copied sentence, a lost placeholder; one word may be the same."""
    texts = {
        "cancelled": {"en": "cancelled", "hi": "रद्द", "ne": "रद्द", "fa": "لغوشده"},
        "left": {
            "en": "{agent} has left the room.",
            "hi": "{agent} अब यहाँ नहीं हैं।",
            "ne": "{agent} अब यहाँ नहीं हैं।",
        },
        "minutes": {"en": "{minutes} minutes", "hi": "मिनट", "ne": "{minutes} minutes"},
    }
    found = "\n".join(untranslated(texts))
    assert "cancelled" not in found
    assert "left: has no variation for the language fa." in found
    assert "left: says the same in hi and ne" in found
    assert "minutes: has other placeholders or buttons in hi" in found
    assert 'minutes: "{minutes} minutes" is not in the letters of ne.' in found


def test_the_short_texts_are_complete() -> None:
    """Every text of the shipped files passes."""
    for path in Path("data/texts").glob("*.yml"):
        assert not list(untranslated(read_texts(path)))


def test_the_replies_of_the_desk_are_complete(tmp_path: Path) -> None:
    """Those that are shipped pass; one that lost a language does not, and English is needed."""
    shipped = Path("data/desk/canned_replies.yml")
    assert not list(untranslated(replies_by_shortcut(shipped)))
    (less := tmp_path / "less.yml").write_text(
        "[{shortcut: bye, title: Bye, text: {en: Goodbye, hi: नमस्ते, fa: خدانگهدار}}]"
    )
    [problem] = untranslated(replies_by_shortcut(less))
    assert problem == "bye: has no variation for the language ne."
    (none := tmp_path / "none.yml").write_text("[{shortcut: bye, title: Bye, text: {hi: नमस्ते}}]")
    with pytest.raises(ConfigError, match="missing in the language en"):
        canned_replies(none)
