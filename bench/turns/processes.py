"""What both sides of the measurement share, on free ports and in a folder that goes away."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.processes import environment, running, until
from bench.turns.sides import SECRET
from connectors.stack import embedded
from connectors.stack.places import ROOT
from connectors.stack.probes import accepts, answers
from connectors.stack.processes import free_port


@dataclass(frozen=True)
class Parts:
    """What both sides share, and the settings that name it."""

    settings: dict[str, str]
    processes: dict[str, psutil.Process]


@contextmanager
def parts(folder: Path) -> Iterator[Parts]:
    """Databases with the catalog, and the action server."""
    mongo, redis, actions = free_port(), free_port(), free_port()
    settings = {
        "MONGO_URL": embedded.mongo_url(mongo),
        "REDIS_URL": embedded.redis_url(redis),
        "ACTION_URL": f"http://127.0.0.1:{actions}/webhook",
        "RASA_SECRET": SECRET,
        "SANIC_HOST": "127.0.0.1",
        "LOG_LEVEL": "ERROR",
        "PYTHONPATH": str(ROOT),
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    log = folder / "parts.log"
    python = [sys.executable, "-m"]
    with (
        running(embedded.mongo_command(mongo, folder / "mongo"), settings, log) as mongo_process,
        running(embedded.redis_command(redis, folder), settings, log) as redis_process,
        running(
            [*python, "rasa_sdk", "--actions", "actions", "--port", str(actions)], settings, log
        ) as action_process,
    ):
        until(accepts(mongo))
        catalog = [*python, "connectors.catalog"]
        subprocess.run(
            catalog, cwd=ROOT, env=environment(**settings), check=True, stdout=subprocess.DEVNULL
        )
        until(answers(f"http://127.0.0.1:{actions}/health"))
        shared = {"actions": action_process, "mongo": mongo_process, "redis": redis_process}
        yield Parts(settings, shared)
