"""Child processes that never outlive their parent, and the ports they listen on."""

from __future__ import annotations

import ctypes
import errno
import signal
import socket
import sys

from connectors.errors import ConfigError

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent() -> None:
    """For `preexec_fn`: the kernel kills this child when its parent dies, even by SIGKILL.

    Linux only; elsewhere children of a killed supervisor stay.
    """
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def free_port() -> int:
    """A TCP port on 127.0.0.1 that nobody listens on, kept until this process ends.

    It stays bound: the system gives it to nobody who asks for any port, while a server that asks
    for it by its number gets it. Linux only, where SO_REUSEADDR, which all servers set, allows it.
    """
    place = socket.socket()
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    place.bind(("127.0.0.1", 0))
    port: int = place.getsockname()[1]
    if sys.platform == "linux":
        place.detach()  # open from now on
    else:
        place.close()
    return port


def require_free(host: str, port: int) -> None:
    """Raise ConfigError unless a server may listen on `host:port`."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind) as listener:
            # As servers do: connections of an earlier run that still fade away are no hindrance.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen()
    except socket.gaierror:
        raise ConfigError(f"HOST {host} is not an address of this machine.") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            reason = f"PORT {port} is taken by another program; set another PORT."
        else:
            reason = f"HOST {host} and PORT {port} cannot be used: {error.strerror}."
        raise ConfigError(reason) from None
