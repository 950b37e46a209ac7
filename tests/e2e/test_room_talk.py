"""What people do with messages in a room, each in a browser of their own."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import NewPage
from tests.e2e.test_access import violations
from tests.support.browser import Chat, enter_room
from tests.support.host import a_call, put_booking
from tests.support.stack import Stack


@pytest.fixture
def both(new_page: NewPage, stack: Stack) -> tuple[Chat, Chat]:
    """Customer and pandit in the room, the pandit with a small phone, in the dark."""
    phone = {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark", "has_touch": True}
    call = a_call()
    put_booking(stack.url, call)
    asha = enter_room(new_page(bypass_csp=True), stack.url, "customer", call)
    return asha, enter_room(new_page(bypass_csp=True, **phone), stack.url, "pandit", call)


def menu_of(chat: Chat, words: str) -> Page:
    """Open the menu of the message with these words."""
    chat.wait_for_message(words).get_by_test_id("actions").click()
    return chat.page


def test_replies_reactions_and_corrections(both: tuple[Chat, Chat]) -> None:
    """Each change is seen by both, in the bubble it belongs to, and still there after a reload."""
    asha, ravi = both
    asha.say("Shall I keep the kalash ready?")
    menu_of(ravi, "kalash").get_by_role("menuitem", name="Reply").click()
    ravi.say("Yes, on the left")
    answer = asha.wait_for_message("Yes, on the left")
    expect(answer.get_by_test_id("quote")).to_contain_text("kalash ready?")

    menu_of(asha, "Yes, on the left").get_by_role("menuitemcheckbox", name="Namaste").click()
    mark = ravi.wait_for_message("Yes, on the left").get_by_role("button", name="Namaste: 1")
    expect(mark).to_have_attribute("aria-pressed", "false")

    menu_of(ravi, "Yes, on the left").get_by_role("menuitem", name="Edit").click()
    expect(ravi.composer).to_have_value("Yes, on the left")
    ravi.say("Yes, on the right")
    expect(asha.wait_for_message("Yes, on the right")).to_contain_text("Edited")

    asha.say("Never mind")
    menu_of(asha, "Never mind").get_by_role("menuitem", name="Delete").click()
    asha.page.get_by_role("menuitem", name="Delete for everyone").click()
    expect(ravi.messages("customer").last).to_contain_text("deleted")
    for chat in both:
        chat.page.reload()
        chat.wait_until_loaded()
        assert "Never mind" not in "".join(chat.said())
        expect(chat.wait_for_message("Yes, on the right")).to_contain_text("Edited")


def test_by_keyboard_alone(both: tuple[Chat, Chat]) -> None:
    """From the field to the newest message's menu, through it and back, and axe agrees."""
    asha, ravi = both
    ravi.say("Please light the lamp")
    asha.wait_for_message("Please light the lamp")
    asha.composer.focus()
    for _ in range(6):
        asha.page.keyboard.press("Shift+Tab")
        if asha.window.locator("[data-testid=actions]:focus").count():
            break
    asha.page.keyboard.press("Enter")
    expect(asha.page.get_by_role("menuitemcheckbox", name="Namaste")).to_be_focused()
    assert violations(asha.page) == []
    asha.page.keyboard.press("End")
    expect(asha.page.get_by_role("menuitem", name="Reply")).to_be_focused()
    asha.page.keyboard.press("Enter")
    expect(asha.composer).to_be_focused()
    expect(asha.window.get_by_test_id("subject")).to_contain_text("light the lamp")
    asha.page.keyboard.press("Escape")
    expect(asha.window.get_by_test_id("subject")).to_be_hidden()
    expect(asha.composer).to_be_focused()


def test_what_was_said_is_found(both: tuple[Chat, Chat]) -> None:
    """Search in the room leads to the message; My bookings shows, searches and saves all of it."""
    asha, ravi = both
    asha.say("Where do the mango leaves go?")
    ravi.wait_for_message("mango leaves")
    ravi.page.get_by_test_id("room-menu").click()
    ravi.page.get_by_role("menuitem", name="Search").click()
    expect(ravi.window.get_by_role("searchbox")).to_be_focused()
    ravi.page.keyboard.type("MANGO")
    ravi.window.get_by_test_id("found").filter(has_text="mango leaves").first.click()
    found = ravi.messages().filter(has_text="mango leaves").last
    expect(found).to_be_focused()
    expect(found).to_be_in_viewport()
    assert violations(ravi.page) == []

    page = asha.page
    url, _, room = page.url.partition("/room/")
    page.goto(f"{url}/bookings")
    booking = page.locator(f"[data-id='{room}']")
    booking.get_by_text("Conversation").click()
    said = booking.get_by_test_id("said")
    expect(said.last).to_contain_text("mango leaves")
    booking.get_by_role("searchbox").fill("mango")
    booking.get_by_role("button", name="Search").click()
    expect(booking.get_by_role("status")).to_contain_text("message")
    expect(said.first).to_contain_text("mango leaves")
    with page.expect_download() as saving:
        booking.get_by_role("button", name="Download as text").click()
    assert "mango leaves" in saving.value.path().read_text()
    assert violations(page) == []
