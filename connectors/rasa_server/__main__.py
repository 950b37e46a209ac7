"""`python -m connectors.rasa_server [--model FILE-OR-FOLDER] [--host HOST] [--port PORT]`."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import warnings
from importlib import import_module
from pathlib import Path

from connectors.errors import AppError
from connectors.loading import loading
from connectors.rasa_server.lean import leave_out_tensorflow, leave_out_tools
from connectors.rasa_server.models import find_model
from connectors.settings import Settings, load_settings

UNUSABLE = 2
"""The exit code for what starting again does not mend."""

_NEEDED = ("mongo_url", "redis_url", "action_url", "rasa_secret")


def main() -> int:
    """Serve; what cannot work ends in one line and exit code 2."""
    parser = argparse.ArgumentParser(prog="python -m connectors.rasa_server", description=__doc__)
    parser.add_argument("--model", type=Path, default=Path("models"))
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5005)
    parser.add_argument("--project", type=Path, default=Path(), help="folder of config.yml")
    arguments = parser.parse_args()
    try:
        settings = load_settings()
        settings.require(*_NEEDED)
        model = find_model(arguments.model)
        _tell_rasa(settings)
        import_module("sanic.app")  # turns warnings on when it is imported
        _quiet(logging.getLevelName(settings.log_level))
        leave_out_tensorflow(arguments.project / "config.yml")
        leave_out_tools()
        with loading():  # only now: importing it imports Rasa
            from connectors.rasa_server.app import Project, serve

        serve(
            Project(
                model,
                credentials=arguments.project / "credentials.yml",
                endpoints=arguments.project / "endpoints.yml",
            ),
            arguments.host,
            arguments.port,
        )
    except AppError as error:
        print(error.message, file=sys.stderr)
        return UNUSABLE
    return 0


def _tell_rasa(settings: Settings) -> None:
    """Rasa's files take the settings as `${NAME}` from the environment."""
    os.environ["MONGO_URL"] = settings.mongo_url
    os.environ["REDIS_URL"] = settings.redis_url
    os.environ["ACTION_URL"] = settings.action_url
    os.environ["RASA_SECRET"] = settings.rasa_secret.get_secret_value()
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")


def _quiet(level: int) -> None:
    """Our own log and the libraries' warnings; nothing that nobody can act on."""
    warnings.simplefilter("ignore")
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("connectors").setLevel(level)  # a library resets the root's
    for name in ("rasa", "sanic"):
        logging.getLogger(name).setLevel(max(level, logging.WARNING))


if __name__ == "__main__":
    sys.exit(main())
