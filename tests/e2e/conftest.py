"""A real Chromium, a fresh profile for each person, and no error unseen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, sync_playwright

from connectors.stack.processes import free_port
from tests.integration.gateway.conftest import gateway_settings
from tests.support.browser import launched, within
from tests.support.gateway import Gateway, load_catalog
from tests.support.stack import FEW_PEOPLE

NewPage = Callable[..., Page]

_CUT = ("ERR_CONNECTION", "ERR_EMPTY_RESPONSE", "ERR_INTERNET", "Connection closed before")
"""What Chromium says of a gateway that dies and of a network that is away."""


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, closed with the package: Playwright's loop would be in the way of other tests."""
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
        cut = any(how in message.text for how in _CUT)
        refused = "/api/" in message.location["url"]
        if message.type == "error" and not cut and not refused:
            errors.append(message.text)

    def broke(error: Error) -> None:
        errors.append(str(error))

    def open_page(**options: Any) -> Page:
        options.setdefault("reduced_motion", "reduce")
        context = browser.new_context(**options)
        context.set_default_timeout(within(30))
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
def own(
    mongo_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Gateway]:
    """A gateway of the module's own, with the sample catalog and no guide, to be harmed."""
    settings = gateway_settings(mongo_url, redis_url)
    rasa = f"http://127.0.0.1:{free_port()}"
    gateway = Gateway(tmp_path_factory.mktemp("own"), settings, rasa, **FEW_PEOPLE)
    load_catalog(gateway.env)
    with gateway:
        yield gateway
