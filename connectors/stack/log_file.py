"""The log file of one child: everything it prints, and which of its lines matter."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

LIMIT = 10 * 1024 * 1024
"""Bytes after which the file becomes `….log.1` and a new one begins."""

_LONGEST_LINE = 2000
_IMPORTANT = re.compile(r"\b(ERROR|CRITICAL)\b|^[\w.]*(Error|Exception)\b: ")


class LogFile:
    """Takes a child's output as it comes and passes its important lines to `on_important`."""

    def __init__(self, path: Path, on_important: Callable[[str], None]) -> None:
        self.path = path
        self.last_line = ""
        self._on_important = on_important
        self._rest = b""
        self._file = path.open("ab")

    def write(self, chunk: bytes) -> None:
        """Append a chunk of output, cut anywhere."""
        self._file.write(chunk)
        self._file.flush()
        if self._file.tell() > LIMIT:
            self._rotate()
        *lines, rest = (self._rest + chunk).split(b"\n")
        self._rest = rest[:_LONGEST_LINE]
        for line in lines:
            self._line(line[:_LONGEST_LINE].decode(errors="replace").rstrip())

    def close(self) -> None:
        """Write no more."""
        if self._rest:
            self._line(self._rest.decode(errors="replace").rstrip())
        self._file.close()

    def _line(self, line: str) -> None:
        if line:
            self.last_line = line
        if _IMPORTANT.search(line):
            self._on_important(line)

    def _rotate(self) -> None:
        self._file.close()
        self.path.rename(self.path.with_suffix(".log.1"))
        self._file = self.path.open("ab")
