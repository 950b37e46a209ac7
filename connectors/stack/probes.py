"""Finding out whether a part answers. A probe returns at once or within a second."""

from __future__ import annotations

import asyncio
import json
import socket
import urllib.request
from collections.abc import Callable

Probe = Callable[[], bool]

_INTERVAL = 0.1
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def accepts(port: int) -> Probe:
    """Whether somebody accepts connections on a port of this machine."""

    def probe() -> bool:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True

    return probe


def answers(url: str) -> Probe:
    """Whether a GET of `url` succeeds."""

    def probe() -> bool:
        with _DIRECT.open(url, timeout=1):
            return True

    return probe


def ready(url: str) -> Probe:
    """Whether a GET of `url` answers `{"ready": true}`."""

    def probe() -> bool:
        with _DIRECT.open(url, timeout=1) as response:
            return json.load(response).get("ready") is True

    return probe


async def until(*probes: Probe) -> None:
    """Return when every probe has been true."""
    for probe in probes:
        while not await asyncio.to_thread(_holds, probe):  # noqa: ASYNC110 (another process)
            await asyncio.sleep(_INTERVAL)


def _holds(probe: Probe) -> bool:
    try:
        return probe()
    except (OSError, ValueError):  # refused, a time-out, an HTTP error, or not JSON: not yet
        return False
