"""A visitor asks for a human; an agent takes over in the console and hands back."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.conftest import NewPage
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
