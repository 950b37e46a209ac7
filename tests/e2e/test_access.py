"""Everybody can use it: by keyboard alone, and by what axe checks."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from connectors.stack.places import ROOT
from tests.e2e.conftest import NewPage
from tests.support.browser import Chat, enter_room, open_console, sign_in_to_console, take
from tests.support.host import a_call, put_booking
from tests.support.stack import Stack

AXE = ROOT / "widget/node_modules/axe-core/axe.min.js"


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe finds on the page and inside its shadow roots."""
    page.add_script_tag(path=AXE)
    found: dict[str, Any] = page.evaluate("axe.run()")
    return [
        {"rule": each["id"], "nodes": [node["target"] for node in each["nodes"]]}
        for each in found["violations"]
    ]


def test_by_keyboard_alone(page: Page, stack: Stack) -> None:
    """Tab to the button, Enter, type, Enter, read, Escape; the focus goes where it should."""
    page.goto(stack.url)
    launcher = page.get_by_test_id("launcher")
    expect(launcher).to_be_visible()
    expect(page.get_by_test_id("pujas")).to_be_visible()  # the page is as it stays
    for _ in range(60):
        page.keyboard.press("Tab")
        if launcher.evaluate("button => button.getRootNode().activeElement === button"):
            break
    page.keyboard.press("Enter")
    chat = Chat(page).wait_until_loaded()
    expect(chat.composer).to_be_focused()
    page.keyboard.type("how does booking work")
    page.keyboard.press("Enter")
    chat.wait_for_message("pandit", role="bot")
    expect(chat.composer).to_be_focused()
    page.keyboard.press("Escape")
    expect(chat.window).to_be_hidden()
    expect(launcher).to_be_focused()


@pytest.mark.parametrize(
    "path",
    ["/", "/shop", "/shop/track/OD-1", "/bookings", "/checkout", "/help/privacy", "/console"],
)
def test_axe_finds_nothing_on_the_pages(new_page: NewPage, stack: Stack, path: str) -> None:
    """The sample site and the console's door."""
    page = new_page(bypass_csp=True)
    page.goto(stack.url + path)
    page.wait_for_load_state("networkidle")
    assert violations(page) == []


@pytest.mark.parametrize("look", ["light", "dark"])
def test_axe_finds_nothing_in_the_chat(new_page: NewPage, stack: Stack, look: str) -> None:
    """The open chat with a question, buttons and cards in it, in both colour schemes."""
    page = new_page(bypass_csp=True, color_scheme=look)
    page.goto(stack.url)
    chat = Chat(page).open()
    chat.ask("how does booking work")
    chat.ask("find me a pandit for satyanarayan puja")
    chat.ask("I want to book a puja")
    assert violations(page) == []


def test_axe_finds_nothing_in_the_room(new_page: NewPage, stack: Stack) -> None:
    """The room beside its video."""
    page = new_page(bypass_csp=True)
    call = a_call()
    put_booking(stack.url, call)
    chat = enter_room(page, stack.url, "customer", call)
    chat.say("Namaste")
    expect(chat.messages("customer").last).to_contain_text("Namaste")
    assert violations(page) == []


def test_axe_finds_nothing_in_the_console(new_page: NewPage, stack: Stack) -> None:
    """The agent's desk with a conversation open."""
    visitor = new_page()
    visitor.goto(stack.url)
    chat = Chat(visitor).open()
    chat.ask("I want to talk to a human please")
    desk = open_console(new_page(bypass_csp=True), stack.url)
    take(desk, chat)
    assert violations(desk) == []


@pytest.mark.parametrize("locale", ["en", "hi", "ne", "fa"])
def test_the_smallest_screen_cuts_nothing(new_page: NewPage, stack: Stack, locale: str) -> None:
    """Zoomed to 320 px the page does not scroll sideways, and the chat's name stands whole."""
    page = new_page(viewport={"width": 320, "height": 512}, locale=locale)
    page.goto(stack.url)
    chat = Chat(page).open()
    for part in ("title", "subtitle"):
        text = chat.window.get_by_test_id(part)
        assert text.evaluate("each => each.scrollWidth <= each.clientWidth"), part
    assert page.evaluate("document.scrollingElement.scrollWidth") == 320


def test_the_console_on_a_low_screen(new_page: NewPage, stack: Stack) -> None:
    """Zoomed to twice its size it can be signed in to, and a reply can be sent."""
    visitor = new_page()
    visitor.goto(stack.url)
    chat = Chat(visitor).open()
    chat.ask("I want to talk to a human please")
    desk = new_page(viewport={"width": 320, "height": 300})
    desk.goto(f"{stack.url}/console")
    panel = desk.locator(".panel")
    assert panel.evaluate("each => each.scrollWidth <= each.clientWidth")
    sign_in_to_console(desk)
    take(desk, chat)
    desk.get_by_test_id("composer").fill("Meera here")
    send = desk.get_by_test_id("send")
    send.scroll_into_view_if_needed()
    expect(send).to_be_in_viewport(ratio=1)
