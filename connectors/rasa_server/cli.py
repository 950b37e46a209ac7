"""Rasa's own command line without TensorFlow: `python -m connectors.rasa_server.cli train …`."""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path

from connectors.rasa_server.lean import leave_out_tensorflow
from connectors.rasa_server.terminal import follow_what_is_typed


def main() -> None:
    """As `rasa`; reads `config.yml` of the current folder to see what is needed."""
    warnings.simplefilter("ignore")
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    leave_out_tensorflow(Path("config.yml"))
    # Only now: importing it imports Rasa.
    from rasa.__main__ import main as rasa

    if "shell" in sys.argv:
        follow_what_is_typed(Path("data/nlu"))
    rasa()


if __name__ == "__main__":
    main()
