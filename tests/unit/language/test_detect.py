"""The language of a text, and when a conversation goes on in another."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from connectors.language import Detector, next_language

ROOT = Path(__file__).resolve().parents[3]
DETECTOR = Detector.read(ROOT / "data/nlu")
LANGUAGES = ("en", "hi", "ne", "fa")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I would like to book a puja", "en"),
        ("mujhe satyanarayan puja book karni hai", "hi"),
        ("मुझे पूजा बुक करनी है", "hi"),
        ("malai ghar ma puja garnu cha", "ne"),
        ("मलाई पूजा बुक गर्नु छ", "ne"),
        ("می‌خواهم پوجا رزرو کنم", "fa"),
        ("पूजा book करनी है", "hi"),
        ("what does सत्यनारायण mean", "en"),
    ],
)
def test_the_language_is_told(text: str, language: str) -> None:
    """Each language in each script, also mixed with another."""
    detection = DETECTOR.detect(text)
    assert detection
    assert detection.language == language


@pytest.mark.parametrize("text", ["", " ", "12:30", "🙏", "?!", "ক", "১২"])
def test_no_word_is_no_language(text: str) -> None:
    """Numbers, signs and scripts nobody writes here tell nothing."""
    assert DETECTOR.detect(text) is None


def test_unknown_words_say_nothing() -> None:
    """Names that no example has are no evidence, however many."""
    detection = DETECTOR.detect("Zbigniew Qwertowski Xanthopoulos")
    assert detection
    assert detection.lead == pytest.approx(0)


def after(current: str, *texts: str, chosen: bool = False) -> str:
    """What a conversation is in after these texts."""
    for text in texts:
        following = next_language(current, DETECTOR.detect(text), chosen=chosen)
        current, chosen = following, chosen and following == current
    return current


@given(st.text(), st.sampled_from(LANGUAGES))
def test_any_text_leaves_a_language(text: str, current: str) -> None:
    """Whatever is typed, the conversation is in one of the languages."""
    assert after(current, text) in LANGUAGES


@given(st.from_regex(r"[a-z]{1,12}[ 0-9!?.]*", fullmatch=True), st.sampled_from(LANGUAGES))
def test_one_latin_word_never_changes_it(text: str, current: str) -> None:
    """One word in Latin letters, known or not, is too little in every language."""
    assert after(current, text) == current


@pytest.mark.parametrize("word", ["ok", "please", "hai", "cha", "what", "nahi", "cancel"])
@pytest.mark.parametrize("current", LANGUAGES)
def test_one_known_word_never_changes_it(word: str, current: str) -> None:
    """Not even a word of one language alone."""
    assert after(current, word) == current


def sentences(folder: str) -> list[str]:
    """The examples of a language, as they are written."""
    return [
        line.removeprefix("- ")
        for path in sorted((ROOT / "data/nlu" / folder).glob("*.yml"))
        for group in yaml.safe_load(path.read_text("utf-8"))["nlu"]
        for line in group["examples"].splitlines()
        if "intent" in group and "](" not in line and "]{" not in line
    ]


@pytest.mark.parametrize(
    ("language", "folder"),
    [("en", "."), ("hi", "hi"), ("hi", "hi_latn"), ("ne", "ne"), ("ne", "ne_latn"), ("fa", "fa")],
)
def test_a_conversation_in_one_language_stays_in_it(language: str, folder: str) -> None:
    """Hardly one of a thousand sentences leaves its own language, in whatever order they come."""
    written = sentences(folder)
    left = [text for text in written if after(language, text) != language]
    assert len(written) > 300
    assert len(left) <= len(written) / 500, left


def test_another_script_counts_at_once() -> None:
    """A word of Persian or Devanagari is enough, also where English was chosen by hand."""
    assert after("en", "پوجا") == "fa"
    assert after("en", "पूजा", chosen=True) == "hi"
    assert after("ne", "पूजा") == "ne"


def test_what_was_chosen_takes_more_to_leave() -> None:
    """A short sentence changes what was only told from typing, a long one also a choice."""
    assert after("en", "puja karni hai") == "hi"
    assert after("en", "puja karni hai", chosen=True) == "en"
    long = "mujhe apne ghar par puja karwani hai, kaise hoga aur kitna lagega"
    assert after("en", long, chosen=True) == "hi"
