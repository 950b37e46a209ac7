"""`make shell`: a conversation in the terminal, as a designer has it."""

from __future__ import annotations

import os
import pty
import re
import select
import sys
import time
from pathlib import Path

from connectors.stack.places import ROOT
from tests.support.stack import clean_environment
from tests.support.waiting import patient

ENTER = b"\r"


class Terminal:
    """A command in a terminal of its own."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self._seen = b""
        self._pid, self._end = pty.fork()
        if self._pid == 0:
            os.chdir(ROOT)
            os.execve(command[0], command, environment)

    def wait_for(self, pattern: str, seconds: float) -> str:
        """Wait until the text since the last wait matches, and return it."""
        deadline = time.monotonic() + patient(seconds)
        while time.monotonic() < deadline:
            if select.select([self._end], [], [], 0.2)[0]:
                self._seen += os.read(self._end, 65536)
            text = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", self._seen.decode(errors="replace"))
            if re.search(pattern, text):
                self._seen = b""
                return text
        raise AssertionError(f"{pattern!r} did not come: {self._seen.decode(errors='replace')}")

    def type(self, text: str) -> None:
        """Type a line."""
        os.write(self._end, text.encode())
        time.sleep(0.2)  # the prompt takes a line that comes with its letters as pasted text
        os.write(self._end, ENTER)

    def exit_code(self) -> int:
        """Wait for its end."""
        while True:
            try:
                os.read(self._end, 65536)
            except OSError:  # the other side of the terminal is closed
                return os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])


def test_a_designer_talks_to_the_guide(trained_model: Path, tmp_path: Path) -> None:
    """Actions answer, cards and buttons are readable text, warnings stay out, /stop ends it all."""
    terminal = Terminal(
        [sys.executable, "-m", "connectors.stack", "shell"],
        clean_environment(DATA_DIR=str(tmp_path), TERM="xterm", COLUMNS="200"),
    )
    start = terminal.wait_for(r"Your input ->", 120)
    assert "Warning" not in start
    terminal.type("what does a griha pravesh puja cost?")
    answer = terminal.wait_for(r"Your input ->[^\n]*\Z|Type out your own message", 30)
    assert "Griha Pravesh" in answer
    assert re.search(r"₹ ?\d|INR", answer)
    assert '"cards"' not in answer
    if "Type out" in answer:  # a menu of buttons: the last entry is free text
        os.write(terminal._end, b"\x1b[A" + ENTER)
        terminal.wait_for(r"\?|->", 10)
    terminal.type("satyanarayan puja me kya kya saman lagta hai")
    answer = terminal.wait_for(
        r"नारियल[\s\S]*(Your input ->[^\n]*\Z|Type out your own message)", 30
    )
    if "Type out" in answer:
        os.write(terminal._end, b"\x1b[A" + ENTER)
        terminal.wait_for(r"\?|->", 10)
    terminal.type("/stop")
    assert terminal.exit_code() == 0
