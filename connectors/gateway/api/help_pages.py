"""The pages the guide answers from, for people to read."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from connectors.errors import NotFound
from connectors.gateway.api.caller import Parts, Reader
from connectors.knowledge.passages import Passage
from connectors.language import DEFAULT

router = APIRouter(prefix="/api/help", tags=["help"])


@router.get("/{page}")
def help_page(page: str, services: Parts, language: Reader = DEFAULT) -> dict[str, Any]:
    """The page in this language, or in English where it is not translated."""
    address = f"/help/{page}"
    found = [one for one in services.knowledge.passages if one.url.split("#")[0] == address]
    passages = [one for one in found if one.language == language] or [
        one for one in found if one.language == DEFAULT
    ]
    if not passages:
        raise NotFound("There is no such page.")
    return {
        "language": passages[0].language,
        "title": passages[0].title,
        "sections": [_section(passage) for passage in passages],
    }


def _section(passage: Passage) -> dict[str, str]:
    _, _, anchor = passage.url.partition("#")
    return {"anchor": anchor, "title": passage.section, "text": passage.text}
