"""The room of a booking as customer, pandit and staff see it, also when something is wrong."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import FilePayload, Page, expect

from connectors.stack.places import ROOT
from tests.pictures.stage import NARROW, Stage, side_by_side
from tests.support.browser import Chat, enter_room
from tests.support.host import a_call, put_booking

DESKTOP = (1180, 800)


def scenes(stage: Stage) -> None:
    """From two who talk to a room that is closed."""
    call = a_call(id="PY-2041", customer="asha", pandit="ravi")
    put_booking(stage.url, call)
    with stage.person(DESKTOP) as desktop, stage.person(NARROW, "dark") as phone:
        asha = enter_room(desktop, stage.url, "customer", call)
        ravi = enter_room(phone, stage.url, "pandit", call)
        two_talk(asha, ravi)
        stage.shoot("room-two", desktop, phone)
        in_other_looks(stage, desktop)
        what_one_can_do(stage, asha)
        when_it_goes_wrong(stage, asha, ravi, call)
    before_and_after(stage)


def two_talk(asha: Chat, ravi: Chat) -> None:
    """A conversation with everything in it that a message can be."""
    asha.say("Namaste panditji, the kalash and the lamp are ready.")
    ravi.wait_for_message("kalash")
    ravi.say("Namaste Asha ji. Please send me a picture of the altar, then we begin.")
    asha.wait_for_message("picture of the altar")
    altar = ROOT / "widget/src/site/images/hero.svg"
    photo: FilePayload = {
        "name": "altar.png",
        "mimeType": "image/png",
        "buffer": drawn(asha.page, altar.name),
    }
    asha.window.get_by_test_id("picker").set_input_files([photo])
    asha.say("Is the diya in the right place?")
    expect(ravi.window.get_by_test_id("photo").locator("img")).to_be_visible()
    menu_of(ravi, "Is the diya").get_by_role("menuitem", name="Reply").click()
    ravi.say("बहुत सुंदर! दीपक थोड़ा दाईं ओर रखिए।")
    asha.wait_for_message("दीपक")
    menu_of(asha, "दीपक").get_by_role("menuitemcheckbox", name="Namaste").click()
    expect(ravi.window.get_by_role("button", name="Namaste: 1")).to_be_visible()


def drawn(page: Page, name: str) -> bytes:
    """A picture of the site as a photo of a phone would come."""
    painted = page.evaluate(
        """async (name) => {
            const picture = new Image();
            picture.src = `/assets/images/${name}`;
            await picture.decode();
            const canvas = document.createElement("canvas");
            [canvas.width, canvas.height] = [1120, 960];
            const pen = canvas.getContext("2d");
            pen.fillStyle = "#fffaf3";
            pen.fillRect(0, 0, 1120, 960);
            pen.drawImage(picture, 0, 0, 1120, 960);
            const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
            return [...new Uint8Array(await blob.arrayBuffer())];
        }""",
        name,
    )
    return bytes(painted)


def menu_of(chat: Chat, words: str) -> Page:
    """Open the menu of the message with these words."""
    chat.wait_for_message(words).get_by_test_id("actions").click()
    return chat.page


def in_other_looks(stage: Stage, desktop: Page) -> None:
    """The customer's page in the dark and on a phone."""
    desktop.emulate_media(color_scheme="dark")
    stage.shoot("room-dark", desktop)
    desktop.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    stage.shoot("room-phone-dark", desktop)
    desktop.emulate_media(color_scheme="light")
    stage.shoot("room-phone", desktop)
    desktop.set_viewport_size({"width": 320, "height": 640})
    stage.shoot("room-small-phone", desktop)
    desktop.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})


def what_one_can_do(stage: Stage, asha: Chat) -> None:
    """The menus, search, a correction, a voice message."""
    page = menu_of(asha, "kalash")
    stage.shoot("room-message-menu", page)
    page.get_by_role("menuitem", name="Edit").click()
    stage.shoot("room-edit", page)
    page.keyboard.press("Escape")
    page.get_by_test_id("room-menu").click()
    stage.shoot("room-menu", page)
    page.get_by_role("menuitem", name="Search").click()
    page.keyboard.type("altar")
    expect(asha.window.get_by_test_id("found").first).to_be_visible()
    stage.shoot("room-search", page)
    page.keyboard.press("Escape")
    page.get_by_test_id("record").click()
    expect(asha.window.get_by_role("timer")).to_have_text(re.compile(r"0:0[2-9]"))
    stage.shoot("room-recording", page)
    page.get_by_test_id("send-voice").click()
    expect(asha.window.get_by_test_id("sound")).to_be_visible()
    stage.shoot("room-voice", page)


def when_it_goes_wrong(stage: Stage, asha: Chat, ravi: Chat, call: dict[str, Any]) -> None:
    """A dropped connection, a refused file, the other gone, a room that closes."""
    phone = ravi.page
    phone.emulate_media(color_scheme="light")
    phone.context.set_offline(True)
    expect(ravi.window.get_by_test_id("banner-link")).to_be_visible()
    ravi.say("I shall be back in a moment.")
    expect(ravi.window.locator("[data-type=pending]")).to_be_visible()
    stage.shoot("room-dropped", phone)
    phone.context.set_offline(False)
    asha.wait_for_message("back in a moment")
    program: FilePayload = {"name": "setup.exe", "mimeType": "", "buffer": b"MZ" + bytes(200)}
    ravi.window.get_by_test_id("picker").set_input_files([program])
    ravi.window.get_by_test_id("send").click()
    upload = ravi.window.get_by_test_id("upload")
    expect(upload).to_contain_text("cannot be sent")
    stage.shoot("room-refused-file", phone)
    upload.get_by_role("button", name="Remove setup.exe").click()
    phone.goto("about:blank")
    expect(asha.window.get_by_test_id("subtitle")).to_contain_text("left")
    stage.shoot("room-left", asha.page)
    phone.goto(f"{stage.url}/room/{call['id']}")
    ravi.wait_until_loaded()
    put_booking(stage.url, call | {"status": "cancelled"})
    for chat in (asha, ravi):
        expect(chat.window.get_by_test_id("refused")).to_be_visible()
    stage.shoot("room-closed", asha.page)
    stage.shoot("room-closed-phone", phone)
    states = stage.taken("room-dropped", "room-refused-file", "room-closed-phone")
    stage.keep("room-states", side_by_side(states))


def before_and_after(stage: Stage) -> None:
    """A room that is not open yet, and one that nobody may enter."""
    starts = datetime.now(UTC) + timedelta(hours=30)
    times = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=1)).isoformat()}
    call = a_call(id="PY-2042", customer="asha", pandit="ravi", **times)
    put_booking(stage.url, call)
    with stage.person(DESKTOP) as page:
        page.goto(f"{stage.url}/room/{call['id']}")
        expect(page.locator("#video")).to_contain_text("sign in", ignore_case=True)
        stage.shoot("room-stranger", page)
        page.get_by_role("banner").get_by_role("button", name="Sign in").click()
        page.get_by_role("button", name="Asha").click()
        expect(page.get_by_test_id("no-video")).to_contain_text("opens")
        expect(page.get_by_test_id("refused")).to_be_visible()
        stage.shoot("room-early", page)
        page.goto(f"{stage.url}/room/PY-NOBODYS")
        expect(page.get_by_test_id("no-video")).to_contain_text("no such")
        stage.shoot("room-nobodys", page)
