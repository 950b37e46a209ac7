"""Gathers what a text tells about when, while it is read from its beginning to its end."""

from __future__ import annotations

from datetime import date, datetime, time


class Told:
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
        """A part of the day, a key of `PART_STARTS`."""
        self._correct_hour()
        self._part = self._part or part

    def clock(self, at: time, *, half_known: bool) -> None:
        """`half_known`: the hour is said so that it is before or after noon without doubt."""
        self._correct_hour()
        if self._time is None:
            self._time, self._half_known = at, half_known

    def _correct_hour(self) -> None:
        if not self._hour_stands:
            self._time = self._part = None
            self._hour_stands = True

    def moment(self, moment: datetime) -> None:
        """Day and time at once."""
        self.day(moment.date(), is_date=True)
        self.clock(moment.time(), half_known=True)

    def result(self) -> tuple[date | None, time | None, str | None]:
        """Day, time and part of the day, as far as they are told."""
        at = self._time
        if at and not self._half_known and 1 <= at.hour <= 12:
            at = at.replace(hour=_meant_hour(at.hour, self._part))
        return self._day, at, self._part


def _meant_hour(hour: int, part: str | None) -> int:
    """The hour 0-23 that an hour 1-12 means in a part of the day, or without one."""
    if part == "night":
        return hour + 12 if 6 <= hour < 12 else hour % 12
    if part in ("noon", "afternoon", "evening"):
        return hour + 12 if hour < 10 else hour
    if part in ("dawn", "morning"):
        return hour % 12
    return hour + 12 if hour <= 6 else hour
