"""One child process: started, watched, started again when it dies, stopped in the end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from connectors.errors import ConfigError
from connectors.stack.log_file import LogFile
from connectors.stack.places import ROOT
from connectors.stack.processes import die_with_parent
from connectors.stack.say import say

UNUSABLE = 2
"""The exit code by which a process says that a setting is wrong: starting it again is no use."""

_FIRST_DELAY, _LONGEST_DELAY = 0.5, 30.0
_STEADY_SECONDS = 60.0
"""A child that ran this long begins its back-off anew."""


@dataclass(frozen=True)
class Part:
    """What runs under a name: its command and how it is asked to stop.

    A `job` is done when it ends well; anything else is meant to run on.
    """

    name: str
    command: list[str]
    job: bool = False
    stop_signal: signal.Signals = signal.SIGTERM
    grace_seconds: float = 8.0


class Child:
    """A part as a running process. Its output goes to `<logs>/<name>.log`."""

    def __init__(self, part: Part, environment: dict[str, str], logs: Path) -> None:
        self.part = part
        self._environment = environment
        self._log = LogFile(logs / f"{part.name}.log", self._show)
        self._stopping = False
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Run it, and again whenever it dies; raises ConfigError if that is of no use."""
        delay = _FIRST_DELAY
        while True:
            started = time.monotonic()
            code = await self._once()
            if self.part.job and code == 0:
                return
            if code == UNUSABLE:
                raise ConfigError(self._log.last_line)
            if time.monotonic() - started > _STEADY_SECONDS:
                delay = _FIRST_DELAY
            say(self.part.name, f"ended: {self._reason(code)}")
            say(self.part.name, f"starting it again in {delay:g} s; its log is {self._log.path}")
            await asyncio.sleep(delay)
            delay = min(delay * 2, _LONGEST_DELAY)

    async def stop(self) -> None:
        """Ask it to end, kill it after its grace."""
        self._stopping = True
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(self.part.stop_signal)
            try:
                await asyncio.wait_for(self._process.wait(), self.part.grace_seconds)
            except TimeoutError:
                say(self.part.name, f"did not stop in {self.part.grace_seconds:g} s: killed")
                self.kill()
                await self._process.wait()
        if self._reader is not None:
            await self._reader
        self._log.close()

    def kill(self) -> None:
        """SIGKILL for it and whatever it started."""
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    async def _once(self) -> int:
        """Run it to its end; returns the exit code (negative: the signal that ended it)."""
        self._process = await asyncio.create_subprocess_exec(
            *self.part.command,
            cwd=ROOT,
            env=self._environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            # A Ctrl-C in the terminal reaches the supervisor only, which stops all in order.
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
        assert self._process.stdout is not None
        self._reader = asyncio.create_task(self._read(self._process.stdout))
        code = await self._process.wait()
        await asyncio.shield(self._reader)
        return code

    async def _read(self, output: asyncio.StreamReader) -> None:
        while chunk := await output.read(65536):
            self._log.write(chunk)

    def _show(self, line: str) -> None:
        if not self._stopping:  # interpreters that are torn down complain of it
            say(self.part.name, line)

    def _reason(self, code: int) -> str:
        if code < 0:
            return signal.Signals(-code).name
        return f"exit code {code}, {self._log.last_line}"
