"""Days as Nepal (Bikram Sambat) and Iran (Solar Hijri) count them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import count, islice

import nepali_datetime
from persiantools.jdatetime import JalaliDate

_BIKRAM_LEAD, _IRANIAN_LAG = 57, 621
_EIGHT_YEARS = 8 * 366


def _bikram(day: date) -> tuple[int, int, int]:
    told = nepali_datetime.date.from_datetime_date(day)
    return told.year, told.month, told.day


def _iranian(day: date) -> tuple[int, int, int]:
    told = JalaliDate(day)  # type: ignore[no-untyped-call]
    return told.year, told.month, told.day


_COUNTS: dict[str, tuple[Callable[[date], tuple[int, int, int]], int]] = {
    "bikram": (_bikram, -_BIKRAM_LEAD),
    "iranian": (_iranian, _IRANIAN_LAG),
}


def iranian_date(day: date) -> tuple[str, int]:
    """Day and month, and the year: ("6 آذر", 1405)."""
    told = JalaliDate(day)  # type: ignore[no-untyped-call]
    return f"{told.day} {told.strftime('%B', locale='fa')}", told.year


def find_day(
    calendar: str, today: date, *, year: int | None = None, month: int | None = None, day: int
) -> date:
    """The Gregorian date of a `day` of `calendar` ("bikram" or "iranian").

    Without a year, or a month, it is the first one from `today` on. Raises ValueError when there
    is no such day.
    """
    parts, lead = _COUNTS[calendar]
    start = today if year is None else date(year + lead, 1, 1)
    for candidate in islice(map(start.__add__, map(timedelta, count())), _EIGHT_YEARS):
        told_year, told_month, told_day = parts(candidate)
        if told_day == day and month in (None, told_month) and year in (None, told_year):
            return candidate
    raise ValueError(f"no such day in the calendar {calendar}")
