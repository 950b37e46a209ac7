"""Whether the process runs, and what it can do now."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pymongo.errors import PyMongoError

from connectors.gateway.api.caller import Parts
from connectors.gateway.services import Services
from connectors.redis_calls import REDIS_AWAY

router = APIRouter(tags=["health"])

_PATIENCE_SECONDS = 2.0


@router.get("/healthz")
async def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
async def ready(services: Parts) -> JSONResponse:
    """503 without MongoDB. Without Redis or Rasa people still talk to people."""
    mongo, redis, rasa = await asyncio.gather(
        _mongo(services), _redis(services), services.rasa.is_ready()
    )
    parts = {"ready": mongo, "mongo": mongo, "redis": redis, "rasa": rasa}
    return JSONResponse(parts, 200 if mongo else 503)


async def _mongo(services: Services) -> bool:
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await services.database.ping()
    except (PyMongoError, TimeoutError):
        return False
    return True


async def _redis(services: Services) -> bool:
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return bool(await services.bus.redis.ping())
    except REDIS_AWAY:
        return False
