"""Ports: free ones, taken ones, addresses that are not of this machine."""

from __future__ import annotations

import socket
import sys

import pytest

from connectors.errors import ConfigError
from connectors.stack.processes import free_port, require_free


def test_a_free_port_may_be_used() -> None:
    """Nothing is left listening after the check."""
    port = free_port()
    require_free("127.0.0.1", port)
    require_free("127.0.0.1", port)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a port be kept")
def test_a_free_port_stays_free() -> None:
    """Nobody else may have it, though nobody listens on it, and its server gets it."""
    port = free_port()
    with socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind(("127.0.0.1", port))
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
    socket.create_server(("127.0.0.1", port)).close()


def test_a_taken_port_is_named() -> None:
    """Another program on PORT ends in one line that says so."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ConfigError, match=f"^PORT {port} is taken by another program"):
            require_free("127.0.0.1", port)


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host"])
def test_a_foreign_host_is_named(host: str) -> None:
    """A HOST that is not an address of this machine is refused before anything starts."""
    with pytest.raises(ConfigError, match=f"^HOST {host}"):
        require_free(host, free_port())
