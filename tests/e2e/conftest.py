"""A real Chromium for each module, a fresh profile for each person, and no error unseen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, sync_playwright

from tests.support.browser import launched, within
from tests.support.host import SECRET
from tests.support.stack import Stack

NewPage = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, closed with the module: Playwright's loop would be in the way of other tests."""
    with sync_playwright() as playwright, launched(playwright) as browser:
        yield browser


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Opens a page for another person, with Playwright's context options.

    An error on a page fails the test; what Chromium says of a cut connection or a refused call is
    none.
    """
    errors: list[str] = []
    contexts = []

    def heard(message: ConsoleMessage) -> None:
        cut = "ERR_CONNECTION" in message.text or "ERR_INTERNET" in message.text
        refused = "/api/" in message.location["url"]
        if message.type == "error" and not cut and not refused:
            errors.append(message.text)

    def broke(error: Error) -> None:
        errors.append(str(error))

    def open_page(**options: Any) -> Page:
        options.setdefault("reduced_motion", "reduce")
        context = browser.new_context(**options)
        context.set_default_timeout(within(10))
        contexts.append(context)
        page = context.new_page()
        page.on("console", heard)
        page.on("pageerror", broke)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A visitor's page."""
    return new_page()


@pytest.fixture(scope="module")
def own(trained_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack of the module's own, to be harmed; it may have no guide yet."""
    with Stack(tmp_path_factory.mktemp("rooms"), HOST_SECRET=SECRET) as running:
        running.wait_until_said(r"^catalog .* is loaded")
        yield running
