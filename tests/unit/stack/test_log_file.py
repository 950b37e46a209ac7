"""The log of a child: all of it in the file, what matters on the terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.stack import log_file
from connectors.stack.log_file import LogFile


def test_important_lines_are_passed_on(tmp_path: Path) -> None:
    """Errors and the last line of a traceback are shown, however the output was cut."""
    shown: list[str] = []
    log = LogFile(tmp_path / "part.log", shown.append)
    for chunk in (b"INFO fine\n2026 ERR", b"OR broken\nTraceback:\n  x\nke", b"y.KeyError: 'a'\n"):
        log.write(chunk)
    log.write(b"the end")
    log.close()
    assert shown == ["2026 ERROR broken", "key.KeyError: 'a'"]
    assert log.last_line == "the end"
    assert (tmp_path / "part.log").read_bytes().startswith(b"INFO fine\n2026 ERROR broken")


def test_the_file_stays_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A chatty child fills two files of the limit, not the disk."""
    monkeypatch.setattr(log_file, "LIMIT", 1000)
    log = LogFile(tmp_path / "part.log", lambda line: None)
    for number in range(300):
        log.write(b"line %d\n" % number)
    log.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["part.log", "part.log.1"]
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 2100


def test_a_line_without_end_takes_no_memory(tmp_path: Path) -> None:
    """Binary noise is kept in the file and bounded in memory."""
    log = LogFile(tmp_path / "part.log", lambda line: None)
    for _ in range(100):
        log.write(b"\xff\x00" * 1000)
    assert len(log._rest) <= 2000
    log.close()
    assert (tmp_path / "part.log").stat().st_size == 200_000
