"""What people do in a browser: the chat, the sample site, the agent's console."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, Page, Playwright, expect

from tests.support.waiting import patient, wait_for

SECONDS = 1000.0

_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",  # a microphone that beeps, and nobody who has to allow it
    "--use-fake-device-for-media-stream",
]


def within(seconds: float) -> float:
    """A time-out for Playwright, in its milliseconds."""
    return patient(seconds) * SECONDS


@contextmanager
def launched(playwright: Playwright) -> Iterator[Browser]:
    """This machine's Chromium; RuntimeError if there is none."""
    names = [os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"]
    path = next((found for name in names if name and (found := shutil.which(name))), None)
    if path is None:
        raise RuntimeError("Chromium is needed: install it or set CHROMIUM to its path.")
    browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
    yield browser
    browser.close()


class Chat:
    """The chat window on a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.window = page.get_by_test_id("window")
        self.composer = self.window.get_by_test_id("composer")

    def open(self) -> Chat:
        """Press the floating button and wait for the history."""
        self.page.get_by_test_id("launcher").click()
        return self.wait_until_loaded()

    def wait_until_loaded(self) -> Chat:
        """Wait until the history is there."""
        expect(self.window.locator("[data-loaded=true]")).to_be_visible(timeout=within(15))
        return self

    def say(self, text: str) -> None:
        """Type and send."""
        self.composer.fill(text)
        self.composer.press("Enter")

    def press(self, title: str) -> None:
        """Press a button of the last message."""
        self.window.get_by_role("button", name=title, exact=True).last.click()

    def messages(self, role: str = "") -> Locator:
        """The stored messages, of one role if given."""
        mark = f"[data-role={role}]" if role else ""
        return self.window.locator(f"[data-testid=message][data-seq]{mark}")

    def said(self) -> list[str]:
        """What the stored messages say, in the order shown, activities left out."""
        rows = self.window.locator("article[data-testid=message][data-seq]")
        return [text.split("\n")[0].strip() for text in rows.locator(".bubble").all_inner_texts()]

    def wait_for_message(self, text: str | re.Pattern[str], role: str = "") -> Locator:
        """Wait for a stored message that contains the text."""
        found = self.messages(role).filter(has_text=text).last
        expect(found).to_be_visible(timeout=within(20))
        return found

    def ask(self, text: str) -> str:
        """Say something to the guide and return its whole answer, when it is complete."""
        last = self._last_bot_seq()
        self.say(text)
        return self.answer_after(last)

    def choose(self, title: str) -> str:
        """Press a button of the guide and return its whole answer, when it is complete."""
        last = self._last_bot_seq()
        self.press(title)
        return self.answer_after(last)

    def answer_after(self, seq: int) -> str:
        """What the guide said after `seq`, once it is the visitor's turn again."""

        def settled() -> bool:
            busy = self.window.locator("[data-type=partial], [data-type=pending]").count()
            busy += self.window.get_by_test_id("stop").count()
            return not busy and self._last_bot_seq() > seq

        wait_for(settled, seconds=30, what=f"an answer in {self.said()}")
        rows = self.messages("bot").all()
        return "\n".join(
            row.inner_text() for row in rows if int(row.get_attribute("data-seq") or 0) > seq
        )

    def _last_bot_seq(self) -> int:
        rows = self.messages("bot")
        return int(rows.last.get_attribute("data-seq") or 0) if rows.count() else 0


def sign_in(page: Page, url: str, name: str) -> None:
    """Sign in on the sample site as one of its people."""
    page.goto(url)
    page.get_by_role("banner").get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name=name).click()
    expect(page.get_by_test_id("who")).to_contain_text(name.split()[0], timeout=within(10))


def enter_room(page: Page, url: str, name: str, booking: str) -> Chat:
    """Sign in and open the page of a booking's room."""
    sign_in(page, url, name)
    page.goto(f"{url}/room/{booking}")
    return Chat(page).wait_until_loaded()


def open_console(page: Page, url: str) -> Page:
    """The console, signed in as the sample agent."""
    page.goto(f"{url}/console")
    return sign_in_to_console(page)


def sign_in_to_console(page: Page) -> Page:
    """Fill in the form of the console as the sample agent."""
    page.locator("input[name=username]").fill("meera")
    page.locator("input[name=password]").fill("demo")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_test_id("who")).to_contain_text("Meera", timeout=within(10))
    return page
