"""Cuts a text into atoms of time: a symbol for what kind of word it is, and its value."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import regex

from connectors.domain import when_words as words

_TOKEN = regex.compile(
    r"""
    (?P<moment>\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?(?!\d))
    | (?P<date>\d{4}\s?(?P<mark>[/.।؍]|\p{Pd})\s?\d{1,2}\s?(?P=mark)\s?\d{1,2}(?![\d/])
        |(?!24/7\b)(?<!\d\s*[/।؍]\s*|\d[.-])\d{1,2}
        (?:/\d{1,2}(?:/(?:\d{4}|\d{2}))?|(?P<mark>[.-])\d{1,2}(?P=mark)\d{4})(?![\d/]))
    | (?P<clock>\d{1,2}:\d{2}(?::\d{2})?(?!\d)|\d{1,2}\.\d{2}(?=\s*[ap]\.?m))
    | (?P<number>\d+)
    | (?P<word>[\p{L}\p{M}\u200d]+)
    """,
    regex.VERBOSE | regex.IGNORECASE,
)
_SYMBOLS = {"moment": "I", "date": "Y", "clock": "T"}
_LETTERS = str.maketrans(
    {"ي": "ی", "ى": "ی", "ك": "ک", "ۀ": "ه", "ة": "ه", "\u200d": None, "\u0654": None}
)
_YEARS = range(1900, 2200)
_IRANIAN_YEARS = range(1390, 1500)
# Written with its word in Nepali: "शनिबारको", of Saturday.
_POSTPOSITION = regex.compile(
    r"(?<=[\u0900-\u097f]{2})(?:को|का|की|मा|लाई|देखि|सम्म|तिर|पछि)$|(?<=[a-z]{4})(?:ko|ma|lai)$"
)


@dataclass(frozen=True, slots=True)
class Atom:
    """A word or phrase; `x` is the symbol of what tells no time.

    D day from today, W weekday, w its short form, P part of day, 0 now, U unit, M month,
    m a month only after the number of a day, ! not, ~ but,
    n next, t this or coming, i in, l later, a at, c o'clock, A am, p pm, o ordinal,
    k after the number of a day of Nepal, s beside a year, g glue,
    f fraction before the hour, h half after it, # digits, y a year, N number word,
    I day and time of a computer, Y numeric date, T clock time, B tonight.
    """

    symbol: str
    value: Any
    start: int
    end: int


def atoms(text: str) -> list[Atom]:
    """The atoms of a text in order, with offsets into it."""
    tokens = [part for token in _tokens(text) for part in _parts(token)]
    found: list[Atom] = []
    while tokens:
        phrase, length = _longest_phrase(tokens)
        symbol, value = phrase or (tokens[0].symbol, tokens[0].value)
        found.append(Atom(symbol, value, tokens[0].start, tokens[length - 1].end))
        del tokens[:length]
    return found


def _tokens(text: str) -> Iterator[Atom]:
    plain = "".join(_digit(character) for character in text)
    for match in _TOKEN.finditer(plain):
        kind, value = match.lastgroup, match.group()
        start, end = match.span()
        if kind == "word":
            yield Atom("x", _fold(value), start, end)
        elif kind == "number":
            is_year = len(value) == 4 and (int(value) in _YEARS or int(value) in _IRANIAN_YEARS)
            yield Atom("y" if is_year else "#", int(value[:9]), start, end)
        else:
            yield Atom(_SYMBOLS[str(kind)], value, start, end)


def _parts(token: Atom) -> list[Atom]:
    """The word and its postposition where the word is one of time; else the token as it is."""
    ending = _POSTPOSITION.search(token.value) if token.symbol == "x" else None
    if not ending or token.value[: ending.start()] not in _WORDS:
        return [token]
    cut = token.end - len(ending[0])
    return [
        Atom("x", token.value[: ending.start()], token.start, cut),
        Atom("x", ending[0], cut, token.end),
    ]


def _digit(character: str) -> str:
    decimal = unicodedata.decimal(character, None)
    return character if decimal is None else str(decimal)


def _fold(word: str) -> str:
    return unicodedata.normalize("NFC", word.casefold().translate(_LETTERS))


def _longest_phrase(tokens: list[Atom]) -> tuple[tuple[str, Any] | None, int]:
    for length in range(min(_LONGEST, len(tokens)), 0, -1):
        head = tokens[:length]
        if all(token.symbol == "x" for token in head):
            phrase = _PHRASES.get(tuple(token.value for token in head))
            if phrase:
                return phrase, length
    return None, 1


def _phrases() -> dict[tuple[str, ...], tuple[str, Any]]:
    table: dict[tuple[str, ...], tuple[str, Any]] = {}

    def add(symbol: str, phrases: str, value: Any = None) -> None:
        for phrase in phrases.split("|"):
            table[tuple(token.value for token in _tokens(phrase))] = (symbol, value)

    groups: list[tuple[str, Mapping[Any, str]]] = [
        ("N", words.NUMBERS),
        ("T", words.CLOCKS),
        ("U", words.UNITS),
        ("f", words.FRACTIONS),
        ("P", words.PARTS),
        ("w", words.SHORT_WEEKDAYS),
        ("W", words.WEEKDAYS),
        ("D", words.DAYS),
    ]
    for symbol, group in groups:
        for value, phrases in group.items():
            add(symbol, phrases, value)
    for calendar, months in words.MONTHS.items():
        for month, phrases in months.items():
            add("M", phrases, (calendar, month))
    for month, phrases in words.MONTHS_AFTER_A_DAY.items():
        add("m", phrases, ("gregorian", month))
    for symbol, phrases in {
        "0": words.NOW,
        "B": words.TONIGHT,
        "n": words.NEXT,
        "t": words.COMING,
        "i": words.IN,
        "l": words.LATER,
        "a": words.AT,
        "c": words.OCLOCK,
        "A": words.AM,
        "p": words.PM,
        "o": words.ORDINAL,
        "k": words.NEPALI_DAY,
        "g": words.GLUE,
        "s": words.YEAR,
        "h": words.HALF_AFTER,
        "!": words.NOT,
        "~": words.BUT,
        "x": words.NOT_TIMES,
    }.items():
        add(symbol, phrases)
    return table


_PHRASES = _phrases()
_LONGEST = max(map(len, _PHRASES))
_WORDS = {word for phrase in _PHRASES for word in phrase}
