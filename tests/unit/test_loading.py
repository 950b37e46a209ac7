"""Loading: what is kept for good, and what is left out."""

from __future__ import annotations

import gc
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from connectors.loading import left_out, loading


def test_what_is_loaded_is_looked_at_no_more() -> None:
    """No garbage is looked for meanwhile; it is again afterwards."""
    gc.unfreeze()
    with loading():
        assert not gc.isenabled()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0
    gc.unfreeze()


def test_what_is_left_out_can_be_imported_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It seems not installed inside; what was loaded before stays."""
    (tmp_path / "an_optional_one.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    with left_out("an_optional_one", "gc"):
        assert import_module("gc") is gc
        with pytest.raises(ImportError):
            import_module("an_optional_one")
    assert import_module("an_optional_one").__name__ == "an_optional_one"


def test_the_gateway_starts_without_the_clients_of_its_libraries() -> None:
    """They cost a fifth of its start and 18 MB."""
    program = "import sys, connectors.gateway.__main__; print(*sys.modules)"
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], check=True, capture_output=True, text=True
    )
    loaded = set(told.stdout.split())
    assert "socketio" in loaded
    assert loaded.isdisjoint({"aiohttp", "requests", "aio_pika", "rich"})
