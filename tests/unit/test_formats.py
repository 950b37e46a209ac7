"""Times, prices and numbers in each language, and what the forms read of them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.domain.when import parse_when
from connectors.formats import commas, day_text, moment_text, number_text, price_text

KOLKATA = ZoneInfo("Asia/Kolkata")
NOW = datetime(2026, 11, 21, tzinfo=UTC)
MOMENT = datetime(2026, 11, 27, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "moment", "day", "price", "number"),
    [
        ("en", "Friday 27 November 2026, 6:00 pm", "Friday 27 November", "₹1,23,100", "4.9"),
        ("hi", "शुक्रवार 27 नवंबर 2026, शाम 6:00 बजे", "शुक्रवार 27 नवंबर", "₹1,23,100", "4.9"),
        ("ne", "२०२६ नोभेम्बर २७, शुक्रबार, १८:०० बजे", "नोभेम्बर २७, शुक्रबार", "₹\xa0१,२३,१००", "४.९"),
        ("fa", "جمعه ۶ آذر ۱۴۰۵، ۱۸:۰۰", "جمعه ۶ آذر", "\u200e₹\xa0۱۲۳٬۱۰۰", "۴٫۹"),
        ("de", "Friday 27 November 2026, 6:00 pm", "Friday 27 November", "₹1,23,100", "4.9"),
    ],
)
def test_as_people_write_them(
    language: str, moment: str, day: str, price: str, number: str
) -> None:
    """Digits, the order and the hours of each language; English for one we do not speak."""
    assert moment_text(MOMENT, KOLKATA, language) == moment
    assert day_text(MOMENT.date(), language) == day
    assert price_text(123100, "INR", language) == price
    assert number_text(4.9, language) == number


@given(
    st.datetimes(datetime(2026, 11, 22), datetime(2027, 11, 20)),
    st.sampled_from(["en", "hi", "ne", "fa"]),
)
def test_what_is_written_is_understood(moment: datetime, language: str) -> None:
    """A time copied from an answer into a form is the same time."""
    moment = moment.replace(second=0, microsecond=0, tzinfo=KOLKATA)
    told = parse_when(moment_text(moment, KOLKATA, language), NOW, KOLKATA)
    assert told is not None
    assert told.moment(KOLKATA) == moment


def test_lists() -> None:
    """Persian has a comma of its own."""
    assert commas(["Pune", "Mumbai"], "en") == "Pune, Mumbai"
    assert commas(["پونه", "بمبئی"], "fa") == "پونه، بمبئی"
