"""Pages, security headers, and which web pages may use the gateway."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from connectors.gateway.api.errors import add_error_handlers
from connectors.gateway.api.pages import add_pages
from tests.fakes.rasa_server import RasaServer
from tests.support.gateway import Gateway
from tests.support.sockets import Sockets

HOST = "https://host.example"
PAGES = ("index", "shop", "track", "bookings", "room", "checkout", "help", "missing", "video")
FILES = [
    "widget.js",
    "widget/chat.js",
    "widget/hi.js",
    "widget/room.js",
    "widget/room.hi.js",
    "console/index.html",
    "console/main.js",
    "docs/index.html",
    "docs/swagger-ui.css",
    *(f"site/{language}/{page}.html" for language in ("en", "hi", "ne", "fa") for page in PAGES),
    "site/assets/site.js",
    "site/push.js",
]
SITE = [
    "/",
    "/shop",
    "/shop/copper_kalash",
    "/shop/track/OD-1",
    "/bookings",
    "/room/PY-1",
    "/checkout",
    "/help/refunds",
    "/demo/video.html",
    "/assets/site.js",
    "/pandityatra-push.js",
]
ALWAYS = [
    "/widget.js",
    "/widget/chat.js",
    "/widget/hi.js",
    "/widget/room.js",
    "/widget/room.hi.js",
    "/console",
    "/console/main.js",
    "/docs",
    "/docs/swagger-ui.css",
]


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """Built pages."""
    for name in FILES:
        file = tmp_path / "dist" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
    return tmp_path / "dist"


def client_of(dist: Path, *, demo_site: bool) -> httpx.AsyncClient:
    """An HTTP client of an application with these pages."""
    app = FastAPI(docs_url=None)
    add_error_handlers(app)
    add_pages(app, demo_site=demo_site, dist=dist)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


async def test_every_page_is_served(dist: Path) -> None:
    """With the sample site all pages are there; without it only what hosts need."""
    async with client_of(dist, demo_site=True) as client:
        assert [(await client.get(path)).status_code for path in ALWAYS + SITE] == [200] * 20
        assert (await client.get("/room/anything")).text == "site/en/room.html"
        assert (await client.get("/console")).text == "console/index.html"
    async with client_of(dist, demo_site=False) as client:
        assert [(await client.get(path)).status_code for path in ALWAYS] == [200] * 9
        assert [(await client.get(path)).status_code for path in SITE] == [404] * 11


async def test_pages_run_own_scripts_only(dist: Path) -> None:
    """The policy of each page: own scripts, framed by nobody but the video by the room."""
    async with client_of(dist, demo_site=True) as client:
        for path in ("/", "/console", "/docs", "/room/PY-1"):
            policy = (await client.get(path)).headers["content-security-policy"]
            assert "script-src 'self';" in policy
            assert "frame-ancestors 'none'" in policy
        video = (await client.get("/demo/video.html")).headers["content-security-policy"]
        assert "frame-ancestors 'self'" in video
        for script in ("/widget.js", "/widget/chat.js", "/widget/hi.js", "/widget/room.js"):
            widget = await client.get(script)
            assert widget.headers["cross-origin-resource-policy"] == "cross-origin"


@pytest.mark.parametrize(
    ("accepted", "chosen", "served"),
    [
        ("", "", "en"),
        ("fa-IR,fa;q=0.9,en;q=0.8", "", "fa"),
        ("de, en;q=0.5, ne;q=0.9", "", "ne"),
        ("hi;q=0, en;q=0.1", "", "en"),
        ("de;q=much,;;,", "", "en"),
        ("hi", "ne", "ne"),
        ("hi", "../../secret", "hi"),
    ],
)
async def test_pages_speak_the_preferred_language(
    dist: Path, accepted: str, chosen: str, served: str
) -> None:
    """The language chosen before, else what the browser asks for, else English."""
    headers = {"Accept-Language": accepted, "Cookie": f"pandityatra-language={chosen}"}
    async with client_of(dist, demo_site=True) as client:
        answer = await client.get("/", headers=headers)
        assert answer.text == f"site/{served}/index.html"
        assert answer.headers["vary"] == "Accept-Language, Cookie"


async def test_a_wrong_address_of_the_site_is_told_by_a_page(dist: Path) -> None:
    """A browser gets the page in its language, a program the error; without the site all do."""
    browser = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": "fa"}
    async with client_of(dist, demo_site=True) as client:
        for path in ("/nowhere", "/assets/nothing.png"):
            answer = await client.get(path, headers=browser)
            assert (answer.status_code, answer.text) == (404, "site/fa/missing.html")
            assert "script-src 'self';" in answer.headers["content-security-policy"]
            assert (await client.get(path)).json()["error"]["code"] == "not_found"
        assert (await client.post("/nowhere")).json()["error"]["code"] == "not_found"
    async with client_of(dist, demo_site=False) as client:
        answer = await client.get("/nowhere", headers=browser)
        assert answer.json()["error"]["code"] == "not_found"


async def test_nothing_outside_the_pages_is_served(dist: Path) -> None:
    """No path leads out of the folders."""
    (dist.parent / "secret.txt").write_text("secret")
    async with client_of(dist, demo_site=True) as client:
        for path in ("/assets/../../../secret.txt", "/assets/%2e%2e/%2e%2e/%2e%2e/secret.txt"):
            assert (await client.get(path)).status_code == 404


async def test_pages_that_are_not_built_say_so(tmp_path: Path) -> None:
    """A missing build is a clear 404, not a crash."""
    async with client_of(tmp_path / "nowhere", demo_site=True) as client:
        for path in ("/", "/widget.js", "/assets/site.js"):
            answer = await client.get(path)
            assert answer.status_code == 404
            assert answer.json()["error"]["code"] == "not_found"


async def test_every_answer_bears_the_security_headers(http: httpx.AsyncClient) -> None:
    """Found or not, JSON answers may not be sniffed, framed or run."""
    for path in ("/healthz", "/api/nothing", "/openapi.json", "/socket.io/"):
        headers = (await http.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert "server" not in headers


@pytest.fixture(scope="module")
def open_gateway(
    gateway: Gateway, rasa: RasaServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Gateway]:
    """A gateway that a host's pages may use."""
    folder = tmp_path_factory.mktemp("open")
    with Gateway(folder, gateway.settings, rasa.url, ALLOWED_ORIGINS=HOST) as server:
        yield server


async def test_sockets_of_foreign_pages_are_refused(
    gateway: Gateway, open_gateway: Gateway, sockets: Sockets
) -> None:
    """An origin that is not allowed gets no connection, over neither transport."""
    for transport in ("websocket", "polling"):
        for server, origin, welcome in (
            (gateway, HOST, False),
            (gateway, "null", False),
            (gateway, gateway.url, True),
            (open_gateway, HOST, True),
            (open_gateway, HOST + ".evil.example", False),
            (open_gateway, open_gateway.url, True),
        ):
            socket = await sockets.open(
                server.url,
                reconnection=False,
                transports=[transport],
                extraHeaders={"Origin": origin},
            )
            await socket.wait("session" if welcome else "$refused")
            assert bool(socket.all("session")) is welcome, (transport, origin)


async def test_what_is_no_origin_is_refused(gateway: Gateway) -> None:
    """As a foreign one, not as a failure of ours."""
    for origin in ("http://[", "", "::"):
        async with gateway.http(headers={"Origin": origin}) as client:
            answer = await client.get("/socket.io/?EIO=4&transport=polling")
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "origin_forbidden")


async def test_cors_headers_come_once(gateway: Gateway, open_gateway: Gateway) -> None:
    """Allowed origins get one `Access-Control-Allow-Origin`, others none, sockets or not."""
    async with gateway.http() as client:
        for path in ("/healthz", "/socket.io/?EIO=4&transport=polling"):
            answer = await client.get(open_gateway.url + path, headers={"Origin": HOST})
            assert answer.headers.get_list("access-control-allow-origin") == [HOST]
            answer = await client.get(gateway.url + path, headers={"Origin": HOST})
            assert answer.headers.get_list("access-control-allow-origin") == []
        preflight = {
            "Origin": HOST,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization, content-type",
        }
        answer = await client.options(f"{open_gateway.url}/api/chat", headers=preflight)
        assert answer.status_code == 200
        refused = await client.options(f"{gateway.url}/api/chat", headers=preflight)
        assert refused.status_code == 400
