"""Which model belongs to which data."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.stack import training


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a little of everything a model depends on."""
    for source in (*training.SOURCES, "data/catalog"):
        path = tmp_path / source
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix:
            path.write_text(source)
        else:
            path.mkdir(parents=True)
            (path / "greet.yml").write_text(source)
    monkeypatch.setattr(training, "ROOT", tmp_path)
    return tmp_path


def test_unchanged_data_needs_no_training(project: Path) -> None:
    """Touching, byte-compiling and editing what the guide only reads at run time change nothing."""
    before = training.fingerprint()
    (project / "domain.yml").touch()
    (project / "connectors/nlu/__pycache__").mkdir()
    (project / "connectors/nlu/__pycache__/names.cpython-311.pyc").write_bytes(b"x")
    (project / "endpoints.yml").write_text("changed")
    assert training.fingerprint() == before


@pytest.mark.parametrize("source", [*training.SOURCES, "data/catalog"])
def test_a_change_needs_another_model(project: Path, source: str) -> None:
    """Editing any source names another model, and undoing it the old one again."""
    before = training.fingerprint()
    path = project / source
    file = path if path.is_file() else path / "greet.yml"
    content = file.read_text()
    file.write_text(content + "!")
    assert training.fingerprint() != before
    file.write_text(content)
    assert training.fingerprint() == before


def test_a_renamed_or_removed_file_is_a_change(project: Path) -> None:
    """Names count, too: moving a story file or deleting one is seen."""
    before = training.fingerprint()
    file = project / "data/rules/greet.yml"
    moved = file.rename(file.with_name("hello.yml"))
    renamed = training.fingerprint()
    moved.unlink()
    assert len({before, renamed, training.fingerprint()}) == 3
