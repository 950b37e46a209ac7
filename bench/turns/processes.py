"""Server processes of one run, on free ports and a folder that goes away with them."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.start.__main__ import environment
from bench.turns.sides import SECRET
from connectors.stack import embedded
from connectors.stack.places import ROOT
from connectors.stack.probes import Probe, accepts, answers
from connectors.stack.processes import die_with_parent, free_port

_UP_SECONDS = 60


@contextmanager
def running(command: list[str], settings: dict[str, str], log: Path) -> Iterator[psutil.Process]:
    """A server process, ended with the block."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(**settings),
            stdout=output,
            stderr=output,
            preexec_fn=die_with_parent,
        )
    try:
        yield psutil.Process(process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


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
        _until(accepts(mongo))
        catalog = [*python, "connectors.catalog"]
        subprocess.run(
            catalog, cwd=ROOT, env=environment(**settings), check=True, stdout=subprocess.DEVNULL
        )
        _until(answers(f"http://127.0.0.1:{actions}/health"))
        shared = {"actions": action_process, "mongo": mongo_process, "redis": redis_process}
        yield Parts(settings, shared)


def megabytes(process: psutil.Process) -> int:
    """What the process and its children have in memory."""
    family = [process, *process.children(recursive=True)]
    return round(sum(each.memory_info().rss for each in family) / 2**20)


def _until(probe: Probe) -> None:
    deadline = time.monotonic() + _UP_SECONDS
    while True:
        try:
            probe()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
