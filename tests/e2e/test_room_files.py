"""Photos, files and voice messages in a room, in real browsers."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import FilePayload, expect

from tests.e2e.conftest import NewPage
from tests.e2e.test_access import violations
from tests.support.browser import Chat, enter_room
from tests.support.host import a_call, put_booking
from tests.support.stack import Stack

_DRAW = """async () => {
    const canvas = document.createElement("canvas");
    canvas.width = 3000;
    canvas.height = 1500;
    canvas.getContext("2d").fillRect(0, 0, 3000, 1500);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg"));
    return [...new Uint8Array(await blob.arrayBuffer())];
}"""

_UNTIL_IT_ENDS = """audio => new Promise((done, failed) => {
    if (audio.ended) done();
    audio.addEventListener("ended", () => done());
    audio.addEventListener("error", () => failed(audio.error));
})"""


@pytest.fixture
def both(new_page: NewPage, stack: Stack) -> tuple[Chat, Chat]:
    """Customer and pandit in the room."""
    call = a_call()
    put_booking(stack.url, call)
    asha = enter_room(new_page(bypass_csp=True), stack.url, "customer", call)
    return asha, enter_room(new_page(), stack.url, "pandit", call)


def photo(chat: Chat) -> FilePayload:
    """A photo as a camera makes it, larger than it is sent."""
    return {
        "name": "altar.jpg",
        "mimeType": "image/jpeg",
        "buffer": bytes(chat.page.evaluate(_DRAW)),
    }


def text_file(name: str) -> FilePayload:
    """A small text file."""
    return {"name": name, "mimeType": "text/plain", "buffer": b"ghee, rice, flowers"}


def attach(chat: Chat, *files: FilePayload) -> None:
    """Choose files and send them."""
    chat.window.get_by_test_id("picker").set_input_files(files)
    chat.window.get_by_test_id("send").click()


def uploads(chat: Chat) -> Any:
    """The files that are on their way."""
    return chat.window.get_by_test_id("upload")


def test_a_photo_and_a_file(both: tuple[Chat, Chat]) -> None:
    """Each is a message; the photo comes smaller, opens large, the file is saved by its name."""
    asha, ravi = both
    asha.window.get_by_test_id("picker").set_input_files(
        [photo(asha), text_file("<img src=x onerror=document.title='hit'>.txt")]
    )
    expect(uploads(asha)).to_have_count(2)
    asha.say("The altar, and my list")
    ravi.wait_for_message("The altar, and my list")
    small = ravi.window.get_by_test_id("photo").last
    expect(small.locator("img")).to_have_js_property("naturalWidth", 2048)
    small.click()
    expect(ravi.page.get_by_test_id("large")).to_be_visible()
    ravi.page.keyboard.press("Escape")
    expect(ravi.page.get_by_test_id("large")).to_be_hidden()
    expect(ravi.window).to_be_visible()
    with ravi.page.expect_download() as saving:
        ravi.window.get_by_test_id("file").last.click()
    assert saving.value.path().read_text() == "ghee, rice, flowers"
    assert ravi.page.title() != "hit"
    expect(uploads(asha)).to_have_count(0)


def test_a_refused_file_says_why(both: tuple[Chat, Chat]) -> None:
    """What cannot be sent stays above the field with its reason; the next file goes out."""
    asha, ravi = both
    program: FilePayload = {
        "name": "setup.exe",
        "mimeType": "application/octet-stream",
        "buffer": b"MZ" + bytes(200),
    }
    attach(asha, program, text_file("after-the-refusal.txt"))
    expect(uploads(asha).first).to_contain_text("cannot be sent")
    ravi.wait_for_message("after-the-refusal.txt")
    assert violations(asha.page) == []
    uploads(asha).get_by_role("button", name="Remove setup.exe").click()
    expect(uploads(asha)).to_have_count(0)


def test_an_upload_outlives_a_cut_connection(both: tuple[Chat, Chat]) -> None:
    """A file that is sent without a network goes out when the network is back, once."""
    asha, ravi = both
    asha.page.context.set_offline(True)
    attach(asha, text_file("sent-without-network.txt"))
    expect(uploads(asha)).to_have_attribute("data-state", "waiting")
    asha.page.context.set_offline(False)
    ravi.wait_for_message("sent-without-network.txt")
    expect(uploads(asha)).to_have_count(0)
    expect(ravi.messages("customer").filter(has_text="sent-without-network.txt")).to_have_count(1)


def test_a_voice_message(both: tuple[Chat, Chat]) -> None:
    """Recorded, sent, played by the other."""
    asha, ravi = both
    sounds = ravi.window.get_by_test_id("sound")
    asha.window.get_by_test_id("record").click()
    expect(asha.window.get_by_role("timer")).not_to_have_text("0:00")
    asha.window.get_by_test_id("send-voice").click()
    expect(asha.composer).to_be_focused()
    expect(sounds).to_have_count(1)
    sounds.last.get_by_role("button", name="Play").click()
    sounds.last.locator("audio").evaluate(_UNTIL_IT_ENDS)
    expect(sounds.last.get_by_role("button", name="Play")).to_be_visible()
