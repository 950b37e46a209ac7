"""Where a request comes from, as limits count it."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.types import Scope

_SUBSCRIBER = 64  # one IPv6 subscriber has a whole /64 to choose addresses from
_LONGEST = 64


def address_of(scope: Scope) -> str:
    """The client's address, an IPv6 one by its /64.

    The server has put the right entry of X-Forwarded-For there, if the peer is one of
    TRUSTED_PROXIES.
    """
    client = scope.get("client")
    return _counted(client[0][:_LONGEST]) if client else "unknown"


@lru_cache(maxsize=4096)
def _counted(host: str) -> str:
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((address, _SUBSCRIBER), strict=False))
