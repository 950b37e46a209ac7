"""`make run`: the page, the processes behind it, their deaths and restarts, and how it ends."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from connectors.stack.places import ROOT
from tests.support.stack import Stack, clean_environment
from tests.support.waiting import patient, wait_for


@pytest.fixture(scope="module")
def own(trained_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack whose processes may be killed."""
    with Stack(tmp_path_factory.mktemp("own")) as running:
        yield running


def get(stack: Stack, path: str, **headers: str) -> httpx.Response:
    """An HTTP GET, with patience for a gateway that starts."""

    def attempt() -> httpx.Response | None:
        try:
            return httpx.get(stack.url + path, headers=headers, timeout=patient(20))
        except httpx.TransportError:
            return None

    return wait_for(attempt, seconds=60, what=f"{path} to answer")


def say(stack: Stack, text: str) -> httpx.Response:
    """A guest says something; the answer does not wait for the guide."""
    body = {"text": text, "wait_seconds": 0}
    return httpx.post(f"{stack.url}/api/chat", json=body, timeout=patient(20))


def test_the_page_answers_when_it_says_so(own: Stack) -> None:
    """The URL it prints leads to the demo page, and the line says the seconds."""
    line = own.said(r"^page ")[0]
    assert own.url in line
    assert line.endswith(" s")
    page = httpx.get(own.url, timeout=patient(20))
    assert page.status_code == 200
    assert "<html" in page.text


def test_nothing_but_loopback_is_listened_on(own: Stack) -> None:
    """No part of it can be reached from another machine."""
    own.wait_until_said(r"^guide .* is ready", seconds=120)
    listening = {
        name: {each.laddr.ip for each in process.net_connections() if each.status == "LISTEN"}
        for name, process in own.processes().items()
    }
    assert set(listening) == {"mongo", "redis", "gateway", "rasa", "actions"}
    assert set().union(*listening.values()) == {"127.0.0.1"}


@pytest.mark.parametrize("name", ["gateway", "actions", "redis", "mongo"])
def test_a_killed_part_comes_back(own: Stack, name: str) -> None:
    """A part that dies is started again, the terminal says so, and the service is whole."""
    before = own.processes()[name].pid
    times = len(own.said(f"^{name} +ended: SIGKILL")) + 1
    own.kill_child(name)
    own.wait_until_said(f"^{name} +ended: SIGKILL", times=times)
    own.wait_until_said(f"^{name} +starting it again in 0.5 s", times=times)
    wait_for(lambda: name in (now := own.processes()) and now[name].pid != before, seconds=60)
    wait_for(
        lambda: (
            get(own, "/readyz").json() == dict.fromkeys(("ready", "mongo", "redis", "rasa"), True)
        ),
        seconds=60,
        what="the parts to be whole",
    )


def test_secrets_reach_no_log(own: Stack) -> None:
    """What was generated stands in its file only."""
    secrets = [path.read_text() for path in (own.data_dir / "secrets").iterdir()]
    assert len(secrets) == 2
    for log in [own.log, *(own.data_dir / "logs").iterdir()]:
        assert not any(secret in log.read_text() for secret in secrets), log


def test_a_second_stack_on_the_same_data_is_refused(own: Stack) -> None:
    """It says who has the data and leaves the first one alone."""
    line = refusal(DATA_DIR=str(own.data_dir))
    assert line.startswith(f"DATA_DIR {own.data_dir} is in use by process ")
    assert own.process is not None
    assert str(own.process.pid) in line
    assert get(own, "/healthz").status_code == 200


def test_a_busy_port_is_refused(tmp_path: Path) -> None:
    """It names PORT, and starts nothing."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        line = refusal(PORT=port, DATA_DIR=str(tmp_path / "data"))
    assert line == f"PORT {port} is taken by another program; set another PORT."
    assert not (tmp_path / "data").exists()


def test_an_unusable_setting_is_refused(tmp_path: Path) -> None:
    """It names the setting and what is wrong."""
    line = refusal(TIMEZONE="Asia/Atlantis", DATA_DIR=str(tmp_path))
    assert line.startswith("TIMEZONE cannot be used: ")


def refusal(**settings: str) -> str:
    """Start a stack that must refuse: exit code 2, and one line, which is returned."""
    done = subprocess.run(
        [sys.executable, "-m", "connectors.stack", "run"],
        env=clean_environment(**settings),
        capture_output=True,
        text=True,
        timeout=patient(60),
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    return line


def test_data_that_cannot_be_trained_is_refused(tmp_path: Path) -> None:
    """Broken YAML ends the training with a last line that says what to do, and no model."""
    for name in ("connectors", "data", "domain.yml", "config.yml"):
        source, target = ROOT / name, tmp_path / name
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    (tmp_path / "domain.yml").write_text("intents: [greet\n")
    done = subprocess.run(
        [sys.executable, "-m", "connectors.stack", "train"],
        cwd=tmp_path,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=patient(120),
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("The guide cannot be trained")
    assert "domain.yml" in done.stdout + done.stderr
    assert not list((tmp_path / "models").glob("**/*.tar.gz"))


def test_a_signal_stops_every_process_and_loses_nothing(
    trained_model: Path, tmp_path: Path
) -> None:
    """After SIGTERM or one Ctrl-C, with a guest there, nobody is left and the exit is clean; the
    guest's token and history are good for the next start.
    """
    stack = Stack(tmp_path)
    with stack:
        token = say(stack, "before").json()["token"]
        end_whole(stack, signal.SIGTERM)
    with stack:
        answer = get(stack, "/api/chat/messages", Authorization=f"Bearer {token}")
        assert answer.json()["messages"][0]["text"] == "before"
        end_whole(stack, signal.SIGINT)
    assert len(stack.said("^stack .*stopping")) == 2
    assert not stack.said("did not stop")


def end_whole(stack: Stack, how: signal.Signals) -> None:
    """End a stack that has all its processes; none of them stays."""
    wait_for(lambda: len(stack.processes()) == 5, seconds=60, what="five processes")
    processes = list(stack.processes().values())
    assert stack.end(how) == 0
    gone, alive = psutil.wait_procs(processes, timeout=patient(10))
    assert len(gone) == 5
    assert alive == []
