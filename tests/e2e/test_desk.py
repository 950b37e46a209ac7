"""A visitor asks for a human; an agent takes over in the console and hands back."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import NewPage
from tests.e2e.test_access import violations
from tests.e2e.test_languages import choose_language
from tests.support.browser import Chat, entry_of, open_console, reply, sign_in_to_console, take
from tests.support.stack import Stack


def test_handed_to_a_human_and_back(new_page: NewPage, stack: Stack) -> None:
    """Queue, take, talk with a silent guide, resolve, and the guide answers again."""
    visitor = new_page()
    visitor.goto(stack.url)
    chat = Chat(visitor).open()
    chat.ask("I want to talk to a human please")
    expect(chat.window.get_by_test_id("banner-queue")).to_be_visible()

    desk = open_console(new_page(), stack.url)
    take(desk, chat)
    reply(desk, "Meera here, how can I help?")
    chat.wait_for_message("Meera here, how can I help?", role="agent")
    expect(chat.window.get_by_test_id("subtitle")).to_contain_text("Meera")

    bots = chat.messages("bot").count()
    chat.say("hello")
    expect(desk.get_by_test_id("thread").get_by_text("hello", exact=True)).to_be_visible()
    reply(desk, "Glad to help.")
    chat.wait_for_message("Glad to help.", role="agent")
    assert chat.messages("bot").count() == bots

    desk.get_by_test_id("back-to-bot").click()
    expect(chat.window.get_by_test_id("handoff")).to_be_visible()
    assert chat.ask("hello")


def test_what_one_only_looked_at_is_closed(new_page: NewPage, stack: Stack) -> None:
    """What is said there comes to the desk no more, and is shown when it is opened again."""
    one, other = (_who_waits(new_page(), stack) for _ in range(2))
    desk = new_page()
    with desk.expect_websocket() as opened:
        open_console(desk, stack.url)
    socket = opened.value
    heard: list[str] = []
    socket.on("framereceived", lambda frame: heard.append(str(frame)))
    entry_of(desk, one).click()
    expect(desk.get_by_test_id("take")).to_be_visible()
    take(desk, other)

    one.say("is anybody there")
    one.wait_for_message("is anybody there", role="guest")
    other.say("I am here, too")
    log = desk.get_by_test_id("log")
    expect(log).to_contain_text("I am here, too")
    assert not any("is anybody there" in frame for frame in heard)

    entry_of(desk, one).click()
    expect(log).to_contain_text("is anybody there")
    with socket.expect_event("framereceived", lambda frame: "take your time" in str(frame)):
        other.say("take your time")


def test_a_canned_reply_by_keyboard(new_page: NewPage, stack: Stack) -> None:
    """A slash opens the list; what is chosen stands in the field, in the visitor's language."""
    visitor = new_page()
    visitor.goto(stack.url)
    chat = Chat(visitor).open()
    choose_language(chat, "hi")
    chat.window.get_by_test_id("handoff").click()
    expect(chat.window.get_by_test_id("banner-queue")).to_be_visible()

    desk = open_console(new_page(bypass_csp=True), stack.url)
    entry_of(desk, chat).click()
    expect(desk.get_by_test_id("open-canned")).to_be_disabled()
    take(desk, chat)
    composer = desk.get_by_test_id("composer")
    expect(desk.get_by_test_id("open-canned")).to_be_enabled()
    composer.press("/")
    expect(desk.get_by_test_id("canned-language")).to_have_value("hi")
    assert violations(desk) == []
    desk.keyboard.press("Escape")
    expect(composer).to_be_focused()

    composer.press("/")
    expect(desk.get_by_role("combobox", expanded=True)).to_be_focused()
    desk.keyboard.type("refund")
    expect(desk.get_by_test_id("canned-reply")).to_have_count(1)
    desk.keyboard.press("Enter")
    expect(composer).to_be_focused()
    expect(composer).to_have_value(re.compile("पैसे लौटाने"))
    desk.keyboard.press("Enter")
    chat.wait_for_message("पैसे लौटाने", role="agent")

    composer.press("/")
    desk.get_by_test_id("canned-language").select_option("fa")
    desk.get_by_test_id("canned-reply").filter(has_text="/bye").click()
    expect(composer).to_have_value(re.compile("خوشحالم"))


def test_a_refused_token_ends_its_connection(new_page: NewPage, stack: Stack) -> None:
    """Who signs in again is not signed out by an attempt with the old token."""
    desk = new_page()
    desk.add_init_script(
        """window.connections = 0;
        window.WebSocket = class extends WebSocket {
            constructor(...where) { super(...where); window.connections++; }
        };"""
    )
    desk.clock.install()
    open_console(desk, stack.url)
    desk.evaluate(
        """() => {
            const account = JSON.parse(localStorage["pandityatra.console"]);
            localStorage["pandityatra.console"] = JSON.stringify({ ...account, token: "no token" });
        }"""
    )
    desk.reload()
    expect(desk.get_by_role("alert")).to_be_visible()
    sign_in_to_console(desk)
    expect(desk.get_by_test_id("who")).to_contain_text("Meera")
    expect(desk.get_by_test_id("banner-link")).to_have_count(0)
    desk.clock.fast_forward("00:05")  # less than what is asked may take, else one asks anew
    assert desk.evaluate("connections") == 2  # the refused one and this one
    expect(desk.get_by_test_id("who")).to_contain_text("Meera")


def _who_waits(page: Page, stack: Stack) -> Chat:
    """A visitor in the queue."""
    page.goto(stack.url)
    chat = Chat(page).open()
    chat.window.get_by_test_id("handoff").click()
    expect(chat.window.get_by_test_id("banner-queue")).to_be_visible()
    return chat
