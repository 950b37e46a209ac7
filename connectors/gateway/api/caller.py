"""Who calls: dependencies of the endpoints."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from connectors.errors import TokenMissing
from connectors.gateway.access.addresses import address_of
from connectors.gateway.access.auth import Grant
from connectors.gateway.services import Services

_bearer = HTTPBearer(auto_error=False, description="A token of the host or of POST /auth/token.")
Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


Parts = Annotated[Services, Depends(_services)]


def _address(request: Request) -> str:
    return address_of(request.scope)


Address = Annotated[str, Depends(_address)]
"""Where the call comes from, as limits count it."""


async def _knock(services: Parts, address: Address) -> None:
    await services.limits.check(services.limits.events, address=address)


async def _grant(
    request: Request, services: Parts, _: Annotated[None, Depends(_knock)]
) -> Grant | None:
    bearer = await _bearer(request)
    return await services.tokens.identify(bearer.credentials) if bearer else None


AnyGrant = Annotated[Grant | None, Depends(_grant)]
"""As MaybeCaller, for endpoints whose description asks for no token."""


async def _maybe_caller(_: Bearer, grant: AnyGrant) -> Grant | None:
    return grant


MaybeCaller = Annotated[Grant | None, Depends(_maybe_caller)]


async def _caller(caller: MaybeCaller) -> Grant:
    if caller is None:
        raise TokenMissing("Send your token as `Authorization: Bearer …`.")
    return caller


async def counted(caller: AnyGrant, services: Parts) -> None:
    """Count the call as an event of its address, then of whoever calls; raises RateLimited."""
    if caller:
        await services.limits.check(services.limits.events, person=caller.identity.id)


Caller = Annotated[Grant, Depends(_caller)]
"""The verified token; without one the call is answered `token_missing`."""

Reader = Annotated[str, Query(alias="language", max_length=16)]
"""The language to be told in; what is not translated is in English."""
