"""What people do in a browser: the chat, the sample site, the agent's console."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin

import jwt
from playwright.sync_api import Browser, Locator, Page, Playwright, expect

from tests.support.stack import AUTH_SECRET
from tests.support.waiting import patient, wait_for

Wire = dict[str, Any]

SECONDS = 1000.0

NAMES = {"customer": "Asha Verma", "pandit": "Pandit Ravi Shastri"}
"""Of those who come to a room."""

_ACCOUNT = "pandityatra.account"

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
    """A time-out for Playwright, in its milliseconds. What is expected has 20 s unless told."""
    return patient(seconds) * SECONDS


@contextmanager
def launched(playwright: Playwright) -> Iterator[Browser]:
    """This machine's Chromium; RuntimeError if there is none."""
    names = [os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"]
    path = next((found for name in names if name and (found := shutil.which(name))), None)
    if path is None:
        raise RuntimeError("Chromium is needed: install it or set CHROMIUM to its path.")
    expect.set_options(timeout=within(20))
    browser = playwright.chromium.launch(executable_path=path, args=_FLAGS, timeout=within(60))
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
        expect(self.window.locator("[data-loaded=true]")).to_be_visible()
        return self

    @property
    def conversation(self) -> str:
        """Its id, once something was said."""
        said: str = self._call("GET", "messages")["messages"][0]["conversation"]
        return said

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
        expect(found).to_be_visible()
        return found

    def ask(self, text: str) -> str:
        """Say something to the guide and return its whole answer, when it is complete."""
        before = self._last_seq()
        self.say(text)
        return self.answer_after(before)

    def choose(self, title: str) -> str:
        """Press a button of the guide and return its whole answer, when it is complete."""
        before = self._last_seq()
        self.press(title)
        return self.answer_after(before)

    def answer_after(self, seq: int) -> str:
        """What the guide said to one's first message after `seq`, when all of it is shown.

        The page cannot know whether more is to come; the gateway does, told the same once more.
        """
        question = wait_for(lambda: self._said_after(seq), seconds=30, what="the question")
        answers = wait_for(lambda: self._answers(question), seconds=60, what="an answer")
        rows = [self.window.locator(f"[data-seq='{answer['seq']}']") for answer in answers]
        for row in rows:
            expect(row).to_be_visible()
        return "\n".join(row.inner_text() for row in rows)

    def _said_after(self, seq: int) -> Wire | None:
        """One's own first message after `seq`, once it is stored."""
        messages = self._call("GET", f"messages?after_seq={seq}")["messages"]
        own = [each for each in messages if each["sender"]["role"] in ("guest", "customer")]
        return own[0] if own else None

    def _answers(self, question: Wire) -> list[Wire]:
        """The answers to a question, once no more are to come."""
        again = {name: question[name] for name in ("text", "client_id")}
        told = self._call("POST", "", data=again)
        return told["replies"] if told["done"] else []

    def _call(self, method: str, path: str, **options: Any) -> Any:
        """Call the chat's endpoints as the one who chats."""
        kept: dict[str, str] = self.page.evaluate("({...localStorage})")
        token = (
            json.loads(kept[_ACCOUNT])["token"]
            if _ACCOUNT in kept
            else next(kept[key] for key in kept if key.startswith("pandityatra.guest/"))
        )
        url = urljoin(self.page.url, f"/api/chat/{path}".rstrip("/"))
        headers = {"Authorization": f"Bearer {token}"}
        answer = self.page.request.fetch(url, method=method, headers=headers, **options)
        assert answer.ok, answer.text()
        return answer.json()

    def _last_seq(self) -> int:
        rows = self.messages()
        return int(rows.last.get_attribute("data-seq") or 0) if rows.count() else 0


def sign_in(page: Page, url: str, name: str) -> None:
    """Sign in on the sample site as one of its people."""
    page.goto(url)
    page.get_by_role("banner").get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name=name).click()
    expect(page.get_by_test_id("who")).to_contain_text(name.split()[0])


def remember(page: Page, url: str, person: str, role: str) -> None:
    """The browser remembers from an earlier visit that somebody has signed in."""
    expires = datetime.now(UTC) + timedelta(hours=1)
    who = {"role": role, "name": NAMES[role]}
    token = jwt.encode(who | {"sub": person, "exp": expires}, AUTH_SECRET, "HS256")
    account = {"token": token, "expires_at": expires.isoformat(), "person": who | {"id": person}}
    kept = f"localStorage.setItem({json.dumps(_ACCOUNT)}, {json.dumps(json.dumps(account))})"
    page.context.add_init_script(f"if (location.origin === {json.dumps(url)}) {kept}")


def enter_room(page: Page, url: str, role: str, call: Wire) -> Chat:
    """Open the page of a booking's room as its customer or pandit, who has signed in before."""
    remember(page, url, call[role], role)
    page.goto(f"{url}/room/{call['id']}")
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
    expect(page.get_by_test_id("who")).to_contain_text("Meera")
    return page


def entry_of(desk: Page, visitor: Chat) -> Locator:
    """A visitor in the lists of the desk."""
    return desk.locator(f"[data-testid=entry][data-conversation='{visitor.conversation}']")


def take(desk: Page, visitor: Chat) -> None:
    """Take over from the guide; then one may reply."""
    entry_of(desk, visitor).click()
    thread = desk.locator(f"[data-testid=thread][data-conversation='{visitor.conversation}']")
    thread.get_by_test_id("take").click()
    expect(thread.get_by_test_id("resolve")).to_be_visible()


def reply(desk: Page, text: str) -> None:
    """Say something in the conversation that is open on the desk."""
    desk.get_by_test_id("composer").fill(text)
    desk.get_by_test_id("composer").press("Enter")
