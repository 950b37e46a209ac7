"""Static pages, as `make` builds them in `widget/dist`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from fastapi import FastAPI, Request
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles

from connectors.errors import NotFound
from connectors.gateway.api.errors import http_error
from connectors.gateway.api.preferred import preferred
from connectors.gateway.services import ROOT
from connectors.language import DEFAULT, LETTERS

DIST = ROOT / "widget" / "dist"

_VIDEO = "/demo/video.html"
_SITE_PAGES = {
    _VIDEO: "video.html",
    "/": "index.html",
    "/shop": "shop.html",
    "/shop/track/{order}": "track.html",
    "/shop/{product}": "shop.html",
    "/bookings": "bookings.html",
    "/room/{booking_id}": "room.html",
    "/checkout": "checkout.html",
    "/help/{page}": "help.html",
}
_WORKER = "/pandityatra-push.js"
# What widget.js fetches when it is needed. The texts in the first language are in the scripts.
_PARTS = (
    "chat",
    "room",
    *(f"{kind}{code}" for kind in ("", "room.") for code in LETTERS if code != DEFAULT),
)


def add_pages(app: FastAPI, *, demo_site: bool, dist: Path = DIST) -> None:
    """Serve the widget, the console, the API's description and, if wanted, the sample host site."""
    _page(app, "/widget.js", dist / "widget.js", _open_to_all)
    for name in _PARTS:
        _page(app, f"/widget/{name}.js", dist / "widget" / f"{name}.js", _open_to_all)
    _page(app, "/console", dist / "console" / "index.html", _policy())
    _page(app, "/docs", dist / "docs" / "index.html", _policy())
    _folder(app, "/console", dist / "console")
    _folder(app, "/docs", dist / "docs")
    if not demo_site:
        return
    site = dist / "site"
    policies = dict.fromkeys(_SITE_PAGES, _policy()) | {_VIDEO: _policy(framed_by="'self'")}
    for path, name in _SITE_PAGES.items():
        _add(app, path, _serve_preferred(_in_each_language(site, name), policies[path]))
    app.add_exception_handler(404, _serve_missing(_in_each_language(site, "missing.html")))
    _page(app, _WORKER, site / "push.js", _policy())
    _folder(app, "/assets", site / "assets")


def _in_each_language(site: Path, name: str) -> dict[str, Path]:
    return {language: site / language / name for language in LETTERS}


def _policy(*, framed_by: str = "'none'") -> dict[str, str]:
    """Own scripts only; a room frames its video from wherever the booking says."""
    directives = {
        "default-src": "'self'",
        "script-src": "'self'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob: https:",
        "media-src": "'self' blob:",
        "frame-src": "'self' https:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": framed_by,
    }
    policy = "; ".join(f"{name} {value}" for name, value in directives.items())
    return {"Content-Security-Policy": policy, "Cache-Control": "no-cache"}


_VARIED = {"Vary": "Accept-Language, Cookie"}
_open_to_all = {"Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "no-cache"}


def _page(app: FastAPI, path: str, file: Path, headers: dict[str, str]) -> None:
    def page() -> FileResponse:
        return _response(file, headers)

    _add(app, path, page)


def _add(app: FastAPI, path: str, page: Callable[..., FileResponse]) -> None:
    app.add_api_route(path, page, include_in_schema=False, methods=["GET", "HEAD"])


def _serve_preferred(
    files: dict[str, Path], headers: dict[str, str]
) -> Callable[[Request], FileResponse]:
    """The file in the language of whoever asks."""
    varied = headers | _VARIED

    def page(request: Request) -> FileResponse:
        return _response(files[preferred(request, tuple(files))], varied)

    return page


def _serve_missing(
    files: dict[str, Path],
) -> Callable[[Request, Exception], Awaitable[Response]]:
    """For who reads HTML the page that says so, for programs the error as anywhere else."""
    headers = _policy() | _VARIED

    async def missing(request: Request, error: Exception) -> Response:
        file = files[preferred(request, tuple(files))]
        if "text/html" in request.headers.get("accept", "") and file.is_file():
            return FileResponse(file, 404, headers)
        return await http_error(request, error)

    return missing


def _response(file: Path, headers: dict[str, str]) -> FileResponse:
    if not file.is_file():
        raise NotFound("This page has not been built: run `make install`.")
    return FileResponse(file, headers=headers)


def _folder(app: FastAPI, path: str, folder: Path) -> None:
    if folder.is_dir():
        app.mount(path, StaticFiles(directory=folder))
