"""A visitor and the guide, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.fakes.openai_server import Behaviour
from tests.support.browser import Chat, sign_in
from tests.support.stack import FakeModel, Stack


def test_a_visitor_asks_how_booking_works(page: Page, stack: Stack) -> None:
    """From the host's home page: open the chat, press a suggestion, read the steps."""
    page.goto(stack.url)
    chat = Chat(page).open()
    expect(chat.window.get_by_test_id("welcome")).to_be_visible()
    answer = chat.choose("How does booking work?")
    for word in ("pandit", "puja", "pay"):
        assert word in answer.lower()


def test_a_puja_is_booked_through_the_form(page: Page, stack: Stack) -> None:
    """Puja, time, place, language and pandit; a wrong time is refused; it ends at the checkout."""
    sign_in(page, stack.url, "Asha")
    chat = Chat(page).open()
    assert "puja" in chat.ask("I want to book a puja").lower()
    chat.ask("Satyanarayan puja")
    assert "past" in chat.ask("yesterday at 9 am").lower()
    chat.ask("next Friday at 9 am")
    chat.ask("online")
    chat.ask("Hindi")
    answer = chat.ask("any")
    assert "Satyanarayan" in answer
    link = chat.window.locator("a[href*='/checkout?request=']").last
    expect(link).to_be_visible()
    page.goto(f"{stack.url}{link.get_attribute('href')}")
    expect(page.get_by_role("main")).to_contain_text("Satyanarayan")


@pytest.fixture
def held(model: FakeModel) -> Iterator[FakeModel]:
    """The model begins its answers and goes on when it is told to."""
    model.behave(Behaviour.HOLD)
    yield model
    model.behave(Behaviour.SPEAK)


def test_an_answer_streams_piece_by_piece(page: Page, stack: Stack, held: FakeModel) -> None:
    """What no skill covers is written by the model: pieces first, then the whole, with a source."""
    page.goto(stack.url)
    chat = Chat(page).open()
    chat.say("What happens to my personal data, who can read my messages?")
    piece = chat.window.locator("[data-type=partial]")
    expect(piece).to_be_visible()
    first = piece.inner_text()
    held.behave(Behaviour.SPEAK)
    answer = chat.answer_after(0)
    assert len(answer) > len(first)
    assert "Source:" in answer
    assert chat.messages("bot").count() == 1


def test_a_running_answer_is_stopped(page: Page, stack: Stack, held: FakeModel) -> None:
    """The stop button ends the answer, and what was written stays."""
    page.goto(stack.url)
    chat = Chat(page).open()
    chat.say("What happens to my personal data, who can read my messages?")
    expect(chat.window.locator("[data-type=partial]")).to_be_visible()
    chat.window.get_by_test_id("stop").click()
    stopped = chat.answer_after(0)
    held.behave(Behaviour.SPEAK)
    whole = chat.ask("What happens to my personal data, who can read my messages?")
    assert 0 < len(stopped) < len(whole)


def test_a_long_answer_is_read_from_its_beginning(page: Page, stack: Stack) -> None:
    """The question stays at the top, what is below is one press away; one's next words are seen."""
    page.set_viewport_size({"width": 360, "height": 480})
    page.goto(stack.url)
    chat = Chat(page).open()
    chat.ask("hello")
    chat.ask("What do I need for a Griha Pravesh puja?")
    question, answer = chat.messages("guest").last, chat.messages("bot").last
    expect(question).to_be_in_viewport(ratio=1)
    expect(answer.get_by_role("link")).not_to_be_in_viewport()
    chat.window.get_by_test_id("to-end").click()
    expect(answer.get_by_role("link")).to_be_in_viewport()
    expect(question).not_to_be_in_viewport()
    expect(chat.window.get_by_test_id("to-end")).to_have_count(0)
    chat.say("thank you")
    expect(chat.messages("guest").filter(has_text="thank you")).to_be_in_viewport()


def test_the_history_is_there_after_a_reload(page: Page, stack: Stack) -> None:
    """Nothing is lost or doubled when the page is loaded again."""
    page.goto(stack.url)
    chat = Chat(page).open()
    chat.ask("hello")
    chat.ask("what is the price of griha pravesh")
    before = chat.said()
    page.reload()
    chat.wait_until_loaded()
    assert chat.said() == before
    assert before[0] == "hello"


def test_a_customer_is_led_into_the_room(page: Page, stack: Stack) -> None:
    """Asking to join today's puja switches the widget to the room; Back leads to the guide."""
    sign_in(page, stack.url, "Asha")
    chat = Chat(page).open()
    chat.say("I want to join my puja now")
    chat.window.get_by_test_id("enter-room").or_(
        chat.window.get_by_test_id("back-to-guide")
    ).first.wait_for()
    expect(chat.window.get_by_test_id("back-to-guide")).to_be_visible()
    expect(chat.window.get_by_test_id("title")).to_contain_text("Satyanarayan")
    chat.window.get_by_test_id("back-to-guide").click()
    chat.wait_for_message("join my puja")


def test_a_visitor_who_is_erased_begins_anew(page: Page, stack: Stack) -> None:
    """The window says that all is gone, the browser keeps nothing, and one may start again."""
    page.goto(stack.url)
    chat = Chat(page).open()
    chat.ask("hello")
    chat.composer.fill("not sent yet")
    kept = "Object.entries(localStorage).filter(([key]) => key.startsWith('pandityatra.'))"
    [token] = [value for key, value in page.evaluate(kept) if key.startswith("pandityatra.guest/")]
    headers = {"Authorization": f"Bearer {token}"}
    assert page.request.delete(f"{stack.url}/api/me", headers=headers).ok
    refused = chat.window.get_by_test_id("refused")
    expect(refused).to_contain_text("Everything about you has been removed")
    left = [key for key, value in page.evaluate(kept) if value in (token, "not sent yet")]
    assert left == []
    refused.get_by_role("button", name="Try again").click()
    chat.wait_until_loaded()
    expect(chat.messages()).to_have_count(0)
    chat.ask("how does booking work")
