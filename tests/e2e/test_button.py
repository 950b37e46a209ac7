"""The button on a host's page, and the chat that is fetched behind it."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.support.browser import Chat
from tests.support.stack import Stack
from tests.support.waiting import wait_for


def test_a_page_fetches_the_button_only(page: Page, stack: Stack) -> None:
    """The chat and its connection come when somebody wants them; from then on with the page."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.on("websocket", lambda _: asked.append("connection"))
    page.goto(stack.url)
    expect(page.get_by_test_id("launcher")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert [path for path in asked if "widget" in path] == ["/widget.js"]

    Chat(page).open()
    assert [path for path in asked if "widget" in path] == ["/widget.js", "/widget/chat.js"]
    page.get_by_test_id("launcher").click()
    asked.clear()
    page.reload()
    expect(page.get_by_test_id("launcher")).to_have_attribute("aria-busy", "false")
    assert "/widget/chat.js" in asked


def test_a_chat_that_did_not_arrive_is_fetched_again(page: Page, stack: Stack) -> None:
    """A cut connection costs one press of the button."""
    page.route("**/widget/chat.js", lambda route: route.abort("connectionfailed"), times=1)
    page.goto(stack.url)
    launcher = page.get_by_test_id("launcher")
    launcher.press("Enter")
    expect(launcher).to_have_attribute("aria-busy", "false")
    expect(page.get_by_test_id("window")).to_have_count(0)
    Chat(page).open()


def test_the_page_may_ask_before_the_chat_is_there(page: Page, stack: Stack) -> None:
    """What a host calls is done when the chat has come."""
    page.goto(stack.url)
    wait_for(lambda: page.evaluate("Boolean(window.PanditYatra)"))
    page.evaluate("PanditYatra.setLanguage('hi'); PanditYatra.open()")
    Chat(page).wait_until_loaded()
    expect(page.get_by_test_id("close")).to_have_attribute("aria-label", "चैट बंद करें")
