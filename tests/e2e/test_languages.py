"""The widget and the sample site in other languages than English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import NewPage
from tests.e2e.test_access import violations
from tests.support.browser import Chat, enter_room, open_console, remember
from tests.support.gateway import Gateway
from tests.support.host import a_call, put_booking
from tests.support.stack import Stack
from tests.support.waiting import wait_for


def choose_language(chat: Chat, code: str) -> None:
    """Take another language in the menu of the chat."""
    chat.window.get_by_test_id("language").select_option(code)
    expect(chat.page.locator(f".root[lang={code}]")).to_be_visible()


@pytest.mark.parametrize(
    ("locale", "code", "direction", "placeholder", "suggestion", "answer"),
    [
        ("fa-IR", "fa", "rtl", "پیام خود را بنویسید", "رزرو چگونه انجام می‌شود؟", "پاندیت"),
        ("hi-IN", "hi", "ltr", "संदेश लिखें", "बुकिंग कैसे होती है?", "पंडित"),
        ("ne-NP", "ne", "ltr", "सन्देश लेख्नुहोस्", "बुकिङ कसरी गर्ने?", "पण्डित"),
    ],
)
@pytest.mark.parametrize("look", ["light", "dark"])
def test_a_visitor_is_met_in_the_browsers_language(
    new_page: NewPage,
    stack: Stack,
    locale: str,
    code: str,
    direction: str,
    placeholder: str,
    suggestion: str,
    answer: str,
    look: str,
) -> None:
    """The page, the chat and the guide speak it, in its direction; axe finds nothing."""
    page = new_page(locale=locale, color_scheme=look, bypass_csp=True)
    page.goto(stack.url)
    html = page.locator("html")
    expect(html).to_have_attribute("lang", code)
    expect(html).to_have_attribute("dir", direction)
    chat = Chat(page).open()
    expect(chat.window).to_have_attribute("dir", direction)
    expect(chat.composer).to_have_attribute("placeholder", placeholder)
    assert answer in chat.choose(suggestion)
    assert violations(page) == []


@pytest.mark.parametrize(
    ("locale", "puja", "caption"),
    [
        ("hi-IN", "सत्यनारायण पूजा", "नमूना वीडियो"),
        ("ne-NP", "न्वारान", "नमुना भिडियो"),
        ("fa-IR", "پوجای ساتیانارایان", "ویدیوی نمونه"),
    ],
)
def test_every_page_in_every_language(
    new_page: NewPage, own: Gateway, locale: str, puja: str, caption: str
) -> None:
    """The catalog, one's bookings and the video are told in it; axe finds nothing."""
    page = new_page(locale=locale, bypass_csp=True)
    remember(page, own.url, "asha", "customer")
    for path in (
        "/",
        "/shop",
        "/shop/track/OD-5001",
        "/bookings",
        "/checkout?request=PY-1002",
        "/help/refunds-and-cancellation",
        "/room/PY-1001",
    ):
        page.goto(own.url + path)
        page.wait_for_load_state("networkidle")
        expect(page.locator("html")).to_have_attribute("lang", locale[:2])
        assert violations(page) == [], path
    expect(page.frame_locator("iframe").get_by_role("heading")).to_contain_text(caption)
    page.goto(own.url)
    expect(page.get_by_test_id("pujas")).to_contain_text(puja)


def test_persian_is_mirrored(new_page: NewPage, stack: Stack) -> None:
    """One's own words stand left, those of the guide right; a line of English runs its own way."""
    page = new_page(locale="fa-IR")
    page.goto(stack.url)
    chat = Chat(page).open()
    expect(chat.composer).to_have_css("direction", "rtl")
    chat.ask("hello")
    own = chat.messages("guest").last.locator(".bubble").bounding_box()
    guide = chat.messages("bot").last.locator(".bubble").bounding_box()
    send = chat.window.get_by_test_id("send").bounding_box()
    field = chat.composer.bounding_box()
    assert own is not None
    assert guide is not None
    assert send is not None
    assert field is not None
    assert own["x"] < guide["x"]
    assert send["x"] < field["x"]
    line = chat.messages("guest").last.locator(".prose")
    expect(line).to_have_css("direction", "ltr")


def test_the_menu_changes_the_language_and_it_is_remembered(page: Page, stack: Stack) -> None:
    """From English to Hindi: the chat at once, the guide with its next answer, also later."""
    page.goto(stack.url)
    chat = Chat(page).open()
    chat.ask("hello")
    choose_language(chat, "hi")
    expect(chat.composer).to_have_attribute("placeholder", "संदेश लिखें")
    assert re.search(r"[\u0900-\u097f]", chat.ask("नमस्ते"))
    page.reload()
    expect(chat.composer).to_have_attribute("placeholder", "संदेश लिखें")


def test_a_room_is_called_in_the_language_of_the_menu(new_page: NewPage, own: Gateway) -> None:
    """In its title, and in the line that tells of it outside."""
    call = a_call()
    put_booking(own.url, call)
    asha = enter_room(new_page(), own.url, "customer", call)
    choose_language(asha, "hi")
    title = asha.window.get_by_test_id("title")
    expect(title).to_have_text("सत्यनारायण पूजा")
    choose_language(asha, "fa")
    expect(title).to_have_text("پوجای ساتیانارایان")

    outside = new_page()
    remember(outside, own.url, call["pandit"], "pandit")
    outside.goto(own.url)
    ravi = Chat(outside).open()
    asha.say("Namaste")
    line = ravi.window.get_by_test_id("banner-unread")
    expect(line).to_contain_text("Satyanarayan Puja")
    choose_language(ravi, "hi")
    expect(line).to_contain_text("सत्यनारायण पूजा")


def test_what_the_service_says_is_told_in_the_readers_language(
    new_page: NewPage, own: Gateway
) -> None:
    """It is read out in it, and stands so in the history of the site and in what is downloaded."""
    call = a_call()
    put_booking(own.url, call)
    asha = enter_room(new_page(), own.url, "customer", call)
    choose_language(asha, "fa")
    desk = open_console(new_page(), own.url)
    desk.locator(f"[data-testid=room][data-booking='{call['id']}']").click()
    desk.get_by_test_id("join").click()
    joined = "از پشتیبانی به گفت‌وگو پیوست"
    announcer = asha.window.get_by_test_id("announcer")
    expect(announcer).to_contain_text(joined)
    desk.get_by_test_id("leave").click()

    page = asha.page
    page.locator("[data-language-menu]").select_option("fa")
    expect(page.locator("html")).to_have_attribute("lang", "fa")
    page.goto(f"{own.url}/bookings")
    history = page.locator(f"[data-id='{call['id']}']").get_by_test_id("conversation")
    history.locator("summary").click()
    expect(history.get_by_test_id("talk")).to_contain_text(joined)
    with page.expect_download() as download:
        history.get_by_role("button", name="متن").click()
    text = download.value.path().read_text("utf-8")
    assert joined in text
    assert "عنوان: پوجای ساتیانارایان" in text


def test_the_guide_and_the_chat_follow_what_is_typed(page: Page, stack: Stack) -> None:
    """Hindi in Latin letters in an English chat: the answer is Hindi, and so is the window."""
    page.goto(stack.url)
    chat = Chat(page).open()
    chat.ask("hello")
    assert re.search(r"[\u0900-\u097f]", chat.ask("mujhe satyanarayan puja book karni hai"))
    expect(chat.page.locator(".root[lang=hi]")).to_be_visible()


def test_the_sites_menu_changes_site_and_chat(page: Page, stack: Stack) -> None:
    """The page comes in the chosen language from then on, and the chat follows it."""
    page.goto(stack.url)
    Chat(page).open()
    page.locator("[data-language-menu]").select_option("ne")
    expect(page.locator("html")).to_have_attribute("lang", "ne")
    chat = Chat(page).wait_until_loaded()
    expect(chat.composer).to_have_attribute("placeholder", "सन्देश लेख्नुहोस्")
    page.goto(f"{stack.url}/shop")
    expect(page.locator("html")).to_have_attribute("lang", "ne")


@contextmanager
def host_page(html: str, policy: str) -> Iterator[str]:
    """A page on an origin of its own, with its content policy; its address."""

    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Host) as server:
        Thread(target=server.serve_forever, args=(0.05,)).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


def test_texts_reach_a_host_with_a_strict_content_policy(page: Page, stack: Stack) -> None:
    """On a foreign page that lets in scripts of the gateway alone, chat and texts come, too."""
    policy = f"default-src 'none'; img-src data:; script-src {stack.url}"
    tag = f'<script src="{stack.url}/widget.js" data-language="fa" async></script>'
    icon = '<link rel="icon" href="data:,">'
    with host_page(f"<!doctype html><html lang=en><title>Host</title>{icon}{tag}", policy) as host:
        page.goto(host)
        launcher = page.get_by_test_id("launcher")
        label = "باز کردن گفت‌وگو"
        expect(launcher).to_have_attribute("aria-label", label)
        launcher.hover()
        wait_for(lambda: page.evaluate("Boolean(globalThis.PanditYatraTexts?.fa)"))


def test_a_source_leads_to_its_section(page: Page, stack: Stack) -> None:
    """The link below an answer opens the help page with the section in view."""
    page.goto(f"{stack.url}/help/refunds-and-cancellation")
    section = page.get_by_test_id("help").locator("section[id]").last
    anchor = section.get_attribute("id")
    page.goto(f"{stack.url}/help/refunds-and-cancellation#{anchor}")
    page.reload()
    wanted = page.locator("section.wanted")
    expect(wanted).to_have_id(anchor or "")
    expect(wanted).to_be_in_viewport()
