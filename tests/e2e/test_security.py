"""Hostile words in the real browser: shown as they were typed, and never run."""

from __future__ import annotations

import asyncio
import io
import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx
import jwt
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import NewPage
from tests.support.browser import Chat, enter_room, open_console, reply, sign_in, take
from tests.support.host import a_call, put_booking
from tests.support.sockets import Sockets
from tests.support.stack import AUTH_SECRET, Stack
from tests.support.waiting import patient

RUN = "window.hacked=1"
IMAGE = f"<img src=x onerror={RUN}>"
WORDS = [
    f"<script>{RUN}</script>",
    IMAGE,
    f'"><svg onload={RUN}>',
    f"'-{RUN}-'",
    f"</textarea><iframe srcdoc='<script>parent.{RUN}</script>'>",
    f'<a href="javascript:{RUN}">click</a>',
    f"[click](javascript:{RUN}) **<b>{RUN}</b>**",
    f"javascript:{RUN}",
    f'https://example.org/" onmouseover="{RUN}',
    f"https://example.org/'><img src=x onerror={RUN}>",
    f"data:text/html,<script>{RUN}</script>",
    f"{{{{constructor.constructor('{RUN}')()}}}} ${{{RUN}}}",
    "<style>*{display:none}</style><base href=https://evil.example>",
    f"<math><mtext></form><form><mglyph><style></math><img src onerror={RUN}>",
    "\u202egnp.exe\u0000\u2066x",
]
_WATCH = """
window.hacked = 0;
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(event.violatedDirective + " " + event.blockedURI));
"""
_LINKS = """() => {
  const found = [];
  const look = (root) => {
    for (const one of root.querySelectorAll("*")) {
      for (const name of ["href", "src", "action", "srcdoc", "formaction", "xlink:href"])
        if (one.hasAttribute(name)) found.push([one.localName, name, one.getAttribute(name)]);
      for (const { name } of one.attributes)
        if (name.startsWith("on")) found.push([one.localName, name, ""]);
      if (one.shadowRoot) look(one.shadowRoot);
    }
  };
  look(document);
  return found;
}"""


def watched(new_page: NewPage, **options: object) -> Page:
    """A page that notices what runs and what its policy stops."""
    page = new_page(**options)
    page.add_init_script(_WATCH)
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
    return page


def assert_calm(page: Page) -> None:
    """Nothing ran, nothing was even tried, and no link leads to anything but pages."""
    assert page.evaluate("window.hacked") == 0
    assert page.evaluate("window.violations") == []
    for element, attribute, value in page.evaluate(_LINKS):
        assert not attribute.startswith("on"), (element, attribute)
        scheme = value.strip().lower().partition(":")[0] if ":" in value else ""
        assert scheme in ("", "http", "https", "blob", "data"), (element, attribute, value)
        assert not (scheme == "data" and element != "img"), (element, value)


def shown(messages: Locator) -> list[str]:
    """What messages say, without what links add for screen readers."""
    bubbles = messages.locator(".bubble").all_text_contents()
    return [re.sub(r"\s*\(opens in a new tab\)", "", text) for text in bubbles]


def token(person: str, role: str, name: str) -> str:
    """A token of the host's."""
    claims = {"sub": person, "role": role, "name": name, "exp": 4102444800}
    return jwt.encode(claims, AUTH_SECRET, "HS256")


def apart(work: Callable[[], Any]) -> Any:
    """Run a coroutine beside Playwright, whose loop is taken."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(work())).result()


def pandit_of(booking: str) -> str:
    """Another one in each room: a person may not say so many words in ten seconds."""
    return f"pandit-{booking}"


def speak_in_room(stack: Stack, booking: str) -> None:
    """The pandit, whose name is hostile too, says all the words, quotes them and sends a file."""
    auth = {"token": token(pandit_of(booking), "pandit", IMAGE), "booking_id": booking}
    picture = io.BytesIO()
    Image.new("RGB", (4, 3)).save(picture, "PNG")

    async def speak() -> None:
        async with Sockets() as sockets:
            pandit, _ = await sockets.join(stack.url, auth=auth)
            said = [await pandit.say(words) for words in WORDS]
            quoted = [await pandit.say("quoted", reply_to=each["id"]) for each in said[:4]]
            for name in (f"{IMAGE}.png", f'x" onerror="{RUN}.png'):
                async with httpx.AsyncClient(timeout=patient(30), trust_env=False) as http:
                    answer = await http.post(
                        f"{stack.url}/api/attachments",
                        params={"booking_id": booking, "name": name},
                        headers={"Authorization": f"Bearer {auth['token']}"},
                        content=picture.getvalue(),
                    )
                file = answer.json()["attachment"]["id"]
                quoted.append(await pandit.say(IMAGE, attachments=[file]))
            assert all("id" in each for each in said + quoted), said + quoted

    apart(speak)


@contextmanager
def people_in(stack: Stack, booking: str) -> Iterator[None]:
    """A pandit who types and an agent who reads along stay in the room; their names are hostile."""
    over = threading.Event()

    async def stay() -> None:
        async with Sockets() as sockets:
            auth = {"booking_id": booking}
            watcher = auth | {"token": token("eve", "agent", WORDS[2])}
            await sockets.join(stack.url, auth=watcher)
            pandit, _ = await sockets.join(
                stack.url, auth=auth | {"token": token(pandit_of(booking), "pandit", IMAGE)}
            )
            while not over.is_set():
                await pandit.emit("typing", {"on": True})
                await asyncio.to_thread(over.wait, 1)

    with ThreadPoolExecutor(1) as thread:
        staying = thread.submit(lambda: asyncio.run(stay()))
        try:
            yield
        finally:
            over.set()
            staying.result()


POLICIES = pytest.mark.parametrize("options", [{}, {"bypass_csp": True}], ids=["with", "without"])


@POLICIES
def test_in_a_room(new_page: NewPage, stack: Stack, options: dict[str, object]) -> None:
    """Messages, quotes, names, files and findings, with the page's policy and without it."""
    booking = f"PY-XSS-{len(options)}"
    call = a_call(id=booking, pandit=pandit_of(booking), customer_name=IMAGE)
    put_booking(stack.url, call)
    speak_in_room(stack, booking)
    page = watched(new_page, **options)
    chat = enter_room(page, stack.url, "customer", call)
    expect(chat.messages("pandit")).to_have_count(len(WORDS) + 6)
    assert shown(chat.messages("pandit"))[: len(WORDS)] == WORDS
    expect(chat.window.get_by_test_id("quote").first).to_be_attached()
    expect(chat.window.locator("img[src^='blob:']").first).to_be_attached()
    rels = chat.window.locator("a[rel]").evaluate_all("links => links.map(({rel}) => rel)")
    assert all("noopener" in rel for rel in rels), rels
    chat.window.get_by_test_id("room-menu").click()
    page.get_by_role("menuitem", name="Search").click()
    search = chat.window.get_by_test_id("search").locator("input")
    search.fill("script")
    search.press("Enter")
    expect(chat.window.get_by_test_id("found").first).to_be_visible()
    assert_calm(page)


@POLICIES
def test_a_room_in_the_console(new_page: NewPage, stack: Stack, options: dict[str, object]) -> None:
    """The list of rooms, who is there and reads along, what was said, files, one's own words."""
    booking = f"PY-XSS-C{len(options)}"
    put_booking(
        stack.url,
        a_call(id=booking, pandit=pandit_of(booking), customer_name=IMAGE),
    )
    speak_in_room(stack, booking)
    desk = watched(new_page, **options)
    open_console(desk, stack.url)
    with people_in(stack, booking):
        row = desk.locator(f"[data-testid=room][data-booking={booking}]")
        expect(row).to_contain_text(IMAGE)
        row.click()
        people = desk.get_by_test_id("people")
        expect(people).to_contain_text(WORDS[2])
        expect(people).to_contain_text(IMAGE)
        thread = desk.get_by_test_id("thread")
        expect(thread.locator(".typing")).to_contain_text(IMAGE)
        spoken = thread.locator("[data-role=pandit]")
        expect(spoken).to_have_count(len(WORDS) + 6)
        assert shown(spoken)[: len(WORDS)] == WORDS
        expect(spoken.locator(".name").first).to_contain_text(IMAGE)
        expect(thread.get_by_test_id("file").last).to_contain_text("onerror")
        desk.get_by_test_id("join").click()
        reply(desk, IMAGE)
        own = thread.locator("[data-role=agent]")
        expect(own).to_contain_text(IMAGE)
        assert_calm(desk)


def test_in_my_bookings(new_page: NewPage, stack: Stack) -> None:
    """Names in the list, and a video that is no page, which does not open."""
    for number, link in enumerate(["https://example.org/'><script>", "//example.org/x"]):
        call = a_call(
            id=f"PY-XSS-B{number}",
            customer="asha",
            pandit="ravi",
            customer_name=IMAGE,
            video_url=link,
        )
        put_booking(stack.url, call)
    page = watched(new_page)
    sign_in(page, stack.url, "Ravi")
    page.goto(f"{stack.url}/bookings")
    expect(page.get_by_text("PY-XSS-B0").first).to_be_visible()
    assert_calm(page)


def test_with_the_guide_and_in_the_console(new_page: NewPage, stack: Stack) -> None:
    """What a visitor types, in their own window and on the agent's desk."""
    visitor = watched(new_page)
    visitor.goto(stack.url)
    chat = Chat(visitor).open()
    chat.ask("I want to talk to a human please")
    for words in WORDS[:-1]:
        chat.say(words)
    desk = watched(new_page)
    open_console(desk, stack.url)
    take(desk, chat)
    thread = desk.get_by_test_id("thread")
    last = thread.get_by_text(WORDS[-2])
    expect(last.first).to_be_attached()
    reply(desk, IMAGE)
    chat.wait_for_message(IMAGE, role="agent")
    for page in (visitor, desk):
        assert_calm(page)


def test_addresses_of_the_site(new_page: NewPage, stack: Stack) -> None:
    """What stands in an address is looked up or shown, never run."""
    page = watched(new_page)
    hostile_part = "%22%3E%3Cimg%20src=x%20onerror=" + RUN + "%3E"
    for path in ("shop", "room", "shop/track"):
        page.goto(f"{stack.url}/{path}/{hostile_part}", wait_until="networkidle")
        assert_calm(page)
    for query in ("checkout?request=", "?language=", "bookings?x="):
        page.goto(f"{stack.url}/{query}{hostile_part}#{hostile_part}", wait_until="networkidle")
        assert_calm(page)
