"""The whole product as `make run` starts it, on a free port and data of its own."""

from __future__ import annotations

import os
import re
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Self

import httpx
import psutil

from connectors.settings import Settings
from tests.fakes.openai_server import Behaviour
from tests.support.servers import Server
from tests.support.waiting import patient, wait_for

AUTH_SECRET = "an-auth-secret-for-tests-only-0123456789"

_ONE_ADDRESS = {
    "LIMIT_ADDRESS_TIMES": "1000",
    "LIMIT_CONNECTIONS_PER_ADDRESS": "10000",
    "LIMIT_HANDSHAKES": "100000",
    "LIMIT_GUESTS": "100000",
    "LIMIT_HOST_CALLS": "100000",
}
"""All people of the tests come from one address."""

FEW_PEOPLE = {"LIMIT_SIGN_INS": "1000", "LIMIT_MESSAGES": "1000"}
"""They are the same few in each test."""


def clean_environment(**settings: str) -> dict[str, str]:
    """The environment with these settings and none of the developer's own."""
    own = {name.upper() for name in Settings.model_fields}
    kept = {name: value for name, value in os.environ.items() if name not in own}
    return {**kept, "ENV_FILE": os.devnull, **_ONE_ADDRESS, **settings}


class Stack(Server):
    """`python -m connectors.stack run` with its data in `folder`; settings by their names."""

    start_seconds = 240.0

    def __init__(self, folder: Path, **settings: str) -> None:
        super().__init__(folder)
        self.data_dir = folder / "data"
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = clean_environment(
            PORT=str(self.port),
            DATA_DIR=str(self.data_dir),
            LOG_LEVEL="WARNING",
            **(FEW_PEOPLE | settings),
        )

    def command(self) -> list[str]:
        """As the Makefile says it."""
        return [sys.executable, "-m", "connectors.stack", "run"]

    def is_ready(self) -> bool:
        """Whether it said that the page answers."""
        return bool(self.said(r"^page .* answers"))

    def said(self, pattern: str) -> list[str]:
        """The lines it printed, over all its starts, that match."""
        return [line for line in self.log.read_text().splitlines() if re.search(pattern, line)]

    def wait_until_said(self, pattern: str, *, times: int = 1, seconds: float = 240) -> str:
        """Wait until that many lines match and return the last."""
        return wait_for(
            lambda: self.said(pattern)[times - 1 :], seconds=seconds, what=f"{pattern!r} in {self}"
        )[-1]

    def wait_until_guide_is_ready(self) -> Self:
        """Wait until the first turn can be answered."""
        self.wait_until_said(r"^guide .* is ready", seconds=300)
        return self

    def processes(self) -> dict[str, psutil.Process]:
        """Its living children by name: mongo, redis, gateway, rasa, actions."""
        marks = {
            "mongo": "secantusd-py",
            "redis": "redis-server",
            "gateway": "connectors.gateway",
            "rasa": "connectors.rasa_server",
            "actions": "rasa_sdk",
        }
        if self.process is None:
            return {}
        found: dict[str, psutil.Process] = {}
        for child in psutil.Process(self.process.pid).children():
            with suppress(psutil.NoSuchProcess):  # it has ended meanwhile
                line = " ".join(child.cmdline())
                found |= {name: child for name, mark in marks.items() if mark in line}
        return found

    def kill_child(self, name: str) -> None:
        """SIGKILL one child."""
        self.processes()[name].send_signal(signal.SIGKILL)

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and return the exit code."""
        assert self.process is not None
        self.process.send_signal(how)
        code = self.process.wait(patient(60))
        self.process = None
        return code

    def __str__(self) -> str:
        return f"the stack, which said:\n{self.log.read_text()}"


class FakeModel(Server):
    """The model endpoint of tests/fakes as a process of its own."""

    @property
    def url(self) -> str:
        """What goes into OPENAI_BASE_URL."""
        return f"http://127.0.0.1:{self.port}/v1"

    def command(self) -> list[str]:
        """Words come one after the other, as from a model."""
        return [sys.executable, "-m", "tests.fakes.openai_server", "--port", str(self.port)]

    def behave(self, how: Behaviour) -> None:
        """Do that from now on, also with an answer that is being given."""
        url = f"http://127.0.0.1:{self.port}/behaviour"
        httpx.put(url, content=how, timeout=patient(30), trust_env=False).raise_for_status()
