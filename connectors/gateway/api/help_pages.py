"""The pages the guide answers from, for people to read."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from connectors.errors import NotFound
from connectors.gateway.api.caller import Parts
from connectors.knowledge.library import LANGUAGES
from connectors.knowledge.passages import Passage

router = APIRouter(prefix="/api/help", tags=["help"])

_FIRST = LANGUAGES[0]


@router.get("/{page}")
def help_page(
    page: str, services: Parts, language: Annotated[str, Query(max_length=16)] = _FIRST
) -> dict[str, Any]:
    """The page in this language, or in English where it is not translated."""
    address = f"/help/{page}"
    found = [one for one in services.knowledge.passages if one.url.split("#")[0] == address]
    passages = [one for one in found if one.language == language] or [
        one for one in found if one.language == _FIRST
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
