"""How the embedded MongoDB-protocol server and the embedded Redis are started.

Both listen on 127.0.0.1 only and run as processes of their own. SecantusDB stops on SIGINT;
SIGTERM leaves it waiting for its clients.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from connectors.errors import ConfigError


def mongo_command(port: int, folder: Path) -> list[str]:
    """The command that serves the MongoDB protocol on `port` with its data in `folder`."""
    options = {
        "--host": "127.0.0.1",
        "--port": str(port),
        "--storage-path": str(folder),
        "--cache-size": "256M",
        "--log-level": "WARNING",
    }
    return [_executable("secantusd-py"), *(part for pair in options.items() for part in pair)]


def mongo_url(port: int) -> str:
    """The URL that makes every acknowledged write survive a kill (journaled, never retried)."""
    options = "directConnection=true&retryWrites=false&journal=true&w=majority"
    return f"mongodb://127.0.0.1:{port}/?{options}"


def redis_command(port: int, folder: Path) -> list[str]:
    """The command that serves Redis on `port` with its append-only file in `folder`.

    Synced each second: a killed process loses nothing, a power cut at most a second of leases,
    presence and limits. What was promised to a client is in MongoDB.
    """
    options = {
        "--bind": "127.0.0.1",
        "--port": str(port),
        "--dir": str(folder),
        "--appendonly": "yes",
        "--appendfsync": "everysec",
        "--save": "",
        "--daemonize": "no",
    }
    return [_executable("redis-server"), *(part for pair in options.items() for part in pair)]


def redis_url(port: int) -> str:
    """The URL of the embedded Redis."""
    return f"redis://127.0.0.1:{port}/0"


def _executable(name: str) -> str:
    """The locked environment's own program, or else the machine's; raises ConfigError."""
    own = str(Path(sys.executable).parent)
    found = shutil.which(name, path=os.pathsep.join([own, os.environ.get("PATH", "")]))
    if not found:
        raise ConfigError(f"{name} is not installed; run `make install`.")
    return found
