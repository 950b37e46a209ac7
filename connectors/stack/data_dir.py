"""The folder with everything this machine keeps: databases, logs and generated secrets."""

from __future__ import annotations

import fcntl
import os
import secrets
from pathlib import Path
from types import TracebackType
from typing import Self

from connectors.errors import ConfigError


class DataDir:
    """DATA_DIR, held by one stack at a time; use it with `with`. Only its owner may read it."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.logs = self.path / "logs"
        self._lock = -1

    def __enter__(self) -> Self:
        """Create and lock it; raises ConfigError if it cannot be used or somebody has it."""
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.logs.mkdir(exist_ok=True)
            self._lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise ConfigError(f"DATA_DIR {self.path} cannot be used: {error.strerror}.") from None
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(self._lock, 20).decode() or "unknown"
            os.close(self._lock)
            raise ConfigError(
                f"DATA_DIR {self.path} is in use by process {holder}; "
                "stop that one or set another DATA_DIR."
            ) from None
        os.ftruncate(self._lock, 0)
        os.pwrite(self._lock, str(os.getpid()).encode(), 0)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of it."""
        os.close(self._lock)

    def folder(self, name: str) -> Path:
        """A folder in it, created if missing."""
        path = self.path / name
        path.mkdir(exist_ok=True)
        return path

    def secret(self, name: str) -> str:
        """A random secret that is generated once and stays."""
        path = self.folder("secrets") / name
        if not path.exists():
            # Renamed when complete, so that a kill never leaves half a secret.
            new = path.with_suffix(".new")
            new.touch(mode=0o600)
            new.write_text(secrets.token_urlsafe(48))
            new.rename(path)
        return path.read_text()
