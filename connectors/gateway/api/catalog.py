"""What the host offers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter

from connectors.domain.catalog import Translated
from connectors.gateway.api.caller import Parts, Reader
from connectors.language import DEFAULT

router = APIRouter(prefix="/api/catalog", tags=["catalog"])


@router.get("/pujas")
async def pujas(services: Parts, language: Reader = DEFAULT) -> dict[str, Any]:
    """Pujas one can book."""
    found = await services.catalog.pujas(language)
    return {"pujas": _dump(found)}


@router.get("/products")
async def products(services: Parts, language: Reader = DEFAULT) -> dict[str, Any]:
    """What the shop sells."""
    found = await services.catalog.products(language)
    return {"products": _dump(found)}


def _dump(entries: Mapping[str, Translated]) -> list[dict[str, Any]]:
    return [entry.model_dump(exclude={"translations"}) for entry in entries.values()]
