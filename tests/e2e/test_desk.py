"""A visitor asks for a human; an agent takes over in the console and hands back."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.conftest import NewPage
from tests.e2e.test_access import violations
from tests.e2e.test_languages import choose_language
from tests.support.browser import Chat, open_console, within
from tests.support.stack import Stack


def test_handed_to_a_human_and_back(new_page: NewPage, stack: Stack) -> None:
    """Queue, take, talk with a silent guide, resolve, and the guide answers again."""
    visitor = new_page()
    visitor.goto(stack.url)
    chat = Chat(visitor).open()
    chat.ask("I want to talk to a human please")
    expect(chat.window.get_by_test_id("banner-queue")).to_be_visible(timeout=within(10))

    desk = open_console(new_page(), stack.url)
    desk.get_by_test_id("list-waiting").get_by_test_id("entry").first.click()
    desk.get_by_test_id("take").click()
    expect(desk.get_by_test_id("resolve")).to_be_visible(timeout=within(10))
    desk.get_by_test_id("composer").fill("Meera here, how can I help?")
    desk.get_by_test_id("composer").press("Enter")
    chat.wait_for_message("Meera here, how can I help?", role="agent")
    expect(chat.window.get_by_test_id("subtitle")).to_contain_text("Meera")

    bots = chat.messages("bot").count()
    chat.say("hello")
    expect(desk.get_by_test_id("thread").get_by_text("hello", exact=True)).to_be_visible(
        timeout=within(10)
    )
    desk.get_by_test_id("composer").fill("Glad to help.")
    desk.get_by_test_id("composer").press("Enter")
    chat.wait_for_message("Glad to help.", role="agent")
    assert chat.messages("bot").count() == bots

    desk.get_by_test_id("back-to-bot").click()
    expect(chat.window.get_by_test_id("handoff")).to_be_visible(timeout=within(10))
    assert chat.ask("hello")


def test_a_canned_reply_by_keyboard(new_page: NewPage, stack: Stack) -> None:
    """A slash opens the list; what is chosen stands in the field, in the visitor's language."""
    visitor = new_page()
    visitor.goto(stack.url)
    chat = Chat(visitor).open()
    choose_language(chat, "hi")
    chat.window.get_by_test_id("handoff").click()
    expect(chat.window.get_by_test_id("banner-queue")).to_be_visible(timeout=within(10))

    desk = open_console(new_page(bypass_csp=True), stack.url)
    desk.get_by_test_id("list-waiting").get_by_test_id("entry").last.click()
    expect(desk.get_by_test_id("open-canned")).to_be_disabled()
    desk.get_by_test_id("take").click()
    composer = desk.get_by_test_id("composer")
    expect(desk.get_by_test_id("open-canned")).to_be_enabled(timeout=within(10))
    composer.press("/")
    expect(desk.get_by_test_id("canned-language")).to_have_value("hi")
    assert violations(desk) == []
    desk.keyboard.press("Escape")
    expect(composer).to_be_focused()

    composer.press("/")
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
