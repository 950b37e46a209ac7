"""Times, prices and lists as people of a language write them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency

_LOCALES = {"en": "en_IN", "hi": "hi_IN", "ne": "ne_NP", "fa": "fa_IR"}
_DAY = "EEEE d MMMM"
_MOMENT = "EEEE d MMMM y, h:mm a"
_PRICE = "¤#,##,##0"


def moment_text(moment: datetime, timezone: ZoneInfo, language: str) -> str:
    """ "Friday 27 November 2026, 9:00 AM" in the platform's time zone."""
    return str(format_datetime(moment.astimezone(timezone), _MOMENT, locale=_locale(language)))


def day_text(day: date, language: str) -> str:
    """ "Friday 27 November"."""
    return str(format_date(day, _DAY, locale=_locale(language)))


def price_text(price: int, currency: str, language: str) -> str:
    """ "₹3,100"."""
    return str(
        format_currency(
            price, currency, format=_PRICE, locale=_locale(language), currency_digits=False
        )
    )


def lines(entries: Iterable[str]) -> str:
    """Entries of a list, a line each."""
    return "\n".join(f"• {entry}" for entry in entries)


def _locale(language: str) -> str:
    return _LOCALES.get(language, "en_IN")
