"""The languages the guide speaks."""

from __future__ import annotations

import re

LETTERS = {
    "en": re.compile(r"[A-Za-z]"),
    "hi": re.compile(r"[\u0900-\u097f]"),
    "ne": re.compile(r"[\u0900-\u097f]"),
    "fa": re.compile(r"[\u0600-\u06ff]"),
}
"""Each language by its code, and a letter of the script it is written in."""

DEFAULT = "en"
"""What is said where a text has no translation."""

_OTHERS_WORDS = {
    "hi": {"र", "छ", "छन्", "छु", "हुन्छ", "पनि", "लागि", "गर्नुहोस्", "तपाईं", "तपाईंको"},
    "ne": {"है", "हैं", "नहीं", "में", "और", "लिए", "आप", "आपका", "आपकी", "आपके", "करें"},
}
"""Words of the other language in the same script, and of that one only."""
_DEVANAGARI_WORD = re.compile(r"[\u0900-\u0963\u0966-\u097f]+")


def objection(text: str, language: str) -> str | None:
    """Why a text cannot be in the language, to be said after its name; None if nothing is seen."""
    if not LETTERS[language].search(text):
        return f"is not in the letters of {language}"
    others = _OTHERS_WORDS.get(language, set())
    foreign = next((word for word in _DEVANAGARI_WORD.findall(text) if word in others), None)
    return f'has "{foreign}", which is no word of {language}' if foreign else None
