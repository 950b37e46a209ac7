"""Times in sample files, told from now on, so that the samples never grow old."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

_FROM_NOW = re.compile(r"now(?:([+-]\d{1,5})([mhd]))?")
_FROM_TODAY = re.compile(r"(?:today|([+-]\d{1,4})d)\s+(\d{1,2}):(\d{2})")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def read_moment(text: str, now: datetime, timezone: ZoneInfo) -> datetime:
    """`now-10m`, `today 18:00`, `+3d 09:00` or ISO 8601, as an aware datetime.

    Raises ValueError for anything else.
    """
    text = text.strip()
    if match := _FROM_NOW.fullmatch(text):
        amount, unit = match.groups()
        shift = timedelta(**{_UNITS[unit]: int(amount)}) if unit else timedelta()
        return now.replace(second=0, microsecond=0) + shift
    if match := _FROM_TODAY.fullmatch(text):
        days, hour, minute = (int(group or 0) for group in match.groups())
        day = now.astimezone(timezone).date() + timedelta(days=days)
        return datetime.combine(day, time(hour, minute), timezone)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(
            "is no time; write 2026-12-25 10:00, today 18:00, +3d 09:00 or now-10m"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone)
