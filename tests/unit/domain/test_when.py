"""Understanding when, in the platform's time zones."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.domain.when import When, find_spans, parse_when

KOLKATA, KATHMANDU, TEHRAN = map(ZoneInfo, ("Asia/Kolkata", "Asia/Kathmandu", "Asia/Tehran"))
SATURDAY = datetime(2026, 11, 21, 15, 0, tzinfo=KOLKATA)


def when(text: str, now: datetime = SATURDAY) -> When | None:
    """What the text tells, seen from a Saturday afternoon."""
    return parse_when(text, now, KOLKATA)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("next Friday morning", "2026-11-27 09:00"),
        ("tomorrow at 5", "2026-11-22 17:00"),
        ("day after tomorrow evening", "2026-11-23 18:00"),
        ("25 December 10 am", "2026-12-25 10:00"),
        ("Dec 25th, 2027 at 7:30 p.m.", "2027-12-25 19:30"),
        ("10 in the morning on Monday", "2026-11-23 10:00"),
        ("in 2 hours", "2026-11-21 17:00"),
        ("2026-12-25T10:00:00Z", "2026-12-25 15:30"),
        ("12/03/2026 18:00", "2026-03-12 18:00"),
        ("half past 5 tomorrow", "2026-11-22 17:30"),
        ("quarter to 8 tomorrow morning", "2026-11-22 07:45"),
        ("noon on 1 january", "2027-01-01 12:00"),
        ("tonight", "2026-11-21 20:00"),
        ("now", "2026-11-21 15:00"),
        ("tomorrow 12 am", "2026-11-22 00:00"),
        ("agle shukravar subah 10 baje", "2026-11-27 10:00"),
        ("kal shaam", "2026-11-22 18:00"),
        ("कल शाम साढ़े पाँच बजे", "2026-11-22 17:30"),
        ("आउँदो शनिबार बिहान", "2026-11-28 09:00"),
        ("भोलि ५ बजे", "2026-11-22 17:00"),
        ("جمعه آینده ساعت ۵ عصر", "2026-11-27 17:00"),
        ("پس‌فردا صبح", "2026-11-23 09:00"),
    ],
)
def test_moments(text: str, expected: str) -> None:
    """A day with a time or a part of the day is one moment."""
    told = when(text)
    assert told is not None
    moment = told.moment(KOLKATA)
    assert moment is not None
    assert f"{moment:%Y-%m-%d %H:%M}" == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in 3 days", date(2026, 11, 24)),
        ("3 din baad", date(2026, 11, 24)),
        ("a week from now", date(2026, 11, 28)),
        ("next week friday", date(2026, 11, 27)),
        ("Saturday", date(2026, 11, 28)),
        ("29 February", date(2028, 2, 29)),
        ("the 31st", date(2026, 12, 31)),
        ("yesterday", date(2026, 11, 20)),
        ("12/25/2026", date(2026, 12, 25)),
        ("no, friday or saturday", date(2026, 11, 27)),
    ],
)
def test_days_without_a_time(text: str, expected: date) -> None:
    """A day alone leaves the time open."""
    assert when(text) == When(expected)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "next week",
        "30 February 2027",
        "25:00",
        "5 pujas for 3 days",
        "may I book",
        "kal sarp puja",
        "good morning",
        "open 24/7",
        "in 99999999999 days",
        "99/99/9999",
        "the 2nd option",
        "\x00\ud800",
    ],
)
def test_what_tells_no_time(text: str) -> None:
    """Words without a time, and times that do not exist, tell nothing."""
    assert when(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("not 5, 6 pm", When(time=time(18))),
        ("friday no sunday", When(date(2026, 11, 22))),
        ("Friday I am at work, can it be Sunday", When(date(2026, 11, 22))),
        ("i can't on friday, sunday is fine", When(date(2026, 11, 22))),
        ("sunday at 5, not friday", When(date(2026, 11, 22), time(17))),
        ("tomorrow 10 am, sorry, 11 am", When(date(2026, 11, 22), time(11))),
        ("tomorrow morning, but in the evening", When(date(2026, 11, 22), None, "evening")),
        ("शुक्रवार नहीं रविवार को", When(date(2026, 11, 22))),
        ("5 baje nahi 6 baje", When(time=time(18))),
        ("शुक्रबार होइन आइतबार", When(date(2026, 11, 22))),
        ("جمعه نمی‌شود، یکشنبه", When(date(2026, 11, 22))),
        ("not on friday", When(date(2026, 11, 27))),
        ("no, friday or saturday", When(date(2026, 11, 27))),
    ],
)
def test_corrections(text: str, expected: When) -> None:
    """What is said after "no" or "sorry" is meant, what follows "not" is not."""
    assert when(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Monday 22 March 2027", date(2027, 3, 22)),
        ("आइतबार २ मे २०२७", date(2027, 5, 2)),
        ("یکشنبه ۲ مهٔ ۲۰۲۷", date(2027, 5, 2)),
        ("tomorrow, 5 December", date(2026, 12, 5)),
    ],
)
def test_a_date_says_more_than_a_weekday(text: str, expected: date) -> None:
    """The weekday beside it only confirms it."""
    assert when(text) == When(expected)


def test_what_is_told_later_joins_what_was_told_before() -> None:
    """ "Friday", then "at 10", then "no, Sunday": each keeps what the next leaves open."""
    friday = When(date(2026, 11, 27))
    at_ten, sunday = when("at 10"), when("no, Sunday")
    assert at_ten == When(time=time(10))
    assert sunday == When(date(2026, 11, 22))
    moment = sunday.over(at_ten.over(friday)).moment(KOLKATA)
    assert moment == datetime(2026, 11, 22, 10, tzinfo=KOLKATA)
    assert When(part="evening").over(at_ten) == When(part="evening")


@pytest.mark.parametrize(
    ("now", "text", "expected"),
    [
        (datetime(2027, 1, 31, 12, tzinfo=KOLKATA), "in 1 month", date(2027, 2, 28)),
        (datetime(2028, 1, 31, 12, tzinfo=KOLKATA), "in 1 month", date(2028, 2, 29)),
        (datetime(2028, 2, 28, 12, tzinfo=KOLKATA), "tomorrow", date(2028, 2, 29)),
        (datetime(2027, 2, 28, 12, tzinfo=KOLKATA), "tomorrow", date(2027, 3, 1)),
        (datetime(2026, 12, 31, 12, tzinfo=KOLKATA), "tomorrow", date(2027, 1, 1)),
        (datetime(2026, 12, 29, 12, tzinfo=KOLKATA), "next friday", date(2027, 1, 8)),
        (datetime(2026, 12, 29, 12, tzinfo=KOLKATA), "friday", date(2027, 1, 1)),
        (datetime(2027, 4, 30, 12, tzinfo=KOLKATA), "the 31st", date(2027, 5, 31)),
    ],
)
def test_ends_of_months_and_years(now: datetime, text: str, expected: date) -> None:
    """Months, leap years and years end where they should."""
    assert when(text, now) == When(expected)


@pytest.mark.parametrize(
    ("zone", "today", "offset"),
    [(KOLKATA, 22, "05:30"), (KATHMANDU, 22, "05:45"), (TEHRAN, 21, "03:30")],
)
def test_the_day_is_the_platforms(zone: ZoneInfo, today: int, offset: str) -> None:
    """At 18:40 in London it is tomorrow already in India and Nepal, and not yet in Iran."""
    now = datetime(2026, 11, 21, 18, 40, tzinfo=UTC)
    told = parse_when("today at 10 am", now, zone)
    assert told is not None
    moment = told.moment(zone)
    assert moment is not None
    assert moment.isoformat() == f"2026-11-{today}T10:00:00+{offset}"


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("book a puja in Pune next Friday morning, in Hindi", ["next Friday morning"]),
        ("reschedule it from Monday to 5 December at 10 am", ["Monday", "5 December at 10 am"]),
        ("next week in Pune", ["next week"]),
        ("मुझे कल सुबह पूजा चाहिए", ["कल सुबह"]),
        ("not friday, sunday", ["sunday"]),
        ("satyanarayan puja", []),
    ],
)
def test_spans(text: str, spans: list[str]) -> None:
    """Spans are the words that tell the time, joined when only small words part them."""
    assert [text[start:end] for start, end in find_spans(text)] == spans


moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(
    lambda naive: naive.replace(tzinfo=UTC)
)
zones = st.sampled_from([KOLKATA, KATHMANDU, TEHRAN])


@given(moments, zones, st.integers(0, 400))
def test_in_n_days(now: datetime, zone: ZoneInfo, days: int) -> None:
    """ "In N days" is N days from the zone's today, at any moment."""
    expected = now.astimezone(zone).date() + timedelta(days=days)
    assert parse_when(f"in {days} days", now, zone) == When(expected)


@given(moments, zones)
def test_weekdays_are_ahead(now: datetime, zone: ZoneInfo) -> None:
    """A weekday is within a week from tomorrow; the next one is in the week after this."""
    today = now.astimezone(zone).date()
    coming, following = parse_when("friday", now, zone), parse_when("next friday", now, zone)
    assert coming is not None
    assert following is not None
    assert coming.day is not None
    assert following.day is not None
    assert coming.day.weekday() == following.day.weekday() == 4
    assert 1 <= (coming.day - today).days <= 7
    assert (following.day - today).days in range(5, 12)


@given(st.dates(date(2000, 1, 1), date(2069, 12, 31)), st.times(), moments, zones)
def test_written_dates_are_read_back(day: date, at: time, now: datetime, zone: ZoneInfo) -> None:
    """ISO, day-first and English dates with a 12-hour clock mean what they say."""
    at = at.replace(second=0, microsecond=0)
    for written in (f"{day:%Y-%m-%d}T{at:%H:%M}", f"{day:%d/%m/%Y} {day:%d %B %Y} {at:%I:%M %p}"):
        assert parse_when(written, now, zone) == When(day, at)


@given(st.text(), moments)
def test_any_text_is_survived(text: str, now: datetime) -> None:
    """No text raises; spans lie inside it, in order, apart."""
    parse_when(text, now, KOLKATA)
    last = 0
    for start, end in find_spans(text):
        assert last <= start < end <= len(text)
        last = end
