"""Web Push: sealed, signed, to known services only, seldom, and never what was said."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from connectors.bus import Bus
from connectors.domain.ids import new_id
from connectors.errors import ConfigError, InvalidInput
from connectors.gateway.access.limits import Limits
from connectors.gateway.push import Push, is_push_service
from connectors.gateway.vapid import Vapid, new_private_key
from connectors.settings import Settings
from connectors.stores.database import Database, open_database
from connectors.stores.subscriptions import Subscription, Subscriptions
from tests.fakes.push_service import Browser, PushService
from tests.fakes.rasa_server import RasaServer
from tests.integration.gateway.conftest import gateway_settings
from tests.integration.gateway.test_api import bearer
from tests.integration.gateway.test_rooms import a_booking, entry
from tests.support.gateway import Gateway
from tests.support.sockets import Sockets
from tests.support.waiting import eventually


@pytest.fixture(scope="session")
def service() -> Iterator[PushService]:
    """The push service of all browsers here."""
    with PushService() as running:
        yield running


SAID = {
    "en": {"title": "Puja", "body": "New messages"},
    "hi": {"title": "पूजा", "body": "नए संदेश"},
}


def subscription(browser: Browser, language: str = "en") -> Subscription:
    """What a browser sends us."""
    said = browser.subscription()
    return Subscription(said["endpoint"], **said["keys"], language=language)


async def told(browser: Browser) -> list[dict[str, str]]:
    """What a browser shows, once it has something."""
    return await eventually(lambda: browser.messages)


@pytest.fixture
async def push(settings: Settings, database: Database, service: PushService) -> AsyncIterator[Push]:
    """Push on an empty database, running."""
    bus, http = Bus(settings.redis_url), httpx.AsyncClient(trust_env=False)
    made = Push(
        vapid=Vapid(new_private_key(), "mailto:ops@example.org"),
        hosts=(service.url,),
        subscriptions=Subscriptions(database),
        limits=Limits(bus.redis, settings),
        http=http,
    )
    await made.start()
    yield made
    await made.stop()
    await bus.close()
    await http.aclose()


async def test_a_message_for_every_browser_of_a_person(push: Push, service: PushService) -> None:
    """Each gets it sealed for itself, in its language; what is told is which room has something."""
    person, other = new_id(), new_id()
    browsers = [service.browser() for _ in range(4)]
    owners = [(person, "en"), (person, "hi"), (person, "de"), (other, "en")]
    for browser, (owner, language) in zip(browsers, owners, strict=True):
        await push.subscribe(owner, subscription(browser, language))
    await push.notify(person, "PY-1", SAID)
    for browser, language in zip(browsers, ("en", "hi", "en"), strict=False):
        assert await told(browser) == [{"booking_id": "PY-1", **SAID[language]}]
        headers = browser.requests[0]
        assert (headers["content-encoding"], headers["urgency"]) == ("aes128gcm", "high")
        assert int(headers["ttl"]) > 0
        assert len(headers["topic"]) == 32
        assert "PY-1" not in str(headers)
    assert not browsers[3].requests


async def test_once_a_minute_for_each_room(push: Push, service: PushService) -> None:
    """A lively room does not ring all the time; another room is heard."""
    person, browser = new_id(), service.browser()
    await push.subscribe(person, subscription(browser))
    for booking in ("PY-1", "PY-1", "PY-2", "PY-1"):
        await push.notify(person, booking, SAID)
    await eventually(lambda: len(browser.messages) == 2)
    assert {message["booking_id"] for message in browser.messages} == {"PY-1", "PY-2"}


@pytest.mark.parametrize("status", [404, 410])
async def test_a_browser_that_is_gone(
    push: Push, service: PushService, database: Database, status: int
) -> None:
    """It is forgotten at once, and not tried again."""
    person, gone, here = new_id(), service.browser(), service.browser()
    gone.answers = [status]
    await push.subscribe(person, subscription(gone))
    await push.subscribe(person, subscription(here))
    await push.notify(person, "PY-1", SAID)

    async def only_one_is_known() -> bool:
        return len(await Subscriptions(database).of(person)) == 1

    await eventually(only_one_is_known)
    await push.notify(person, "PY-2", SAID)
    await eventually(lambda: len(here.messages) == 2)
    assert len(gone.requests) == 1


async def test_a_push_service_in_trouble(push: Push, service: PushService) -> None:
    """It is tried again when it says later, and not when it refuses or leads elsewhere."""
    person = new_id()
    busy, refusing, leading = browsers = [service.browser() for _ in range(3)]
    busy.answers, refusing.answers, leading.answers = [503], [400], [307]
    for browser in browsers:
        await push.subscribe(person, subscription(browser))
    await push.notify(person, "PY-1", SAID)
    await told(busy)
    await eventually(lambda: [len(browser.requests) for browser in browsers] == [2, 1, 1])
    assert not refusing.messages
    assert not leading.messages


async def test_a_browser_has_one_person(push: Push, service: PushService) -> None:
    """Whoever signs in on it last is told there, and nobody ends another's subscription."""
    before, now, browser = new_id(), new_id(), service.browser()
    await push.subscribe(before, subscription(browser))
    await push.subscribe(now, subscription(browser))
    await push.unsubscribe(before, browser.endpoint)
    await push.notify(before, "PY-1", SAID)
    await push.notify(now, "PY-2", SAID)
    await told(browser)
    await push.unsubscribe(now, browser.endpoint)
    await push.notify(now, "PY-3", SAID)
    assert [message["booking_id"] for message in browser.messages] == ["PY-2"]


async def test_ten_browsers_at_the_most(
    push: Push, service: PushService, database: Database
) -> None:
    """The oldest makes room."""
    person, browsers = new_id(), [service.browser() for _ in range(11)]
    for browser in browsers:
        await push.subscribe(person, subscription(browser))
    kept = await Subscriptions(database).of(person)
    assert {one.endpoint for one in kept} == {one.endpoint for one in browsers[1:]}


HOSTS = ("push.example", "*.wild.example", "http://127.0.0.1:99")


@pytest.mark.parametrize(
    "endpoint",
    ["https://push.example/a?b", "https://a.b.wild.example/", "http://127.0.0.1:99/send"],
)
def test_known_push_services(endpoint: str) -> None:
    """By their host, and https unless the list says otherwise."""
    assert is_push_service(endpoint, HOSTS)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example/",
        "https://push.example:8443/",
        "https://push.example.evil.example/",
        "https://evilpush.example/",
        "https://wild.example/",
        "https://evilwild.example/",
        "https://user@push.example/",
        "https://evil.example\\@push.example/",
        "https://evil.example#.wild.example",
        "https://evil.example/.wild.example",
        "https://169.254.169.254/.wild.example",
        "http://127.0.0.1:6379/",
        "https://127.0.0.1:99/",
        "file:///etc/passwd",
        "https://[::1",
        "//push.example",
        "",
    ],
)
def test_nothing_else_is_a_push_service(endpoint: str) -> None:
    """No other scheme, port, host or user, however it is written."""
    assert not is_push_service(endpoint, HOSTS)


async def test_keys_that_seal_nothing(push: Push, service: PushService) -> None:
    """A point that is not on the curve is refused before it is kept."""
    good = subscription(service.browser())
    bad = Subscription(good.endpoint, "B" + "A" * 86, good.auth)
    with pytest.raises(InvalidInput):
        await push.subscribe(new_id(), bad)


def test_a_private_key_that_is_none() -> None:
    """The start stops with the name of the setting."""
    for noise in ("x", "\0", "A" * 43):
        with pytest.raises(ConfigError, match="VAPID_PRIVATE_KEY"):
            Vapid(noise, "mailto:ops@example.org")


async def test_without_a_key_it_is_off(
    http: httpx.AsyncClient, gateway: Gateway, service: PushService
) -> None:
    """There is no public key, and nothing to subscribe to."""
    headers = bearer(gateway.token(new_id(), "customer"))
    body = service.browser().subscription()
    assert (await http.get("/api/push/key")).json() == {"key": None}
    answer = await http.put("/api/push/subscription", json=body, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


@pytest.fixture
def pushing(
    mongo_url: str, redis_url: str, rasa: RasaServer, service: PushService, tmp_path: Path
) -> Iterator[Gateway]:
    """A gateway with push on."""
    vapid = {"VAPID_PRIVATE_KEY": new_private_key(), "VAPID_SUBJECT": "mailto:ops@example.org"}
    settings = gateway_settings(mongo_url, redis_url)
    with Gateway(tmp_path, settings, rasa.url, PUSH_HOSTS=service.url, **vapid) as running:
        yield running
        assert "Traceback" not in running.log.read_text()


async def test_somebody_who_is_not_in_the_room(
    pushing: Gateway, service: PushService, sockets: Sockets
) -> None:
    """What is said in a room reaches the browsers of the party that is not there, and no other."""
    stored = open_database(pushing.settings)
    booking = await a_booking(stored)
    await stored.close()
    browsers = {"customer": service.browser(), "pandit": service.browser()}
    async with pushing.http() as http:
        for role, browser in browsers.items():
            headers = bearer(pushing.token(booking[role], role))
            body = browser.subscription() | {"language": "fa"}
            await http.put("/api/push/subscription", json=body, headers=headers)
    customer, _ = await sockets.join(pushing.url, auth=entry(pushing, booking, "customer"))
    for text in ("are you", "coming?"):
        await customer.say(text)
    shown = {"title": booking["puja"], "body": "در اتاق پوجای شما پیام‌های تازه هست"}
    assert await told(browsers["pandit"]) == [{"booking_id": booking["_id"], **shown}]
    pandit, _ = await sockets.join(pushing.url, auth=entry(pushing, booking, "pandit"))
    await customer.close()
    await pandit.wait("presence", lambda event: len(event["participants"]) == 1)
    await pandit.say("yes")
    await told(browsers["customer"])
    assert len(browsers["pandit"].messages) == 1


async def test_subscribing_over_http(pushing: Gateway, service: PushService) -> None:
    """The key is anybody's; a subscription is a signed-in person's, and has to be well-formed."""
    path, good = "/api/push/subscription", service.browser().subscription()
    headers = bearer(pushing.token(new_id(), "customer"))
    async with pushing.http() as http:
        assert len((await http.get("/api/push/key")).json()["key"]) == 87
        assert (await http.put(path, json=good, headers=headers)).json() == {}
        assert (await http.put(path, json=good, headers=headers)).json() == {}
        wrong: list[dict[str, Any]] = [
            good | {"endpoint": "https://evil.example/"},
            good | {"endpoint": f"{service.url}/{'x' * 2048}"},
            good | {"keys": {}},
            good | {"language": "in Hindi, please"},
            good | {"keys": good["keys"] | {"auth": "short"}},
            {},
        ]
        for body in wrong:
            answer = await http.put(path, json=body, headers=headers)
            assert answer.status_code in (400, 413), body
        assert (await http.put(path, json=good)).status_code == 401
        guest = (await http.post("/api/chat", json={"text": "hi", "wait_seconds": 0})).json()
        answer = await http.put(path, json=good, headers=bearer(guest["token"]))
        assert answer.json()["error"]["code"] == "forbidden"
        for _ in range(2):
            gone = await http.request(
                "DELETE", path, json={"endpoint": good["endpoint"]}, headers=headers
            )
            assert gone.json() == {}
