"""Real servers as processes of their own on free ports, to be stopped, killed and started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

from connectors.stack import embedded
from connectors.stack.processes import die_with_parent, free_port
from tests.support.waiting import patient, wait_for


def answers(port: int) -> bool:
    """Whether somebody accepts connections on `port`."""
    with socket.create_connection(("127.0.0.1", port), timeout=patient(1)):
        return True


class Server:
    """A server process on a port that stays the same over restarts; use it with `with`.

    `log` is the file with everything it printed.
    """

    stop_signal = signal.SIGTERM
    start_seconds = 120.0

    def __init__(self, folder: Path, *, env: dict[str, str] | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.port = free_port()
        self.env = dict(os.environ) if env is None else env
        self.log = folder / "server.log"
        self.process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        """The command line, with `self.port`."""
        raise NotImplementedError

    def is_ready(self) -> bool:
        """Whether it serves; an OSError means no."""
        return answers(self.port)

    def start(self) -> Self:
        """Start it and wait until it serves."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                env=self.env,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                preexec_fn=die_with_parent,
            )
        what = f"{' '.join(self.command()[1:3])} to serve"
        try:
            wait_for(self._came_up, seconds=self.start_seconds, what=what)
        except BaseException:
            self.kill()  # nobody else will, when a `with` has not begun
            raise
        return self

    def _came_up(self) -> bool:
        if self.process is not None and self.process.poll() is not None:
            raise RuntimeError(f"{self.command()} ended:\n{self.log.read_text()[-3000:]}")
        return self.is_ready()

    def stop(self) -> None:
        """Ask it to stop, kill it if it does not."""
        self._end(self.stop_signal)

    def kill(self) -> None:
        """SIGKILL, as a crash would."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(patient(20))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


class MongoServer(Server):
    """The MongoDB-protocol server that `make run` embeds."""

    stop_signal = signal.SIGINT

    @property
    def url(self) -> str:
        """What goes into MONGO_URL."""
        return embedded.mongo_url(self.port)

    def command(self) -> list[str]:
        """The stack's own command."""
        return embedded.mongo_command(self.port, self.folder / "data")


class RedisServer(Server):
    """The Redis that `make run` embeds."""

    @property
    def url(self) -> str:
        """What goes into REDIS_URL."""
        return embedded.redis_url(self.port)

    def command(self) -> list[str]:
        """The stack's own command."""
        return embedded.redis_command(self.port, self.folder)
