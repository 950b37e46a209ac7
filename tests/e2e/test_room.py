"""Customer and pandit in the room of a booking, each in a browser of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import NewPage
from tests.support.browser import Chat, enter_room, within
from tests.support.stack import Stack

BOOKING = "PY-1001"


@pytest.fixture(scope="module")
def own(trained_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack whose gateway may be killed; rooms need no guide."""
    with Stack(tmp_path_factory.mktemp("rooms")) as running:
        running.wait_until_said(r"^catalog .* is loaded")
        yield running


def both(new_page: NewPage, stack: Stack) -> tuple[Chat, Chat]:
    """Customer and pandit, in the room."""
    asha = enter_room(new_page(), stack.url, "Asha", BOOKING)
    ravi = enter_room(new_page(), stack.url, "Ravi", BOOKING)
    return asha, ravi


def test_two_people_talk_beside_the_video(new_page: NewPage, own: Stack) -> None:
    """Each sees who is here, what the other writes, in the same order, beside the video."""
    asha, ravi = both(new_page, own)
    expect(asha.window.get_by_test_id("subtitle")).to_contain_text("Ravi", timeout=within(10))
    video = asha.page.locator("#video iframe")
    expect(video).to_be_visible()
    asha.say("Namaste panditji")
    ravi.wait_for_message("Namaste panditji")
    ravi.say("Namaste, shall we begin?")
    asha.wait_for_message("shall we begin?")
    assert asha.said()[-2:] == ravi.said()[-2:]
    size, place = video.bounding_box(), asha.window.bounding_box()
    assert size is not None
    assert place is not None
    assert 0.6 < size["width"] / (size["width"] + place["width"]) < 0.8


def test_nothing_is_lost_or_doubled_when_the_gateway_dies(new_page: NewPage, own: Stack) -> None:
    """What is written while the gateway is dead is sent once, in order, when it is back."""
    asha, ravi = both(new_page, own)
    asha.say("before the cut")
    ravi.wait_for_message("before the cut")
    own.kill_child("gateway")
    expect(asha.window.get_by_test_id("banner-link")).to_be_visible(timeout=within(10))
    for number in (1, 2, 3):
        asha.say(f"while cut {number}")
    ravi.say("and I from the other side")
    for chat in (asha, ravi):
        chat.wait_for_message("while cut 3")
        chat.wait_for_message("from the other side")
    for chat in (asha, ravi):
        chat.page.reload()
        chat.wait_until_loaded()
    said = asha.said()
    assert said == ravi.said()
    assert [text for text in said if text.startswith("while cut")] == [
        f"while cut {number}" for number in (1, 2, 3)
    ]
    assert said.count("and I from the other side") == 1


def test_what_was_written_survives_a_closed_tab(new_page: NewPage, own: Stack) -> None:
    """A message that could not be sent before the tab was closed is sent when it opens again."""
    asha, ravi = both(new_page, own)
    own.kill_child("gateway")
    expect(asha.window.get_by_test_id("banner-link")).to_be_visible(timeout=within(10))
    asha.say("written into the void")
    address = asha.page.url
    second = asha.page.context.new_page()
    asha.page.close()
    second.goto("about:blank")
    own.wait_until_said("^gateway .*starting it again", times=len(own.said("^gateway .*ended")))
    ravi.wait_until_loaded()
    expect(ravi.window.get_by_test_id("banner-link")).to_be_hidden(timeout=within(20))
    second.goto(address)
    Chat(second).wait_until_loaded()
    ravi.wait_for_message("written into the void")
    assert ravi.said().count("written into the void") == 1


def test_a_stranger_is_refused(new_page: NewPage, own: Stack) -> None:
    """Somebody signed in as nobody of the booking sees a refusal, and none of its history."""
    page = new_page()
    page.goto(f"{own.url}/room/{BOOKING}")
    expect(page.locator("#video")).to_contain_text("sign in", ignore_case=True)
    assert "Namaste" not in page.content()
