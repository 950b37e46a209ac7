"""The skeleton is one key for the spellings of a word in three scripts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.language import skeleton


@pytest.mark.parametrize(
    "spellings",
    [
        ["सत्यनारायण पूजा", "satyanarayan puja", "Satyanarayana Pooja"],
        ["गृह प्रवेश", "griha pravesh", "grih prawesh"],
        ["लक्ष्मी", "laxmi", "lakshmi", "Lakṣmī"],
        ["श्राद्ध", "shraddha", "shradh", "sraddh"],
        ["मुंबई", "mumbai"],
        ["नहीं", "nahi", "nahin"],
        ["में", "mein", "me", "मैं"],
        ["यज्ञ", "yagya", "yajna"],
        ["छैन", "chaina", "xaina"],
        ["कीमत", "keemat", "kimat", "قیمت"],
        ["کاتماندو", "kathmandu", "Kaathmaandu"],
        ["नमस्ते", "namaste", "namastey"],
        ["५ बजे", "5 baje"],
        ["मुझे पूजा बुक करनी है", "mujhe pooja book karni hai"],
    ],
)
def test_spellings_of_a_word_share_a_key(spellings: list[str]) -> None:
    """Scripts and romanisations of one word have the same key."""
    assert len({skeleton(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("puja", "pandit"),
        ("delhi", "dahi"),
        ("ganesh", "ganga"),
        ("kal", "kala"[:2]),
        ("mala", "mela"),
    ],
)
def test_different_words_keep_different_keys(one: str, other: str) -> None:
    """Folding does not go so far that the words of the trade collide."""
    assert skeleton(one) != skeleton(other)


def test_punctuation_goes_and_digits_stay() -> None:
    """Only words and numbers are left, a blank between them."""
    assert skeleton("Price?? of #42, please!") == skeleton("price of 42 please")
    assert "42" in skeleton("Price?? of #42, please!").split()


@given(st.text())
def test_any_text_has_a_key(text: str) -> None:
    """No input raises, and the key has single blanks only."""
    key = skeleton(text)
    assert key == " ".join(key.split())
