"""Understands when: "next Friday morning", "tomorrow at 5", "25 December 10 am", "in 3 days".

A text is cut into atoms (`when_atoms`, words in `when_words`), expressions are found among them
(`when_patterns`) and read (`when_readers`), and what they tell is gathered (`when_told`). Rules
that people may find surprising:

- a weekday alone, or with "this" or "coming", is the first one from tomorrow on;
- "next Friday" is the Friday of next week (weeks begin on Monday);
- an hour from 1 to 6 without am, pm or a part of the day is in the afternoon;
- `12/03/2026` is 12 March; a date without a year is the first one that is not past;
- the year tells the calendar of a date in numbers: 13xx and 14xx are of Iran, 2070 to 2099 of
  Nepal;
- of two days or times the first is meant, but a date before a weekday ("Monday 22 March"), and
  the later one after a correction ("Friday, sorry, Sunday"; "not 5, 6 pm").
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from zoneinfo import ZoneInfo

from connectors.domain.when_patterns import meant
from connectors.domain.when_told import Told

PART_STARTS = {
    "dawn": time(5),
    "morning": time(9),
    "noon": time(12),
    "afternoon": time(15),
    "evening": time(18),
    "night": time(20),
}
"""The time that stands for a part of the day until an exact one is agreed."""


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
    told = Told(now.astimezone(zone))
    for finding in meant(text):
        if finding.corrects:
            told.begin_anew()
        # 31 February, 25:00: words without a meaning say nothing.
        with suppress(ValueError, OverflowError):
            finding.read(finding.atoms, told)
    day, at, part = told.result()
    return When(day, at, part) if day or at or part else None


def find_spans(text: str) -> list[tuple[int, int]]:
    """Offsets `(start, end)` of every expression of time, neighbours joined."""
    spans: list[tuple[int, int]] = []
    for finding in meant(text):
        start, end = finding.atoms[0].start, finding.atoms[-1].end
        if spans and finding.joins:
            start = spans.pop()[0]
        spans.append((start, end))
    return spans
