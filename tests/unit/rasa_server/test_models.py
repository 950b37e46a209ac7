"""Which of the trained models is the newest."""

from __future__ import annotations

import os
from pathlib import Path

from connectors.rasa_server.models import newest


def test_the_model_written_last(tmp_path: Path) -> None:
    """By time, whatever it is called; what is gone by the time it is looked at does not count."""
    assert newest(tmp_path) is None
    for moment, name in enumerate(("b", "c", "a")):
        path = tmp_path / f"{name}.tar.gz"
        path.touch()
        os.utime(path, (moment, moment))
    (tmp_path / "removed.tar.gz").symlink_to(tmp_path / "nowhere")
    assert newest(tmp_path) == tmp_path / "a.tar.gz"
