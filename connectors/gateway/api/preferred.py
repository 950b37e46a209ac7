"""Which of the languages of a page a person prefers."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import Request

COOKIE = "pandityatra-language"
"""Set by the language menu of the sample site."""


def preferred(request: Request, languages: Sequence[str]) -> str:
    """What the person chose before, else the best match of Accept-Language, else the first."""
    chosen = request.cookies.get(COOKIE, "")
    wanted = [chosen, *_accepted(request.headers.get("accept-language", ""))]
    return next((code for code in wanted if code in languages), languages[0])


def _accepted(header: str) -> list[str]:
    """Language codes without their regions, the most welcome first."""
    weighted = []
    for entry in header.split(","):
        tag, _, weight = entry.partition(";")
        code = tag.strip().split("-")[0].lower()
        weighted.append((_quality(weight), code))
    return [code for quality, code in sorted(weighted, key=lambda one: -one[0]) if quality > 0]


def _quality(weight: str) -> float:
    try:
        return float(weight.strip().removeprefix("q=") or 1)
    except ValueError:
        return 0
