"""What the host offers."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from connectors.gateway.api.caller import Parts

router = APIRouter(prefix="/api/catalog", tags=["catalog"])


@router.get("/pujas")
async def pujas(services: Parts) -> dict[str, Any]:
    """Pujas one can book."""
    return {"pujas": [puja.model_dump() for puja in (await services.catalog.pujas()).values()]}


@router.get("/products")
async def products(services: Parts) -> dict[str, Any]:
    """What the shop sells."""
    found = await services.catalog.products()
    return {"products": [product.model_dump() for product in found.values()]}
