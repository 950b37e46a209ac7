"""Names are found in every spelling, and ordinary words are left alone."""

from __future__ import annotations

import pytest

import tests.support.rasa
from connectors.nlu.name_index import Name, NameIndex

assert tests.support.rasa  # imported first: it imports Rasa without its warnings

INDEX = NameIndex(
    [
        Name("Satyanarayan Puja", "puja", "satyanarayan_puja"),
        Name("सत्यनारायण पूजा", "puja", "satyanarayan_puja"),
        Name("Ganesh Puja", "puja", "ganesh_puja"),
        Name("Ganesh", "puja", "ganesh_puja"),
        Name("Griha Pravesh", "puja", "griha_pravesh"),
        Name("Wedding", "puja", "vivah"),
        Name("Anand", "pandit", "anand"),
        Name("पोखरा", "city", "pokhara"),
        Name("Pokhara", "city", "pokhara"),
        Name("Varanasi", "city", "varanasi"),
        Name("Kannada", "language", "kn"),
    ],
    known_words=["and", "puja", "for"],
)


def found(text: str) -> list[tuple[str, str]]:
    """The values found, each with the words it was found in."""
    return [(span.value, text[span.start : span.end]) for span in INDEX.find(text)]


@pytest.mark.parametrize(
    ("text", "value", "words"),
    [
        ("book SATYANARAYANA pooja now", "satyanarayan_puja", "SATYANARAYANA pooja"),
        ("satya narayan puja", "satyanarayan_puja", "satya narayan puja"),
        ("सत्यनारायण पूजा करानी है", "satyanarayan_puja", "सत्यनारायण पूजा"),
        ("satynrayan puja", "satyanarayan_puja", "satynrayan puja"),
        ("the grihapravesh", "griha_pravesh", "grihapravesh"),
        ("गृह प्रवेश", "griha_pravesh", "गृह प्रवेश"),
        ("पोखरामा", "pokhara", "पोखरा"),
        ("pokhra", "pokhara", "pokhra"),
        ("in varansi.", "varanasi", "varansi"),
    ],
)
def test_spellings_of_a_name(text: str, value: str, words: str) -> None:
    """Romanisations, scripts, split words, typos and glued postpositions are the same name."""
    assert found(text) == [(value, words)]


@pytest.mark.parametrize(
    "text", ["you and me", "waiting for the puja", "we live in canada", "", "🙏"]
)
def test_ordinary_words_are_no_names(text: str) -> None:
    """A word that only resembles a name, or shares its short key, is not taken for it."""
    assert found(text) == []


def test_the_longest_name_wins() -> None:
    """Of two names that fit the longer one is meant, and each word is used once."""
    assert found("ganesh puja and ganesh") == [
        ("ganesh_puja", "ganesh puja"),
        ("ganesh_puja", "ganesh"),
    ]
