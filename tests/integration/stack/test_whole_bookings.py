"""A booking from the first word to the checkout, typed in each language to the whole product."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from tests.support.stack import Stack
from tests.support.waiting import patient


class Visitor:
    """Talks to the guide over HTTP, in whatever language is typed."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=patient(120), trust_env=False)
        self._token = ""

    def say(self, text: str) -> list[dict[str, Any]]:
        """The guide's replies."""
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        body = {"text": text, "wait_seconds": 60}
        answer = self._http.post("/api/chat", json=body, headers=headers).json()
        assert answer["done"], answer
        self._token = answer.get("token") or self._token
        replies: list[dict[str, Any]] = answer["replies"]
        return replies

    def buttons(self, replies: list[dict[str, Any]]) -> list[str]:
        """The titles of the buttons below the last reply."""
        return [button["title"] for button in replies[-1].get("payload", {}).get("buttons", ())]


@pytest.mark.parametrize(
    ("first", "when", "place", "language", "pandit", "cities", "summary"),
    [
        (
            "मुझे गृह प्रवेश पूजा बुक करनी है",
            "अगले शुक्रवार सुबह १० बजे",
            "पुणे में",
            "हिंदी में",
            "कोई भी पंडित",
            ["ऑनलाइन", "दिल्ली", "मुंबई", "पुणे"],
            ["गृह प्रवेश पूजा", "शुक्रवार", "सुबह 10:00 बजे", "पुणे", "हिंदी", "₹7,100"],
        ),
        (
            "मलाई सत्यनारायण पूजा बुक गर्नु छ",
            "आउँदो शनिबार बिहान ९ बजे",
            "काठमाडौँमा",
            "नेपाली",
            "जुनसुकै पण्डित",
            ["अनलाइन", "दिल्ली", "मुम्बई"],
            ["सत्यनारायण पूजा", "शनिबार", "०९:००", "काठमाडौँ", "नेपाली", "३,१००"],
        ),
        (
            "می‌خواهم پوجای گانش رزرو کنم",
            "جمعه آینده ساعت ۱۰ صبح",
            "آنلاین",
            "فارسی",
            "هر پاندیت",
            ["آنلاین", "دهلی", "بمبئی", "پونه"],
            ["پوجای گانش", "جمعه", "۱۰:۰۰", "آنلاین", "فارسی", "۲٬۱۰۰"],
        ),
        (
            "mujhe satyanarayan puja book karni hai",
            "agle shukravar subah 10 baje",
            "pune me",
            "hindi me",
            "koi bhi pandit",
            ["ऑनलाइन", "दिल्ली", "मुंबई", "पुणे"],
            ["सत्यनारायण पूजा", "शुक्रवार", "सुबह 10:00 बजे", "पुणे", "हिंदी", "₹3,100"],
        ),
    ],
)
def test_a_whole_booking(
    stack: Stack,
    first: str,
    when: str,
    place: str,
    language: str,
    pandit: str,
    cities: list[str],
    summary: list[str],
) -> None:
    """Each question follows the last answer; names, times and prices are in the language typed."""
    visitor = Visitor(stack.url)
    visitor.say(first)
    assert visitor.buttons(visitor.say(when))[: len(cities)] == cities
    visitor.say(place)
    visitor.say(language)
    last = visitor.say(pandit)[-1]
    for told in summary:
        assert told in last["text"], last["text"]
    links = [button["url"] for button in last["payload"]["buttons"]]
    assert any(re.search(r"request=PY-[0-9A-Z]+", link) for link in links)
