"""Customer and pandit in the room of a booking, each in a browser of their own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from tests.e2e.conftest import NewPage
from tests.e2e.test_access import violations
from tests.support.browser import Chat, enter_room, open_console, remember, reply
from tests.support.gateway import Gateway
from tests.support.host import a_call, put_booking


def both(new_page: NewPage, gateway: Gateway) -> tuple[Chat, Chat]:
    """Customer and pandit, in the room."""
    call = a_call()
    put_booking(gateway.url, call)
    asha = enter_room(new_page(bypass_csp=True), gateway.url, "customer", call)
    return asha, enter_room(new_page(), gateway.url, "pandit", call)


def test_two_people_talk_beside_the_video(new_page: NewPage, own: Gateway) -> None:
    """Each sees who is here, what the other writes, in the same order, beside the video."""
    asha, ravi = both(new_page, own)
    expect(asha.window.get_by_test_id("subtitle")).to_contain_text("Ravi")
    video = asha.page.locator("#video iframe")
    expect(video).to_be_visible()
    asha.say("Namaste panditji")
    ravi.wait_for_message("Namaste panditji")
    ravi.say("Namaste, shall we begin?")
    for chat in (asha, ravi):
        chat.wait_for_message("shall we begin?")
    assert asha.said()[-2:] == ravi.said()[-2:]
    size, place = video.bounding_box(), asha.window.bounding_box()
    assert size is not None
    assert place is not None
    assert 0.6 < size["width"] / (size["width"] + place["width"]) < 0.8


def test_the_room_says_who_is_here_and_who_has_left(new_page: NewPage, own: Gateway) -> None:
    """Alone, with the pandit, and after the pandit went."""
    call = a_call()
    put_booking(own.url, call)
    asha = enter_room(new_page(bypass_csp=True), own.url, "customer", call)
    subtitle = asha.window.get_by_test_id("subtitle")
    expect(subtitle).to_have_text("Connected. Nobody else is here.")
    ravi = enter_room(new_page(), own.url, "pandit", call)
    expect(subtitle).to_have_text("Pandit Ravi Shastri is here")
    ravi.page.close()
    expect(subtitle).to_have_text("Pandit Ravi Shastri has left")
    assert violations(asha.page) == []


def test_nothing_is_lost_or_doubled_when_the_gateway_dies(new_page: NewPage, own: Gateway) -> None:
    """What is written while the gateway is dead is sent once, in order, when it is back."""
    asha, ravi = both(new_page, own)
    asha.say("before the cut")
    ravi.wait_for_message("before the cut")
    own.kill()
    for chat in (asha, ravi):
        expect(chat.window.get_by_test_id("banner-link")).to_be_visible()
    assert violations(asha.page) == []
    for number in (1, 2, 3):
        asha.say(f"while cut {number}")
    ravi.say("and I from the other side")
    own.start()
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


def test_what_was_written_survives_a_closed_tab(new_page: NewPage, own: Gateway) -> None:
    """A message that could not be sent before the tab was closed is sent when it opens again."""
    asha, ravi = both(new_page, own)
    own.kill()
    expect(asha.window.get_by_test_id("banner-link")).to_be_visible()
    asha.say("written into the void")
    expect(asha.window.locator("[data-type=pending]")).to_be_visible()
    address = asha.page.url
    second = asha.page.context.new_page()
    asha.page.close()
    own.start()
    second.goto(address)
    Chat(second).wait_until_loaded()
    ravi.wait_for_message("written into the void")
    assert ravi.said().count("written into the void") == 1


def test_a_stranger_is_refused(new_page: NewPage, own: Gateway) -> None:
    """Somebody signed in as nobody of the booking sees a refusal, and none of its history."""
    page = new_page()
    page.goto(f"{own.url}/room/PY-1001")
    expect(page.locator("#video")).to_contain_text("sign in", ignore_case=True)
    assert "Namaste" not in page.content()


def test_the_page_follows_the_booking(new_page: NewPage, own: Gateway) -> None:
    """Early it says so and opens by itself; cancelled, the video is gone and the page says why."""
    open_now = a_call()
    starts = datetime.now(UTC) + timedelta(minutes=30) + timedelta(minutes=20)
    times = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=1)).isoformat()}
    put_booking(own.url, open_now | times)
    page = new_page(bypass_csp=True)
    page.clock.install()
    remember(page, own.url, open_now["customer"], "customer")
    page.goto(f"{own.url}/room/{open_now['id']}")
    why = page.get_by_test_id("no-video")
    expect(why).to_contain_text("The room opens")
    assert violations(page) == []
    put_booking(own.url, open_now)
    page.clock.fast_forward("21:00")  # to when the gateway said that it would open
    video = page.locator("#video iframe")
    expect(video).to_be_visible()
    put_booking(own.url, open_now | {"status": "cancelled"})
    expect(why).to_contain_text("cancelled")
    expect(page.get_by_test_id("refused")).to_have_attribute("data-code", "room_closed")
    expect(video).to_have_count(0)
    assert violations(page) == []
    page.goto(f"{own.url}/room/PY-NOBODYS")
    expect(why).to_contain_text("no such booking")


def test_staff_read_along_and_join(new_page: NewPage, own: Gateway) -> None:
    """The console lists the room and who is missing; the agent reads, joins, writes and leaves."""
    call = a_call()
    put_booking(own.url, call)
    asha = enter_room(new_page(), own.url, "customer", call)
    asha.say("Is anybody coming?")
    desk = open_console(new_page(bypass_csp=True), own.url)
    row = desk.locator(f"[data-testid=room][data-booking='{call['id']}']")
    expect(row).to_contain_text("Pandit missing")
    row.click()
    expect(desk.get_by_test_id("log")).to_contain_text("Is anybody coming?")
    expect(desk.get_by_test_id("composer")).to_have_count(0)
    assert violations(desk) == []
    expect(asha.window.get_by_test_id("subtitle")).not_to_contain_text("Meera")
    desk.get_by_test_id("join").click()
    reply(desk, "The pandit is on his way.")
    asha.wait_for_message("on his way", role="agent")
    expect(asha.window.get_by_test_id("subtitle")).to_contain_text("Meera")
    desk.get_by_test_id("leave").click()
    expect(asha.window.get_by_test_id("subtitle")).to_contain_text("left")
    expect(desk.get_by_test_id("join")).to_be_visible()
    put_booking(own.url, call | {"status": "cancelled"})
    expect(desk.get_by_test_id("owner")).to_contain_text("closed")
    expect(desk.get_by_test_id("join")).to_have_count(0)
