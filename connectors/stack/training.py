"""Training the Rasa model, only when what it is trained from has changed."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from connectors.errors import ConfigError
from connectors.settings import load_settings
from connectors.stack.places import MODELS, ROOT
from connectors.stack.processes import die_with_parent
from connectors.stack.say import say

SOURCES = (
    "domain.yml",
    "config.yml",
    "data/nlu",
    "data/rules",
    "data/stories",
    "connectors/nlu",
    "connectors/language",
    "connectors/domain/when.py",
    "connectors/domain/when_atoms.py",
    "connectors/domain/when_patterns.py",
    "connectors/domain/when_words.py",
)
"""What a model is trained from, beside the names in the catalog."""

LIBRARIES = ("rasa", "scikit-learn", "numpy")
"""Whose versions a trained model belongs to."""

TRAINING = "what the guide learns from has changed: training, a minute or two"

_UNFINISHED = "unfinished-"

_KEPT = 3
"""How many models stay: going back to yesterday's data needs no training."""


def current_model() -> Path:
    """The file of the model for the data as it is now, trained or not."""
    return MODELS / f"{fingerprint()}.tar.gz"


def fingerprint() -> str:
    """A short hash over names and contents of all that a model depends on."""
    digest = hashlib.sha256("".join(map(version, LIBRARIES)).encode())
    for source in (*SOURCES, load_settings().catalog_dir):
        for path in _files(ROOT / source):
            content = path.read_bytes()
            digest.update(f"{source} {path.relative_to(ROOT / source)} {len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()[:16]


def ensure_model() -> Path:
    """The model for the data as it is now, trained if need be; raises ConfigError if it cannot.

    Several processes may call it at once: one trains, the others wait.
    """
    MODELS.mkdir(exist_ok=True)
    with _one_at_a_time():
        for left_by_a_kill in MODELS.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(left_by_a_kill)
        while not (model := current_model()).exists():
            _train(model)
        # The newest file is what `rasa shell` and `rasa test` pick by themselves.
        os.utime(model)
        _forget_old()
    return model


def _train(model: Path) -> None:
    say("train", TRAINING)
    with tempfile.TemporaryDirectory(prefix=_UNFINISHED, dir=MODELS) as folder:
        # fmt: off
        command = [
            sys.executable, "-m", "connectors.rasa_server.cli", "train",
            "--quiet", "--skip-validation",
            "--domain", "domain.yml", "--config", "config.yml",
            "--data", "data/nlu", "data/rules", "data/stories",
            "--out", folder, "--fixed-model-name", "model",
        ]
        # fmt: on
        environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false"}
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=die_with_parent,
            check=False,
        )
        trained = Path(folder) / "model.tar.gz"
        if done.returncode != 0 or not trained.exists():
            sys.stderr.write(done.stdout)
            raise ConfigError("The guide cannot be trained; `make validate` says why.")
        if current_model() == model:  # else somebody edited meanwhile: train again
            trained.rename(model)


def _forget_old() -> None:
    models = sorted(MODELS.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    for path in models[:-_KEPT]:
        path.unlink()


def _files(source: Path) -> list[Path]:
    found = [source] if source.is_file() else source.rglob("*")
    return sorted(path for path in found if path.is_file() and path.suffix != ".pyc")


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with (MODELS / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
