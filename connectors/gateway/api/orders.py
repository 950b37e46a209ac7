"""One's own orders of the shop."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from connectors.gateway.api.caller import Caller, Parts

router = APIRouter(prefix="/api/orders", tags=["orders"])


@router.get("")
async def own_orders(caller: Caller, services: Parts) -> dict[str, Any]:
    """The latest orders, the newest first; `items` are counts by product id."""
    return {"orders": [order.to_wire() for order in await services.orders.of(caller.identity)]}
