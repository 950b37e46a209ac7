"""Understanding when in Hindi, Nepali, Persian and Latin letters, at the ends of their months."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from connectors.domain.calendars import find_day, to_gregorian
from connectors.domain.when import When, find_spans, parse_when

KOLKATA, KATHMANDU, TEHRAN = map(ZoneInfo, ("Asia/Kolkata", "Asia/Kathmandu", "Asia/Tehran"))
SATURDAY = datetime(2026, 11, 21, 15, 0, tzinfo=KOLKATA)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("अगले हफ्ते सोमवार सुबह ८ बजे", "2026-11-23 08:00"),
        ("पच्चीस दिसंबर सुबह दस बजे", "2026-12-25 10:00"),
        ("कल ढाई बजे", "2026-11-22 14:30"),
        ("परसों दोपहर डेढ़ बजे", "2026-11-23 13:30"),
        ("दो घंटे बाद", "2026-11-21 17:00"),
        ("आज रात पौने नौ बजे", "2026-11-21 20:45"),
        ("pandrah tarikh ko subah 9 baje", "2026-12-15 09:00"),
        ("agle shanichar dopahar sava 12 baje", "2026-11-28 12:15"),
        ("शनिबारको बिहान ९ बजे", "2026-11-28 09:00"),
        ("आउँदो मंगलबार बेलुका ६ बजे", "2026-11-24 18:00"),
        ("पुस १५ गते बिहान १० बजे", "2026-12-30 10:00"),
        ("हवन राख्नु छ, मंसिर २० गते बेलुका छ बजे", "2026-12-06 18:00"),
        ("aaja beluka 7 baje tira", "2026-11-21 19:00"),
        ("sombarko bihana 8 baje", "2026-11-23 08:00"),
        ("15 pus bihana 10 baje", "2026-12-30 10:00"),
        ("شنبه آینده ساعت پنج و نیم", "2026-11-28 17:30"),
        ("بیست و پنجم دسامبر ساعت ۱۰ صبح", "2026-12-25 10:00"),
        ("۵ آذر ساعت ۱۰ صبح", "2026-11-26 10:00"),
        ("۱۰ دی ۱۴۰۵ ساعت ۶ عصر", "2026-12-31 18:00"),
        ("فردا شب ساعت ۹", "2026-11-22 21:00"),
        ("فردا ساعت نه صبح", "2026-11-22 09:00"),
        ("فردا، نه، ساعت ۱۰ صبح", "2026-11-22 10:00"),
    ],
)
def test_moments(text: str, expected: str) -> None:
    """People say days and times with their own words, digits and calendars."""
    told = parse_when(text, SATURDAY, KOLKATA)
    assert told is not None
    moment = told.moment(KOLKATA)
    assert moment is not None
    assert f"{moment:%Y-%m-%d %H:%M}" == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("आज से तीन दिन बाद", date(2026, 11, 24)),
        ("३१ तारीख", date(2026, 12, 31)),
        ("दुई दिनपछि", date(2026, 11, 23)),
        ("भोलिको लागि", date(2026, 11, 22)),
        ("१५ गते", date(2026, 12, 1)),
        ("2 hapta pachi", date(2026, 12, 5)),
        ("سه روز دیگر", date(2026, 11, 24)),
        ("دو هفته بعد", date(2026, 12, 5)),
        ("اول فروردین", date(2027, 3, 21)),
    ],
)
def test_days(text: str, expected: date) -> None:
    """A day alone leaves the time open."""
    assert parse_when(text, SATURDAY, KOLKATA) == When(expected)


@pytest.mark.parametrize(
    "text",
    ["शुभ रात्रि", "मलाई कल गर्नुस्", "یک روز دیگر", "ظهر بخیر", "३३ गते", "۳۲ آذر", "एक पूजा", "दोको"],
)
def test_what_tells_no_time(text: str) -> None:
    """Greetings, calls, "another day" and days that do not exist tell nothing."""
    assert parse_when(text, SATURDAY, KOLKATA) is None


@pytest.mark.parametrize(
    ("zone", "now", "text", "expected"),
    [
        # 18:40 in London on 31 January: February has begun in India and Nepal, not in Iran.
        (KOLKATA, datetime(2027, 1, 31, 18, 40, tzinfo=UTC), "कल", date(2027, 2, 2)),
        (KATHMANDU, datetime(2027, 1, 31, 18, 40, tzinfo=UTC), "भोलि", date(2027, 2, 2)),
        (TEHRAN, datetime(2027, 1, 31, 18, 40, tzinfo=UTC), "فردا", date(2027, 2, 1)),
        (KOLKATA, datetime(2028, 2, 28, 12, tzinfo=UTC), "कल", date(2028, 2, 29)),
        (KOLKATA, datetime(2027, 1, 31, 6, tzinfo=UTC), "एक महीने बाद", date(2027, 2, 28)),
        # Mangsir 2083 ends on 15 December 2026, Azar 1405 on 21 December.
        (KATHMANDU, datetime(2026, 12, 15, 6, tzinfo=UTC), "१ गते", date(2026, 12, 16)),
        (KATHMANDU, datetime(2026, 12, 15, 6, tzinfo=UTC), "मंसिर २९ गते", date(2026, 12, 15)),
        (TEHRAN, datetime(2026, 12, 21, 6, tzinfo=UTC), "۳۰ آذر", date(2026, 12, 21)),
        (TEHRAN, datetime(2026, 12, 21, 21, tzinfo=UTC), "۳۰ آذر", date(2027, 12, 21)),
    ],
)
def test_ends_of_months(zone: ZoneInfo, now: datetime, text: str, expected: date) -> None:
    """A month ends when it ends in the zone and the calendar of who speaks."""
    assert parse_when(text, now, zone) == When(expected)


def test_the_postposition_is_no_part_of_the_span() -> None:
    """ "शनिबारको" is "of Saturday": only the day is the expression of time."""
    text = "शनिबारको लागि पण्डित"
    assert [text[start:end] for start, end in find_spans(text)] == ["शनिबार"]


def test_new_years() -> None:
    """The first days of 2084 in Nepal and 1406 in Iran, and the leap day of 1403."""
    today = date(2026, 11, 21)
    assert find_day("bikram", today, month=1, day=1) == date(2027, 4, 14)
    assert find_day("iranian", today, month=1, day=1) == date(2027, 3, 21)
    assert to_gregorian("iranian", 1403, 12, 30) == date(2025, 3, 20)
    with pytest.raises(ValueError, match="day must be"):
        to_gregorian("iranian", 1405, 12, 30)
    with pytest.raises(ValueError, match="iranian"):
        find_day("iranian", today, month=13, day=1)
