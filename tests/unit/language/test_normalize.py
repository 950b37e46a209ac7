"""The normal form brings the spellings a keyboard produces together and keeps words apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.language import normalize


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("ﺳﻼﻡ", "سلام"),
        ("كيف", "کیف"),
        ("مي‌خواهم", "میخواهم"),
        ("می خواهم", "میخواهم"),
        ("سَلام", "سلام"),
        ("۱۲ ٣٤ ९८", "12 34 98"),
        ("काम।नहीं॥", "काम.नहीं."),
        ("क्\u200dष", "क्ष"),
        ("फ\u093cोन", "फ\u093cोन"),
        ("\u095eोन", "फ\u093cोन"),
        ("چطور؟", "چطور?"),
        ("  Book\tA\nPUJA  ", "book a puja"),
        ("don’t “wait” – go", 'don\'t "wait" - go'),
        ("\u200fسلام\u200e", "سلام"),
        ("", ""),
    ],
)
def test_variants_become_one_form(typed: str, normal: str) -> None:
    """Presentation forms, letter variants, digits, joiners, danda and quotes have one spelling."""
    assert normalize(typed) == normal


@given(st.text())
def test_any_text_has_a_normal_form(text: str) -> None:
    """Any text, however odd, is taken; the result has no line break, no edge blank, no joiner."""
    normal = normalize(text)
    assert normal == normal.strip()
    assert not set(normal) & set("\n\t\u200c\u200d\u200f\ufeff")


@given(st.text(alphabet="अआकखगतनपमराीेो्ंँabcdeسلامیوه ‌0٣९।"))
def test_normalizing_twice_changes_nothing(text: str) -> None:
    """In the scripts people type here the normal form is its own normal form."""
    assert normalize(normalize(text)) == normalize(text)
