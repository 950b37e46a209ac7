"""The graph components, each on messages as Rasa hands them over."""

from __future__ import annotations

from typing import Any

import pytest

import tests.support.rasa
from connectors.nlu.conversation_language import ConversationLanguage
from connectors.nlu.intent_model import view
from connectors.nlu.names import all_names
from connectors.nlu.patterns import PatternExtractor
from connectors.nlu.times import TimeExtractor
from connectors.nlu.tokenizer import words

from rasa.shared.exceptions import InvalidConfigException  # isort: skip
from rasa.shared.nlu.training_data.message import Message  # isort: skip

assert tests.support.rasa  # imported first: it imports Rasa without its warnings

NUMBERS = PatternExtractor({"booking_number": r"\b(PY)(?:-|\s?(?=\d))([\dA-Z]{4,12})\b"})


def entities(component: Any, text: str, **data: Any) -> list[tuple[str, str]]:
    """Entity and value of all a component adds to a message."""
    [message] = component.process([Message({"text": text, **data})])
    return [(one["entity"], one["value"]) for one in message.get("entities") or []]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("कितना खर्चा? ठीक है।", ["कितना", "खर्चा", "ठीक", "है"]),
        ("काम?नहीं", ["काम", "नहीं"]),
        ("می‌خواهم پوجا، فردا", ["می‌خواهم", "پوجا", "فردا"]),
        ("don't, at 10:30 (PY-1001)!", ["don't", "at", "10:30", "PY-1001"]),
        ("🙏 ...", []),
    ],
)
def test_words_stay_whole(text: str, expected: list[str]) -> None:
    """Vowel signs, joiners and separators inside a word belong to it; offsets are right."""
    assert [word for word, _ in words(text)] == expected
    assert all(text[start:].startswith(word) for word, start in words(text))


@pytest.mark.parametrize("text", ["PY-1001", "py 1001", "booking Py1001.", "PY-१००१"])
def test_a_booking_number_has_one_form(text: str) -> None:
    """However it is typed, its value is as on the booking."""
    assert entities(NUMBERS, text) == [("booking_number", "PY-1001")]


@pytest.mark.parametrize("text", ["python", "happy 1001", "PYTHON 3", "py"])
def test_other_words_are_no_booking_numbers(text: str) -> None:
    """Words that begin alike are left alone."""
    assert entities(NUMBERS, text) == []


def test_a_broken_pattern_is_named() -> None:
    """The error says which pattern of config.yml it is."""
    with pytest.raises(InvalidConfigException, match="order_number"):
        PatternExtractor({"order_number": "("})


def test_a_synonym_without_its_entity_is_named() -> None:
    """The error shows how to write it."""
    with pytest.raises(InvalidConfigException, match="puja:mundan"):
        all_names({"mundan sanskar": "mundan"})


def test_names_of_the_catalog_are_known() -> None:
    """Pujas, cities, languages, pandits and products come from the catalog, without quantities."""
    names = {(name.entity, name.value): name.text for name in reversed(all_names({}))}
    assert names["puja", "satyanarayan_puja"] == "Satyanarayan Puja"
    assert names["product", "camphor"] == "Camphor"
    assert {entity for entity, _ in names} == {"puja", "city", "language", "pandit", "product"}


def test_a_time_is_one_entity() -> None:
    """Day and time of day are told together, as they were typed."""
    assert entities(TimeExtractor(), "book it for next friday at 10 am please") == [
        ("time", "next friday at 10 am")
    ]


def test_the_language_of_the_conversation_becomes_an_entity() -> None:
    """It comes from the metadata of the turn; without it nothing is added."""
    component = ConversationLanguage()
    assert entities(component, "नमस्ते", metadata={"language": "hi"}) == [
        ("conversation_language", "hi")
    ]
    assert entities(component, "hello", metadata=None) == []


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ("/greet", '/greet{"conversation_language": "fa"}'),
        ('/inform{"city": "pune"}', '/inform{"city": "pune", "conversation_language": "fa"}'),
        ("/inform{broken", "/inform{broken"),
    ],
)
def test_a_pressed_button_brings_the_language_too(payload: str, expected: str) -> None:
    """Rasa reads a payload's entities from its text, so the language is written there."""
    message = Message({"text": payload, "metadata": {"language": "fa"}})
    [processed] = ConversationLanguage().process([message])
    assert processed.get("text") == expected


def test_the_classifier_sees_the_type_of_an_entity() -> None:
    """A puja that is new in the catalog looks like any other."""
    puja = {"entity": "puja", "start": 9, "end": 21}
    found: list[dict[str, Any]] = [puja, {"entity": "conversation_language"}]
    assert view("price of Ganesh Puja?!", found) == "prise of _puja_"
    assert view("🙏", []) == "🙏"
