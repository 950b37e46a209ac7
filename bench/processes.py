"""Server processes of one run, and what they use."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from connectors.settings import Settings
from connectors.stack.places import ROOT
from connectors.stack.probes import Probe
from connectors.stack.processes import die_with_parent

_UP_SECONDS = 180


@contextmanager
def running(
    command: list[str], settings: dict[str, str], log: Path, folder: Path = ROOT
) -> Iterator[psutil.Process]:
    """A server process, ended with the block."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment(**settings),
            stdout=output,
            stderr=output,
            preexec_fn=die_with_parent,
        )
    try:
        yield psutil.Process(process.pid)
    finally:
        children = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        _, alive = psutil.wait_procs([psutil.Process(process.pid), *children], timeout=10)
        for each in alive:
            each.kill()
        process.wait()


def environment(**settings: str) -> dict[str, str]:
    """The environment without settings of the person at the keyboard."""
    own = {name.upper() for name in Settings.model_fields}
    kept = {name: value for name, value in os.environ.items() if name not in own}
    return {**kept, "ENV_FILE": os.devnull, "RASA_TELEMETRY_ENABLED": "false", **settings}


def until(probe: Probe) -> None:
    """Try until it is true; an OSError means not yet. TimeoutError when that takes too long."""
    deadline = time.monotonic() + _UP_SECONDS
    while time.monotonic() < deadline:
        try:
            if probe():
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise TimeoutError(f"not up after {_UP_SECONDS} s")


def megabytes(process: psutil.Process) -> float:
    """What the process and its children have in memory."""
    return sum(each.memory_info().rss for each in _family(process)) / 2**20


def cpu_seconds(process: psutil.Process) -> float:
    """Processor time of the process and its children, user and system."""
    times = [each.cpu_times() for each in _family(process)]
    return float(sum(each.user + each.system for each in times))


def _family(process: psutil.Process) -> list[psutil.Process]:
    return [process, *process.children(recursive=True)]
