"""Rasa's own command line without TensorFlow: `python -m connectors.rasa_server.cli train …`."""

from __future__ import annotations

import logging
import os
import sys
import warnings
from importlib import import_module
from pathlib import Path

from connectors.rasa_server.lean import leave_out_plots, leave_out_tensorflow
from connectors.rasa_server.terminal import follow_what_is_typed


def main() -> None:
    """As `rasa`; reads `config.yml` of the current folder to see what is needed."""
    import_module("sanic.app")  # turns warnings on when it is imported
    warnings.simplefilter("ignore")
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    leave_out_tensorflow(Path("config.yml"))
    if "train" in sys.argv:
        leave_out_plots()
        _tell_progress()
    # Only now: importing it imports Rasa.
    from rasa.__main__ import main as rasa

    if "shell" in sys.argv:
        follow_what_is_typed(Path("data/nlu"))
    rasa()


def _tell_progress() -> None:
    """Say which component is trained, also when Rasa is `--quiet`."""
    progress = logging.StreamHandler()
    progress.setFormatter(logging.Formatter("train    %(message)s"))
    trained = logging.getLogger("rasa.engine.training.hooks")
    trained.setLevel(logging.INFO)
    trained.addHandler(progress)
    trained.propagate = False


if __name__ == "__main__":
    main()
