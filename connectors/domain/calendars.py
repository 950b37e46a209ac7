"""Days as the Gregorian calendar, Nepal (Bikram Sambat) and Iran (Solar Hijri) count them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, islice

import nepali_datetime
from persiantools.jdatetime import JalaliDate

_EIGHT_YEARS = 8 * 366  # the longest wait for a day, 29 February


@dataclass(frozen=True, slots=True)
class _Calendar:
    parts: Callable[[date], tuple[int, int, int]]
    to_date: Callable[[int, int, int], date]
    years: range  # that are of this calendar when they stand in numbers alone


def _bikram(day: date) -> tuple[int, int, int]:
    told = nepali_datetime.date.from_datetime_date(day)
    return told.year, told.month, told.day


def _from_bikram(year: int, month: int, day: int) -> date:
    told: date = nepali_datetime.date(year, month, day).to_datetime_date()
    return told


def _iranian(day: date) -> tuple[int, int, int]:
    told = JalaliDate(day)  # type: ignore[no-untyped-call]
    return told.year, told.month, told.day


def _from_iranian(year: int, month: int, day: int) -> date:
    return JalaliDate(year, month, day).to_gregorian()  # type: ignore[no-untyped-call]


_CALENDARS = {
    "bikram": _Calendar(_bikram, _from_bikram, range(2070, 2100)),
    "iranian": _Calendar(_iranian, _from_iranian, range(1300, 1500)),
    "gregorian": _Calendar(lambda day: (day.year, day.month, day.day), date, range(1, 10000)),
}


def iranian_date(day: date) -> tuple[str, int]:
    """Day and month, and the year: ("6 آذر", 1405)."""
    told = JalaliDate(day)  # type: ignore[no-untyped-call]
    return f"{told.day} {told.strftime('%B', locale='fa')}", told.year


def calendar_of(year: int) -> str:
    """The calendar that a year is most likely of: 1405 "iranian", 2083 "bikram", else "gregorian".

    Pujas are booked for the months ahead: nobody means the Gregorian 2083.
    """
    return next((name for name, one in _CALENDARS.items() if year in one.years), "gregorian")


def to_gregorian(calendar: str, year: int, month: int, day: int) -> date:
    """The day in the Gregorian calendar; raises ValueError when `calendar` has no such day."""
    return _CALENDARS[calendar].to_date(year, month, day)


def find_day(calendar: str, today: date, *, month: int | None = None, day: int) -> date:
    """The first such day of `calendar` from `today` on, of any month when none is given.

    Raises ValueError when there is no such day.
    """
    for candidate in islice(map(today.__add__, map(timedelta, count())), _EIGHT_YEARS):
        _, told_month, told_day = _CALENDARS[calendar].parts(candidate)
        if told_day == day and month in (None, told_month):
            return candidate
    raise ValueError(f"no such day in the calendar {calendar}")
