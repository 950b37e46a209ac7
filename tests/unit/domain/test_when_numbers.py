"""Understanding dates written in numbers, in the three calendars and every script of digits."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.domain.calendars import to_gregorian
from connectors.domain.when import When, find_spans, parse_when

KATHMANDU = ZoneInfo("Asia/Kathmandu")
SATURDAY = datetime(2026, 11, 21, 15, 0, tzinfo=KATHMANDU)
DIGITS = ["0123456789", "०१२३४५६७८९", "۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩"]


def when(text: str) -> When | None:
    """What the text tells, seen from a Saturday afternoon in Kathmandu."""
    return parse_when(text, SATURDAY, KATHMANDU)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026/12/25", date(2026, 12, 25)),
        ("2026.12.25", date(2026, 12, 25)),
        ("2026-12-25", date(2026, 12, 25)),
        ("۱۴۰۵/۱۰/۴", date(2026, 12, 25)),
        ("1405-10-04", date(2026, 12, 25)),
        ("۱۴۰۵ / ۱۰ / ۰۴", date(2026, 12, 25)),
        ("४/१०/१४०५", date(2026, 12, 25)),
        ("२०८३/०९/१०", date(2026, 12, 25)),
        ("2083-09-10", date(2026, 12, 25)),
        ("२०८३।९।१० गते", date(2026, 12, 25)),
        ("10/9/2083", date(2026, 12, 25)),
        ("10/9/83", date(2026, 12, 25)),
        ("12.03.2027", date(2027, 3, 12)),
    ],
)
def test_the_year_tells_the_calendar(text: str, expected: date) -> None:
    """Years 13xx and 14xx are Iran's, 207x to 209x Nepal's, first or last, in any digits."""
    assert when(text) == When(expected)
    assert when(f"{text} 10:00 am") == When(expected, datetime(1, 1, 1, 10).time())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Pus 2083 has 30 days, Chait 31; 1403 was a leap year in Iran, 1405 is none.
        ("2083/9/30", date(2027, 1, 14)),
        ("2083/12/30", date(2027, 4, 13)),
        ("2084/1/1", date(2027, 4, 14)),
        ("1405/6/31", date(2026, 9, 22)),
        ("1405/12/29", date(2027, 3, 20)),
        ("1406/1/1", date(2027, 3, 21)),
        ("1403/12/30", date(2025, 3, 20)),
        ("2028/2/29", date(2028, 2, 29)),
        ("2026/12/31", date(2026, 12, 31)),
    ],
)
def test_ends_of_months_and_years(text: str, expected: date) -> None:
    """A month has the days that it has in its year and calendar."""
    assert when(text) == When(expected)


@pytest.mark.parametrize(
    "text",
    [
        "2083/9/31",
        "1405/12/30",
        "1405/7/31",
        "2026/2/30",
        "2026/25/12",
        "2083/13/1",
        "1405/10-4",
        "1405-10/4",
        "1405/10/4/2",
        "2026/12",
        "83/9/10",
    ],
)
def test_dates_that_are_none_tell_nothing(text: str) -> None:
    """No part of such a date is taken for another date: it is asked again."""
    assert when(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("पुस १० २०८३", date(2026, 12, 25)),
        ("१० पुस २०८४", date(2027, 12, 25)),
        ("२०८४ साल पुस १० गते", date(2027, 12, 25)),
        ("२०८४ सालको पुस १०", date(2027, 12, 25)),
        ("2084 saal baisakh 1 gate", date(2027, 4, 14)),
        ("चैत ३० २०८३", date(2027, 4, 13)),
        ("۱ فروردین سال ۱۴۰۷", date(2028, 3, 20)),
    ],
)
def test_years_beside_the_name_of_a_month(text: str, expected: date) -> None:
    """The name of the month tells the calendar of the year."""
    assert when(text) == When(expected)


def test_a_number_of_years_is_no_time_of_day() -> None:
    """ "Tomorrow 5 years": the day is told, no hour."""
    assert when("कल 5 साल की होगी") == When(date(2026, 11, 22))


@pytest.mark.parametrize("text", ["2083-09-10", "۱۴۰۵/۱۰/۴", "2026.12.25"])
def test_the_span_is_the_whole_date(text: str) -> None:
    """Year, month and day are one expression."""
    assert find_spans(f"puja {text} pune") == [(5, 5 + len(text))]


@given(
    st.sampled_from([("gregorian", 1950, 2069), ("iranian", 1300, 1499), ("bikram", 2070, 2099)]),
    st.data(),
    st.integers(1, 12),
    st.integers(1, 32),
    st.sampled_from("/.-"),
    st.sampled_from(DIGITS),
)
def test_written_dates_are_read_or_refused(
    calendar: tuple[str, int, int],
    data: st.DataObject,
    month: int,
    day: int,
    mark: str,
    digits: str,
) -> None:
    """A date with its year first is that day of its calendar, or nothing where there is none."""
    name, first, last = calendar
    year = data.draw(st.integers(first, last))
    try:
        expected = When(to_gregorian(name, year, month, day))
    except ValueError:
        expected = None
    written = f"{year}{mark}{month:02}{mark}{day}".translate(str.maketrans("0123456789", digits))
    assert when(written) == expected
