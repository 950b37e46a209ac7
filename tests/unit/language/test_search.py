"""Finding texts by words in any script and spelling."""

from __future__ import annotations

import pytest

from connectors.language.search import Query


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("pooja", "आज पूजा है"),
        ("सामग्री", "samagri list bhej dijiye"),
        ("SATYANARAYAN katha", "श्री सत्यनारायण की कथा"),
        ("list samagri", "samagri ki list"),
        ("1001", "बुकिंग PY-१००१"),
        ("thali.jpg", "look thali.jpg"),
        ("book", "Booking"),
        ("?", "kya?"),
        ("मी‌خواهم", "मीخواهم"),
        ("كتاب", "کتاب"),
    ],
)
def test_found(words: str, text: str) -> None:
    """Case, script, spelling, order and the rest of a word do not matter."""
    assert Query(words).fits(text)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("pooja samagri", "आज पूजा है"),
        ("ok", "आप कब आएंगे"),
        ("?", "haan"),
        ("havan", "puja"),
    ],
)
def test_not_found(words: str, text: str) -> None:
    """Each word has to be there, and a short one as a whole."""
    assert not Query(words).fits(text)
