"""DATA_DIR: one stack at a time, secrets that stay and that nobody else reads."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from connectors.errors import ConfigError
from connectors.stack.data_dir import DataDir


def test_a_second_holder_is_refused_with_one_line(tmp_path: Path) -> None:
    """Two stacks on the same databases would corrupt them: the second is told who has them."""
    with DataDir(tmp_path / "data"):
        with pytest.raises(ConfigError, match=r"in use by process \d+; stop that one") as caught:
            DataDir(tmp_path / "data").__enter__()
        assert "\n" not in caught.value.message
    with DataDir(tmp_path / "data"):
        pass


def test_a_secret_is_generated_once_and_private(tmp_path: Path) -> None:
    """The same secret comes back after a restart; only its owner may read it."""
    with DataDir(tmp_path / "data") as data:
        first = data.secret("key")
    with DataDir(tmp_path / "data") as data:
        assert data.secret("key") == first
        assert data.secret("other") != first
    assert len(first) >= 32
    file = tmp_path / "data" / "secrets" / "key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_is_named(tmp_path: Path) -> None:
    """A DATA_DIR below a file ends in one line that names it."""
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match=r"^DATA_DIR .*file/data cannot be used: Not a dir"):
        DataDir(tmp_path / "file" / "data").__enter__()
