"""Which trained model to use."""

from __future__ import annotations

from pathlib import Path

from connectors.errors import ConfigError


def newest(folder: Path) -> Path | None:
    """The model that was written last, None if there is none."""
    models = [(written, path) for path in folder.glob("*.tar.gz") if (written := _written(path))]
    return max(models)[1] if models else None


def _written(path: Path) -> float | None:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # training removes old ones
        return None


def find_model(path: Path) -> Path:
    """The model at `path`, a file or a folder of models; raises ConfigError if there is none."""
    model = newest(path) if path.is_dir() else path
    if model is None or not model.is_file():
        raise ConfigError(f"There is no model at {path}: run `make train`.")
    return model
