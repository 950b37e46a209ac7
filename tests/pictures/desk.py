"""The agent's console."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.pictures.stage import WIDE, Stage
from tests.support.browser import Chat, enter_room, open_console, reply, take
from tests.support.host import a_call, put_booking


def scenes(stage: Stage) -> None:
    """The door, the queue with a conversation, a room that is watched and joined."""
    with stage.person() as visitor, stage.person() as second, stage.person() as desk:
        desk.goto(f"{stage.url}/console")
        stage.shoot("console-door", desk)
        open_console(desk, stage.url)
        stage.shoot("console-empty", desk)
        for page, language in ((visitor, "en"), (second, "hi")):
            page.goto(stage.url)
            chat = Chat(page).open()
            chat.window.get_by_test_id("language").select_option(language)
            asked = "what does a satyanarayan puja cost"
            chat.ask(asked if language == "en" else "सत्यनारायण पूजा कितने की है?")
            chat.window.get_by_test_id("handoff").click()
            expect(chat.window.get_by_test_id("banner-queue")).to_be_visible()
            stage.shoot(f"{language}-waiting", page)
        the_queue(stage, desk, Chat(visitor))
        a_room(stage, desk)


def the_queue(stage: Stage, desk: Page, visitor: Chat) -> None:
    """One waits, another talks with the agent."""
    take(desk, visitor)
    reply(desk, "Meera here. Which city is it for?")
    visitor.wait_for_message("Which city")
    visitor.say("For Pune, next week")
    expect(desk.get_by_test_id("thread").get_by_text("For Pune")).to_be_visible()
    in_all_looks(stage, desk, "console-queue")
    stage.shoot("en-agent", visitor.page)


def a_room(stage: Stage, desk: Page) -> None:
    """Read along, then joined."""
    call = a_call(id="PY-2043", customer="asha", pandit="ravi")
    put_booking(stage.url, call)
    with stage.person() as page:
        asha = enter_room(page, stage.url, "customer", call)
        asha.say("Is anybody coming?")
        desk.locator(f"[data-testid=room][data-booking='{call['id']}']").click()
        expect(desk.get_by_test_id("log")).to_contain_text("anybody coming")
        in_all_looks(stage, desk, "console-room")
        desk.get_by_test_id("join").click()
        reply(desk, "The pandit is on his way.")
        asha.wait_for_message("on his way", role="agent")
        expect(desk.get_by_test_id("people")).not_to_contain_text("Reading")
        stage.shoot("console-room-joined", desk)


def in_all_looks(stage: Stage, page: Page, name: str) -> None:
    """Light, dark, and narrow."""
    stage.shoot(name, page)
    page.emulate_media(color_scheme="dark")
    stage.shoot(f"{name}-dark", page)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 420, "height": 800})
    stage.shoot(f"{name}-narrow", page)
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
