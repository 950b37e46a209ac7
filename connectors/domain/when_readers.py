"""Tells what each kind of expression means: readers, one for each pattern of `when_patterns`.

A reader takes the atoms that its pattern matched and adds what they tell to `Told`. It raises
ValueError or OverflowError for what there is not, such as 31 February or 25:00.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from connectors.domain.calendars import calendar_of, find_day, to_gregorian
from connectors.domain.when_atoms import Atom
from connectors.domain.when_told import Told

Reader = Callable[[list[Atom], Told], None]

_WEEK = 7


def _value(found: list[Atom], symbols: str) -> Any:
    """The value of the first atom of one of these symbols; None if there is none."""
    return next((atom.value for atom in found if atom.symbol in symbols), None)


def moment(found: list[Atom], told: Told) -> None:
    """A day and time as computers write it: `2026-12-25T10:00:00Z`."""
    at = datetime.fromisoformat(found[0].value.upper())
    told.moment(at.astimezone(told.now.tzinfo) if at.tzinfo else at)


def numeric_date(found: list[Atom], told: Told) -> None:
    """`2026/12/25`, `25/12/2026`, `12/25/2026`, `25/12/26` or `25/12`; the year in any calendar."""
    numbers = re.findall(r"\d+", found[0].value)
    year_first = len(numbers[0]) == len("2026")
    day, month, *years = map(int, reversed(numbers) if year_first else numbers)
    if day <= 12 < month and not year_first:
        day, month = month, day
    if not years:
        told.day(find_day("gregorian", told.today, month=month, day=day), is_date=True)
        return
    year = years[0] if years[0] >= 100 else years[0] + 2000
    told.day(to_gregorian(calendar_of(year), year, month, day), is_date=True)


def named_date(found: list[Atom], told: Told) -> None:
    """ "25 December", "पुस १० २०८३"; without a year the first that is not past."""
    calendar_name, month = _value(found, "Mm")
    day, year = _value(found, "#N"), _value(found, "y")
    if year is None:
        told.day(find_day(calendar_name, told.today, month=month, day=day), is_date=True)
    else:
        told.day(to_gregorian(calendar_name, year, month, day), is_date=True)


def day_of_month(found: list[Atom], told: Told) -> None:
    """ "The 31st": of the first month that has one ahead."""
    told.day(find_day("gregorian", told.today, day=_value(found, "#N")))


def day_of_nepali_month(found: list[Atom], told: Told) -> None:
    """ "१५ गते": of this month or the next."""
    told.day(find_day("bikram", told.today, day=_value(found, "#N")))


def relative_day(found: list[Atom], told: Told) -> None:
    """ "Today", "day after tomorrow"."""
    told.day(told.today + timedelta(days=found[0].value))


def tonight(found: list[Atom], told: Told) -> None:
    """Today, at night."""
    told.day(told.today)
    told.part("night")


def now(found: list[Atom], told: Told) -> None:
    """This moment."""
    told.moment(told.now)


def weekday(found: list[Atom], told: Told) -> None:
    """ "Friday", "next Friday"."""
    weekday = _value(found, "Ww")
    monday = told.today - timedelta(days=told.today.weekday())
    if any(atom.symbol == "n" for atom in found):
        told.day(monday + timedelta(days=_WEEK + weekday))
    else:
        ahead = (weekday - told.today.weekday() - 1) % _WEEK + 1
        told.day(told.today + timedelta(days=ahead))


def from_now(found: list[Atom], told: Told) -> None:
    """ "In 3 days", "2 hours later"."""
    count, unit = _value(found, "#N"), _value(found, "U")
    if unit in ("minute", "hour"):
        # Counted in UTC: an hour stays an hour where clocks are changed.
        later = told.now.astimezone(UTC) + timedelta(**{f"{unit}s": count})
        told.moment(later.astimezone(told.now.tzinfo))
    elif unit == "month":
        told.day(_plus_months(told.today, count))
    else:
        told.day(told.today + timedelta(days=count * (_WEEK if unit == "week" else 1)))


def _plus_months(day: date, count: int) -> date:
    """The same day `count` months on, or the last of that month when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def clock(found: list[Atom], told: Told) -> None:
    """ "5 pm", "half past 5", "18:00"."""
    literal = _value(found, "T")
    hour, minute = map(int, re.split(r"\D", literal)[:2]) if literal else (_value(found, "#N"), 0)
    half = next((atom.symbol for atom in found if atom.symbol in "Ap"), "")
    if half:
        if not 1 <= hour <= 12:
            raise ValueError("no such hour before or after noon")
        hour = hour % 12 + (12 if half == "p" else 0)
    shift = _value(found, "f") or (30 if any(atom.symbol == "h" for atom in found) else 0)
    at = (datetime.combine(told.today, time(hour, minute)) + timedelta(minutes=shift)).time()
    told.clock(at, half_known=bool(half or (literal and literal.startswith("0"))))


def part_of_day(found: list[Atom], told: Told) -> None:
    """ "In the morning"."""
    told.part(found[0].value)


def vague(found: list[Atom], told: Told) -> None:
    """ "Next week" names no day, and is an expression of time all the same."""
