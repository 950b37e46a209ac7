"""Understands when: "next Friday morning", "tomorrow at 5", "25 December 10 am", "in 3 days".

A text is cut into atoms (`when_atoms`, words in `when_words`), and the patterns below are regular
expressions over the atoms' symbols. Rules that people may find surprising:

- a weekday alone, or with "this" or "coming", is the first one from tomorrow on;
- "next Friday" is the Friday of next week (weeks begin on Monday);
- an hour from 1 to 6 without am, pm or a part of the day is in the afternoon;
- `12/03/2026` is 12 March; a date without a year is the first one that is not past;
- of two days or times the first is meant, but a date before a weekday ("Monday 22 March"), and
  the later one after a correction ("Friday, sorry, Sunday"; "not 5, 6 pm").
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from connectors.domain.calendars import find_day
from connectors.domain.when_atoms import Atom, atoms

PART_STARTS = {
    "dawn": time(5),
    "morning": time(9),
    "noon": time(12),
    "afternoon": time(15),
    "evening": time(18),
    "night": time(20),
}
"""The time that stands for a part of the day until an exact one is agreed."""

_WEEK = 7


@dataclass(frozen=True, slots=True)
class When:
    """What a text tells: a day, a time of day (exact or a part), or both; never neither."""

    day: date | None = None
    time: time | None = None
    part: str | None = None

    def over(self, earlier: When) -> When:
        """This, with what it leaves open taken from what was told earlier."""
        if self.time or self.part:
            return When(self.day or earlier.day, self.time, self.part)
        return When(self.day or earlier.day, earlier.time, earlier.part)

    def moment(self, timezone: tzinfo) -> datetime | None:
        """The moment in `timezone`; None while the day or the time of day is unknown."""
        at = self.time or PART_STARTS.get(self.part or "")
        if self.day is None or at is None:
            return None
        return datetime.combine(self.day, at, timezone)


def parse_when(text: str, now: datetime, timezone: tzinfo | str) -> When | None:
    """What `text` says about when, seen from `now` (aware) in `timezone`; None if nothing.

    The past is told like the future: to refuse it is the caller's.
    """
    zone = ZoneInfo(timezone) if isinstance(timezone, str) else timezone
    told = _Told(now.astimezone(zone))
    for finding in _meant(text):
        if finding.corrects:
            told.begin_anew()
        # 31 February, 25:00: words without a meaning say nothing.
        with suppress(ValueError, OverflowError):
            finding.read(finding.atoms, told)
    return told.when()


def find_spans(text: str) -> list[tuple[int, int]]:
    """Offsets `(start, end)` of every expression of time, neighbours joined."""
    spans: list[tuple[int, int]] = []
    for finding in _meant(text):
        start, end = finding.atoms[0].start, finding.atoms[-1].end
        if spans and finding.joins:
            start = spans.pop()[0]
        spans.append((start, end))
    return spans


class _Told:
    """Collects what is told: the first of its kind, until it is corrected."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.today = now.date()
        self._day: date | None = None
        self._time: time | None = None
        self._part: str | None = None
        self._half_known = False
        self._day_stands = self._hour_stands = self._is_date = False

    def begin_anew(self) -> None:
        """What follows corrects what was told before."""
        self._day_stands = self._hour_stands = self._is_date = False

    def day(self, day: date, *, is_date: bool = False) -> None:
        """`is_date`: by its number, which a weekday beside it only confirms."""
        if not self._day_stands or (is_date and not self._is_date):
            self._day, self._is_date, self._day_stands = day, is_date, True

    def part(self, part: str) -> None:
        self._correct_hour()
        self._part = self._part or part

    def time(self, at: time, *, half_known: bool) -> None:
        """`half_known`: the hour is said so that it is before or after noon without doubt."""
        self._correct_hour()
        if self._time is None:
            self._time, self._half_known = at, half_known

    def _correct_hour(self) -> None:
        if not self._hour_stands:
            self._time = self._part = None
            self._hour_stands = True

    def moment(self, moment: datetime) -> None:
        self.day(moment.date(), is_date=True)
        self.time(moment.time(), half_known=True)

    def when(self) -> When | None:
        if not (self._day or self._time or self._part):
            return None
        at = self._time
        if at and not self._half_known and 1 <= at.hour <= 12:
            at = at.replace(hour=_meant_hour(at.hour, self._part))
        return When(self._day, at, self._part)


def _meant_hour(hour: int, part: str | None) -> int:
    """The hour 0-23 that an hour 1-12 means in a part of the day, or without one."""
    if part == "night":
        return hour + 12 if 6 <= hour < 12 else hour % 12
    if part in ("noon", "afternoon", "evening"):
        return hour + 12 if hour < 10 else hour
    if part in ("dawn", "morning"):
        return hour % 12
    return hour + 12 if hour <= 6 else hour


# Readers: each takes the atoms its pattern matched and adds what they tell.

_Reader = Callable[[list[Atom], _Told], None]


def _value(found: list[Atom], symbols: str) -> Any:
    """The value of the first atom of one of these symbols; None if there is none."""
    return next((atom.value for atom in found if atom.symbol in symbols), None)


def _iso(found: list[Atom], told: _Told) -> None:
    text = found[0].value
    if len(text) <= len("2026-12-25"):
        told.day(date(*map(int, text.split("-"))), is_date=True)
        return
    moment = datetime.fromisoformat(text.upper())
    told.moment(moment.astimezone(told.now.tzinfo) if moment.tzinfo else moment)


def _numeric_date(found: list[Atom], told: _Told) -> None:
    day, month, *rest = map(int, re.split(r"\D", found[0].value))
    if day <= 12 < month:
        day, month = month, day
    year = rest[0] if rest else None
    full_year = year + 2000 if year and year < 100 else year
    told.day(_date(told.today, full_year, month, day), is_date=True)


def _named_date(found: list[Atom], told: _Told) -> None:
    month, day, year = _value(found, "Mm"), _value(found, "#N"), _value(found, "y")
    if isinstance(month, tuple):
        calendar_name, month = month
        told_day = find_day(calendar_name, told.today, year=year, month=month, day=day)
    else:
        told_day = _date(told.today, year, month, day)
    told.day(told_day, is_date=True)


def _date(today: date, year: int | None, month: int, day: int) -> date:
    """The date; without a year the first from today on (29 February waits for a leap year)."""
    if year is not None:
        return date(year, month, day)
    for candidate in range(today.year, today.year + 9):
        fits = day <= calendar.monthrange(candidate, month)[1]
        if fits and date(candidate, month, day) >= today:
            return date(candidate, month, day)
    raise ValueError("no year has such a day")


def _day_of_month(found: list[Atom], told: _Told) -> None:
    day = _value(found, "#N")
    for months in range(12):
        first = _plus_months(told.today.replace(day=1), months)
        fits = day <= calendar.monthrange(first.year, first.month)[1]
        if fits and first.replace(day=day) >= told.today:
            told.day(first.replace(day=day))
            return


def _day_of_nepali_month(found: list[Atom], told: _Told) -> None:
    told.day(find_day("bikram", told.today, day=_value(found, "#N")))


def _relative_day(found: list[Atom], told: _Told) -> None:
    told.day(told.today + timedelta(days=found[0].value))


def _tonight(found: list[Atom], told: _Told) -> None:
    told.day(told.today)
    told.part("night")


def _now(found: list[Atom], told: _Told) -> None:
    told.moment(told.now)


def _weekday(found: list[Atom], told: _Told) -> None:
    weekday = _value(found, "Ww")
    monday = told.today - timedelta(days=told.today.weekday())
    if any(atom.symbol == "n" for atom in found):
        told.day(monday + timedelta(days=_WEEK + weekday))
    else:
        ahead = (weekday - told.today.weekday() - 1) % _WEEK + 1
        told.day(told.today + timedelta(days=ahead))


def _from_now(found: list[Atom], told: _Told) -> None:
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


def _clock(found: list[Atom], told: _Told) -> None:
    literal = _value(found, "T")
    hour, minute = map(int, re.split(r"\D", literal)[:2]) if literal else (_value(found, "#N"), 0)
    half = next((atom.symbol for atom in found if atom.symbol in "Ap"), "")
    if half:
        if not 1 <= hour <= 12:
            raise ValueError("no such hour before or after noon")
        hour = hour % 12 + (12 if half == "p" else 0)
    shift = _value(found, "f") or (30 if any(atom.symbol == "h" for atom in found) else 0)
    at = (datetime.combine(told.today, time(hour, minute)) + timedelta(minutes=shift)).time()
    told.time(at, half_known=bool(half or (literal and literal.startswith("0"))))


def _part_of_day(found: list[Atom], told: _Told) -> None:
    told.part(found[0].value)


def _vague(found: list[Atom], told: _Told) -> None:
    """ "Next week" names no day, and is an expression of time all the same."""


_PATTERNS: list[tuple[str, _Reader]] = [
    (r"I", _iso),
    (r"Y", _numeric_date),
    (r"(?:[#N][ok]?g?M|[#N]m|M[#N][ok]?(?![Acp]))(?:g?y)?|yg?M[#N]k?", _named_date),
    (r"[#N]k", _day_of_nepali_month),
    (r"i[#N]Ul?|[#N]U[ln]", _from_now),
    (r"D", _relative_day),
    (r"B", _tonight),
    (r"0", _now),
    (r"[nt]Ug?W|Wg?[nt]U?|[nt]?W(?:g?[nt]U)?|[nt]w", _weekday),
    (r"[nt]U|U[ntl]", _vague),
    (r"[ac]*f[#N]c?[Ap]?", _clock),
    (r"a?c?T[Ap]?c?(?!U)", _clock),
    (r"[ac]*[#N](?:c?[Ap]|c)h?|c[#N]h?|a#h?(?![UMox])|[ac]?#(?=[ig]*P)", _clock),
    (r"(?<=[PDW])#(?=$|[^xUMoNl#])", _clock),
    (r"P", _part_of_day),
    (r"g[#N]o(?!x)|[#N]og(?!x)|^[#N]o$", _day_of_month),
]
_MASTER = re.compile("|".join(f"({pattern})" for pattern, _ in _PATTERNS))


@dataclass(frozen=True, slots=True)
class _Finding:
    read: _Reader
    atoms: list[Atom]
    gap: str  # symbols since the finding before, or the beginning
    is_first: bool

    @property
    def joins(self) -> bool:
        """Whether only small words part it from the finding before."""
        return not self.is_first and not self.gap.strip("gia")

    @property
    def corrects(self) -> bool:
        """Whether it takes back what was told before: "Friday, no, Sunday"."""
        return not self.is_first and any(symbol in self.gap for symbol in "!~")

    @property
    def is_denied(self) -> bool:
        """Whether it is what is not meant: "not Friday"."""
        return self.gap.rstrip("gia").endswith("!")


def _meant(text: str) -> list[_Finding]:
    """What is told, without what is denied where there is something else."""
    findings = list(_findings(text))
    return [finding for finding in findings if not finding.is_denied] or findings


def _findings(text: str) -> Iterator[_Finding]:
    found = atoms(text)
    symbols = "".join(atom.symbol for atom in found)
    stop = 0
    for place, match in enumerate(_MASTER.finditer(symbols)):
        read = _PATTERNS[(match.lastindex or 1) - 1][1]
        start, end = match.span()
        yield _Finding(read, found[start:end], symbols[stop:start], place == 0)
        stop = end
