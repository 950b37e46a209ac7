"""The site and the guide in each language: wide and narrow, light and dark."""

from __future__ import annotations

from typing import NamedTuple

from playwright.sync_api import Page, expect

from tests.pictures.stage import NARROW, WIDE, Look, Stage, side_by_side
from tests.support.browser import Chat, remember

LOOKS: tuple[Look, ...] = ("light", "dark")
TOO_LONG = 4012


class Words(NamedTuple):
    """What a customer says to the guide."""

    find: str
    book: str
    puja: str
    too_early: str


LANGUAGES = {
    "en": Words(
        "find me a pandit for satyanarayan puja",
        "I want to book a puja",
        "Satyanarayan puja",
        "yesterday at 9 am",
    ),
    "hi": Words(
        "सत्यनारायण पूजा के लिए पंडित ढूँढो",
        "मुझे पूजा बुक करनी है",
        "सत्यनारायण पूजा",
        "1 जनवरी 2020 सुबह 9 बजे",
    ),
    "ne": Words(
        "सत्यनारायण पूजाका लागि पण्डित खोज्नुहोस्",
        "मलाई पूजा बुक गर्नु छ",
        "सत्यनारायण पूजा",
        "१ जनवरी २०२० बिहान ९ बजे",
    ),
    "fa": Words(
        "برای پوجای ساتیانارایان پاندیت پیدا کن",
        "می‌خواهم پوجا رزرو کنم",
        "پوجای ساتیانارایان",
        "۱ ژانویه ۲۰۲۰ ساعت ۹ صبح",
    ),
}


def scenes(stage: Stage) -> None:
    """A customer looks around, a visitor talks to the guide."""
    for language, words in LANGUAGES.items():
        with stage.person(language=language) as page:
            remember(page, stage.url, "asha", "customer")
            the_pages(stage, page, language)
        with stage.person(language=language) as page:
            the_guide(stage, page, language, words)
    phones = [f"{language}-narrow-light-form" for language in LANGUAGES]
    stage.keep("languages", side_by_side(stage.taken(*phones)))


def the_pages(stage: Stage, page: Page, language: str) -> None:
    """Of the site."""
    paths = {
        "home": "/",
        "shop": "/shop",
        "bookings": "/bookings",
        "track": "/shop/track/OD-5001",
        "checkout": "/checkout?request=PY-1002",
        "help": "/help/refunds-and-cancellation",
    }
    for name, path in paths.items():
        page.goto(stage.url + path)
        page.wait_for_load_state("networkidle")
        in_all_looks(stage, page, language, name, whole=True)
    page.goto(f"{stage.url}/room/PY-1001")
    chat = Chat(page).wait_until_loaded()
    chat.window.get_by_test_id("language").select_option(language)
    expect(page.locator(f".root[lang={language}]")).to_be_visible()
    in_all_looks(stage, page, language, "room")


def the_guide(stage: Stage, page: Page, language: str, words: Words) -> None:
    """First words, cards, a question of the form, what it does not take, a text too long."""
    page.goto(stage.url)
    chat = Chat(page).open()
    expect(chat.window.get_by_test_id("welcome")).to_be_visible()
    in_all_looks(stage, page, language, "welcome")
    chat.ask(words.find)
    expect(chat.window.get_by_test_id("cards").last).to_be_visible()
    in_all_looks(stage, page, language, "cards")
    chat.ask(words.book)
    in_all_looks(stage, page, language, "form")
    chat.ask(words.puja)
    chat.ask(words.too_early)
    chat.composer.fill("ॐ " * (TOO_LONG // 2))
    in_all_looks(stage, page, language, "error")


def in_all_looks(
    stage: Stage, page: Page, language: str, name: str, *, whole: bool = False
) -> None:
    """Wide and narrow, light and dark."""
    for size, (width, height) in {"wide": WIDE, "narrow": NARROW}.items():
        page.set_viewport_size({"width": width, "height": height})
        for look in LOOKS:
            page.emulate_media(color_scheme=look)
            stage.shoot(f"{language}-{size}-{look}-{name}", page, whole=whole)
