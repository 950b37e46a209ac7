"""A conversation as plain text."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from connectors.domain.message import BOT, Message, MessageType, Sender
from connectors.gateway.transcript import Transcript, transcript_labels

AT = datetime(2026, 3, 1, 4, 30, 5, tzinfo=UTC)
LABELS = transcript_labels(Path("data/texts/labels.yml"))


def written(language: str = "en", zone: str = "UTC") -> Transcript:
    """For readers of a language."""
    return Transcript(LABELS, language, ZoneInfo(zone))


def a_message(text: str = "", **more: Any) -> Message:
    """A message of Asha's."""
    usual: dict[str, Any] = {
        "id": "m1",
        "conversation": "c1",
        "seq": 1,
        "client_id": "x",
        "sender": Sender("customer", "asha", "Asha Verma"),
        "text": text,
        "type": MessageType.TEXT,
        "at": AT,
    }
    return Message(**(usual | more))


@pytest.mark.parametrize(
    ("message", "line"),
    [
        (a_message("Namaste"), "04:30:05  Asha Verma (customer): Namaste"),
        (a_message("Namaste", edited_at=AT), "04:30:05  Asha Verma (customer): Namaste [edited]"),
        (a_message(deleted_at=AT), "04:30:05  Asha Verma (customer): [deleted]"),
        (
            a_message("Joined", type=MessageType.ACTIVITY, sender=Sender("system", "system")),
            "04:30:05  * Joined",
        ),
        (
            a_message(
                "look",
                type=MessageType.IMAGE,
                payload={"attachment": {"id": "a", "name": "thali.jpg"}},
            ),
            "04:30:05  Asha Verma (customer): [photo: thali.jpg] look",
        ),
        (
            a_message(
                type=MessageType.AUDIO,
                payload={"attachment": {"id": "a", "name": "v.webm", "seconds": 119.8}},
            ),
            "04:30:05  Asha Verma (customer): [voice message: v.webm, 1:59]",
        ),
        (a_message("hi", sender=Sender("pandit", "ravi")), "04:30:05  ravi (pandit): hi"),
        (a_message("hi", sender=BOT), "04:30:05  PanditYatra guide: hi"),
    ],
)
def test_a_line_says_it_all(message: Message, line: str) -> None:
    """Who, when, what, and what became of it."""
    assert list(written().lines(message)) == [line]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\u2028", "\x0b", "\x85"])
def test_nobody_puts_words_in_anothers_mouth(end: str) -> None:
    """What looks like a line of another's is set in; a name is one line."""
    forged = f"yes{end}04:31:00  Ravi (pandit): I agree"
    first, second = written().lines(a_message(forged))
    assert first.endswith(": yes")
    assert second == " " * 10 + "04:31:00  Ravi (pandit): I agree"
    named = a_message("hi", sender=Sender("customer", "asha", f"Asha{end}Verma"))
    assert list(written().lines(named)) == ["04:30:05  Asha Verma (customer): hi"]


def test_the_head_is_one_line_for_each_fact() -> None:
    """Facts by name."""
    assert list(written(zone="Asia/Kolkata").head({"title": "Puja\nx", "starts_at": AT})) == [
        "Title: Puja x",
        "Starts at: Sunday 1 March 2026, 10:00 am",
    ]


@pytest.mark.parametrize(
    ("language", "head", "day", "voice", "left"),
    [
        (
            "hi",
            "आरंभ: रविवार 1 मार्च 2026, सुबह 10:00 बजे",
            "रविवार 1 मार्च 2026",
            "10:00:05  Asha Verma (ग्राहक): [आवाज़ संदेश: v.webm, 1:59] [बदला गया]",
            "10:00:05  * मीरा गईं।",
        ),
        (
            "ne",
            "सुरु हुने समय: २०२६ मार्च १, आइतबार, १०:०० बजे",
            "२०२६ मार्च १, आइतबार",
            "१०:००:०५  Asha Verma (ग्राहक): [आवाज सन्देश: v.webm, १:५९] [सच्याइएको]",
            "१०:००:०५  * Meera has left.",
        ),
        (
            "fa",
            "زمان آغاز: یکشنبه ۱۰ اسفند ۱۴۰۴، ۱۰:۰۰",
            "یکشنبه ۱۰ اسفند ۱۴۰۴",
            "۱۰:۰۰:۰۵  Asha Verma (مشتری): [پیام صوتی: v.webm, ۱:۵۹] [ویرایش‌شده]",
            "۱۰:۰۰:۰۵  * Meera has left.",
        ),
    ],
)
def test_its_own_words_are_in_the_readers_language(
    language: str, head: str, day: str, voice: str, left: str
) -> None:
    """Labels, roles, digits, dates, and what the service says in each language."""
    told = written(language, "Asia/Kolkata")
    file = {"attachment": {"id": "a", "name": "v.webm", "seconds": 119.8}}
    said = a_message(type=MessageType.AUDIO, payload=file, edited_at=AT)
    activity = a_message(
        "Meera has left.", type=MessageType.ACTIVITY, translations={"hi": "मीरा गईं।"}
    )
    assert list(told.head({"starts_at": AT})) == [head]
    assert told.day(date(2026, 3, 1)) == day
    assert list(told.lines(said)) == [voice]
    assert list(told.lines(activity)) == [left]
