"""Times, prices, numbers and lists as people of a language write them.

As the CLDR has it: Hindi in Latin digits, Nepali in Devanagari and Persian in Persian ones, the
hours of the last two up to 23, Hindi hours by the part of the day; Persian dates in the Solar Hijri
calendar, Nepali ones from the year to the weekday. What is written here the forms read.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal

from connectors.domain.calendars import iranian_date

_LOCALES = {"en": "en_IN", "hi": "hi_IN", "ne": "ne_NP", "fa": "fa_IR"}
_DAYS = {"ne": "MMMM d, EEEE"}
_WEEKDAY_FIRST = "EEEE d MMMM"
_HOURS = {"hi": "h:mm बजे", "ne": "HH:mm बजे", "fa": "HH:mm"}
_TWELVE_HOURS = "h:mm a"
_HINDI_PARTS = ("रात", "सुबह", "सुबह", "दोपहर", "शाम", "रात")
"""The parts of the day, four hours each; Babel has no letter for them."""
_COMMAS = {"fa": "، "}
# Babel writes Latin digits in every language.
_DIGITS = {
    "ne": str.maketrans("0123456789", "०१२३४५६७८९"),
    "fa": str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"),
}
_SIGNS = {"fa": str.maketrans(",.", "٬٫")}


def moment_text(moment: datetime, timezone: ZoneInfo, language: str) -> str:
    """ "Friday 27 November 2026, 9:00 am" in the platform's time zone."""
    local = moment.astimezone(timezone)
    pattern = _HOURS.get(language, _TWELVE_HOURS)
    hours = native_digits(format_time(local.time(), pattern, locale=_locale(language)), language)
    part = f"{_HINDI_PARTS[local.hour // 4]} " if language == "hi" else ""
    return commas([date_text(local.date(), language), f"{part}{hours}"], language)


def date_text(day: date, language: str) -> str:
    """ "Friday 27 November 2026"."""
    named = day_text(day, language)
    year = native_digits(str(iranian_date(day)[1] if language == "fa" else day.year), language)
    return f"{year} {named}" if language == "ne" else f"{named} {year}"


def clock_text(moment: datetime, language: str) -> str:
    """ "18:00:05", in the moment's own zone."""
    return native_digits(f"{moment:%H:%M:%S}", language)


def day_text(day: date, language: str) -> str:
    """ "Friday 27 November"."""
    if language == "fa":
        weekday = format_date(day, "EEEE", locale=_locale(language))
        return native_digits(f"{weekday} {iranian_date(day)[0]}", language)
    pattern = _DAYS.get(language, _WEEKDAY_FIRST)
    return native_digits(format_date(day, pattern, locale=_locale(language)), language)


def price_text(price: int, currency: str, language: str) -> str:
    """ "₹3,100"."""
    locale = Locale.parse(_locale(language))
    whole = locale.currency_formats["standard"].pattern.replace(".00", "")
    text = format_currency(price, currency, whole, locale=locale, currency_digits=False)
    return native_digits(text.translate(_SIGNS.get(language, {})), language)


def number_text(number: float, language: str) -> str:
    """ "1,200" or "4.9"."""
    text = format_decimal(number, locale=_locale(language))
    return native_digits(text.translate(_SIGNS.get(language, {})), language)


def commas(parts: Iterable[str], language: str) -> str:
    """ "Pune, Mumbai"."""
    return _COMMAS.get(language, ", ").join(parts)


def lines(entries: Iterable[str]) -> str:
    """Entries of a list, a line each."""
    return "\n".join(f"• {entry}" for entry in entries)


def native_digits(text: str, language: str) -> str:
    """Latin digits of a text as the language writes them."""
    return text.translate(_DIGITS.get(language, {}))


def _locale(language: str) -> str:
    return _LOCALES.get(language, _LOCALES["en"])
