"""Signing in where the host has no tokens of its own."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from connectors.errors import AppError
from connectors.gateway.api.caller import Address, Parts

router = APIRouter(prefix="/auth", tags=["auth"])


class WrongCredentials(AppError):
    """Unknown user or wrong password: which of the two is not told."""

    code = "credentials_invalid"
    status = 401


class Credentials(BaseModel):
    """Name and password."""

    username: Annotated[str, Field(min_length=1, max_length=100)]
    password: Annotated[str, Field(min_length=1, max_length=200)]


@router.post("/token")
async def sign_in(credentials: Credentials, services: Parts, address: Address) -> dict[str, Any]:
    """A token for a user of the `users` collection."""
    name = credentials.username.strip().lower()
    await services.limits.check(services.limits.sign_ins, person=name, address=address)
    person = await services.users.authenticate(name, credentials.password)
    if person is None:
        raise WrongCredentials("Unknown user or wrong password.")
    grant = services.tokens.for_user(person)
    return {
        "token": grant.token,
        "expires_at": grant.expires_at.isoformat(),
        "person": person.to_wire(),
    }
