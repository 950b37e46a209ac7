"""What people hear of a room while they are not in it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Response, expect

from tests.e2e.conftest import NewPage
from tests.e2e.test_languages import choose_language
from tests.support.browser import Chat, Wire, enter_room, remember
from tests.support.host import a_call, put_booking
from tests.support.stack import Stack

# Stands for the browser's push service, which is not of this machine.
_SUBSCRIBE = """
let subscription = null;
const text = (bytes) => btoa(String.fromCharCode(...bytes))
  .replace(/[+]/g, "-").replace(/[/]/g, "_").replace(/=/g, "");
PushManager.prototype.getSubscription = async () => subscription;
PushManager.prototype.subscribe = async () => {
  const curve = {name: "ECDH", namedCurve: "P-256"};
  const pair = await crypto.subtle.generateKey(curve, true, ["deriveBits"]);
  const p256dh = text(new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)));
  const said = {endpoint: "http://127.0.0.1:9/me", keys: {p256dh, auth: text(new Uint8Array(16))}};
  const unsubscribe = async () => (subscription = null);
  return (subscription = {endpoint: said.endpoint, toJSON: () => said, unsubscribe});
};
"""


@pytest.fixture
def call(stack: Stack) -> Wire:
    """A booking that is being held now."""
    made = a_call()
    put_booking(stack.url, made)
    return made


def by(method: str) -> Callable[[Response], bool]:
    """Whether a response is to a call of this method."""
    return lambda response: response.request.method == method


def language_of(response: Response) -> str:
    """What the call it answers asked for."""
    return str(json.loads(response.request.post_data or "")["language"])


def test_the_chat_tells_of_an_unread_room(new_page: NewPage, stack: Stack, call: Wire) -> None:
    """A number on the button, a line in the chat; entering the room ends both."""
    page = new_page()
    remember(page, stack.url, call["customer"], "customer")
    page.goto(stack.url)
    ravi = enter_room(new_page(), stack.url, "pandit", call)
    ravi.say("Please come, the puja begins")
    expect(page.get_by_test_id("unread")).to_be_visible()
    page.get_by_test_id("launcher").click()
    line = page.get_by_test_id("banner-unread")
    expect(line).to_contain_text("Pandit Ravi Shastri wrote")
    line.get_by_role("button", name="Enter the room").click()
    chat = Chat(page)
    chat.wait_for_message("the puja begins")
    expect(ravi.window.get_by_test_id("fate")).to_have_attribute("data-fate", "seen")
    page.get_by_test_id("back-to-guide").click()
    chat.wait_until_loaded()
    expect(line).to_be_hidden()


def test_notifications_are_asked_for_by_a_click(
    new_page: NewPage, stack: Stack, call: Wire
) -> None:
    """Nothing is asked before; in the menu of the room they are turned on and off."""
    page = new_page(permissions=["notifications"])
    page.add_init_script(_SUBSCRIBE)
    called: list[str] = []
    page.on("request", lambda request: called.append(f"{request.method} {request.url}"))
    enter_room(page, stack.url, "customer", call)
    assert not [call for call in called if "push" in call]
    for method, is_on in (("PUT", False), ("DELETE", True)):
        page.get_by_test_id("room-menu").click()
        notify = page.get_by_role("menuitemcheckbox", name="Notify me")
        expect(notify).to_be_checked(checked=is_on)
        with page.expect_response(by(method)) as told:
            notify.click()
        assert told.value.json() == {}


def test_notifications_speak_the_language_of_the_chat(
    new_page: NewPage, stack: Stack, call: Wire
) -> None:
    """The one in which they are turned on, and the one that is chosen later."""
    page = new_page(permissions=["notifications"])
    page.add_init_script(_SUBSCRIBE)
    chat = enter_room(page, stack.url, "customer", call)
    page.get_by_test_id("room-menu").click()
    with page.expect_response(by("PUT")) as told:
        page.get_by_role("menuitemcheckbox", name="Notify me").click()
    assert language_of(told.value) == "en"
    with page.expect_response(by("PUT")) as told:
        choose_language(chat, "fa")
    assert language_of(told.value) == "fa"
    assert told.value.json() == {}
