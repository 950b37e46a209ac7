"""Data rights: what is held about a person is handed out, and removed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import IO, Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import StreamingResponse

from connectors.domain.identity import Role
from connectors.errors import Forbidden
from connectors.gateway.access.auth import Grant
from connectors.gateway.api.caller import Address, Caller, Parts
from connectors.gateway.services import Services

router = APIRouter(prefix="/api", tags=["people"])

_CHUNK = 64 * 1024


async def _seldom(caller: Caller, services: Parts, address: Address) -> Grant:
    """Either reads much: a person may not ask all the time."""
    limits = services.limits
    await limits.check(limits.data_rights, person=caller.identity.id, address=address)
    return caller


def _admin(caller: Caller) -> Grant:
    if caller.identity.role is not Role.ADMIN:
        raise Forbidden("This is for administrators.")
    return caller


Seldom = Annotated[Grant, Depends(_seldom)]
Admin = Annotated[Grant, Depends(_admin)]


@router.get("/me/export", response_class=StreamingResponse)
async def export_own(caller: Seldom, services: Parts) -> StreamingResponse:
    """All that is held about oneself, as a ZIP file."""
    return await _export(services, caller.identity.id)


@router.delete("/me")
async def erase_own(caller: Seldom, services: Parts) -> dict[str, Any]:
    """Remove all that is held about oneself; every connection of one's own ends."""
    await services.eraser.erase(caller.identity.id)
    return {}


@router.get("/people/{person:path}/export", response_class=StreamingResponse)
async def export(person: str, admin: Admin, services: Parts) -> StreamingResponse:
    """The same of anybody, for administrators."""
    return await _export(services, person)


@router.delete("/people/{person:path}")
async def erase(person: str, admin: Admin, services: Parts) -> dict[str, Any]:
    """The same of anybody, for administrators."""
    await services.eraser.erase(person)
    return {}


async def _export(services: Services, person: str) -> StreamingResponse:
    file = tempfile.TemporaryFile()  # noqa: SIM115  closed when it has been sent
    await services.exporter.write(person, file)
    headers = {
        "Content-Disposition": 'attachment; filename="pandityatra-export.zip"',
        "Content-Length": str(file.tell()),
    }
    return StreamingResponse(_chunks(file), media_type="application/zip", headers=headers)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk
