"""`make shell`: a conversation in the terminal, as a designer has it."""

from __future__ import annotations

import os
import pty
import re
import select
import sys
import time
from contextlib import suppress
from pathlib import Path

from connectors.stack.places import ROOT
from tests.support.stack import clean_environment
from tests.support.waiting import patient

ENTER, UP = b"\r", b"\x1b[A"
PROMPT = r"Your input ->[^\n]*\Z"
MENU = "Type out your own message"
"""A menu of buttons has this as its last entry."""


class Terminal:
    """A command in a terminal of its own."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self._seen = b""
        self._pid, self._end = pty.fork()
        if self._pid == 0:
            os.chdir(ROOT)
            os.execve(command[0], command, environment)

    def wait_for(self, pattern: str, seconds: float = 60) -> str:
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

    def type(self, line: str) -> None:
        """Type a line, and Enter once it is shown: what comes together is taken for pasted text."""
        os.write(self._end, line.encode())
        self.wait_for(re.escape(line))
        os.write(self._end, ENTER)

    def ask(self, question: str, answer: str) -> str:
        """What is said to a question up to the next prompt; waits for `answer` in it."""
        self.type(question)
        said = self.wait_for(rf"{answer}[\s\S]*({PROMPT}|{MENU})")
        if MENU in said:
            os.write(self._end, UP + ENTER)
            self.wait_for(PROMPT)
        return said

    def exit_code(self) -> int:
        """Wait for its end."""
        with suppress(OSError):  # the other side of the terminal is closed
            self.wait_for(r"(?!)")  # which never comes
        return os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])


def test_a_designer_talks_to_the_guide(trained_model: Path, tmp_path: Path) -> None:
    """Actions answer, cards and buttons are readable text, warnings stay out, /stop ends it all."""
    terminal = Terminal(
        [sys.executable, "-m", "connectors.stack", "shell"],
        clean_environment(DATA_DIR=str(tmp_path), TERM="xterm", COLUMNS="200"),
    )
    start = terminal.wait_for(PROMPT, 120)
    assert "Warning" not in start
    answer = terminal.ask("what does a griha pravesh puja cost?", "Griha Pravesh")
    assert re.search(r"₹ ?\d|INR", answer)
    assert '"cards"' not in answer
    terminal.ask("satyanarayan puja me kya kya saman lagta hai", "नारियल")
    terminal.type("/stop")
    assert terminal.exit_code() == 0
