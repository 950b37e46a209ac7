"""Children of a supervisor: restarted, stopped in order, never left behind."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from connectors.errors import ConfigError
from connectors.stack.child import Part
from connectors.stack.supervisor import supervised
from tests.support.waiting import eventually, patient, wait_for

ENVIRONMENT = dict(os.environ)


def script(name: str, code: str, *, grace: float = patient(10), job: bool = False) -> Part:
    """A part that runs a few lines of Python."""
    code = f"import os, signal, sys, time, pathlib\n{code}"
    return Part(name, [sys.executable, "-c", code], grace_seconds=grace, job=job)


def lives(pid: int) -> bool:
    """Whether the process runs; a zombie does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


async def test_a_dead_child_is_started_again_and_said_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A child killed twice is back twice, after a longer wait the second time."""
    pids = tmp_path / "pids"
    part = script("part", f"print(os.getpid(), file=open({str(pids)!r}, 'a')); time.sleep(600)")

    def starts() -> list[int]:
        return [int(line) for line in pids.read_text().split()]

    async def started(times: int) -> int:
        await eventually(lambda: len(starts()) == times)
        return starts()[-1]

    async with supervised(ENVIRONMENT, tmp_path) as supervisor:
        supervisor.start(part)
        for number in (1, 2, 3):
            os.kill(await started(number), signal.SIGKILL)
    said = capsys.readouterr().out
    assert "part     ended: SIGKILL" in said
    assert "starting it again in 0.5 s" in said
    assert "starting it again in 1 s" in said


async def test_an_unusable_setting_ends_all_with_its_line(tmp_path: Path) -> None:
    """Exit code 2 is not tried again: its last line is the error, and the others are stopped."""
    pid = tmp_path / "pid"
    sleeper = f"pathlib.Path({str(pid)!r}).write_text(str(os.getpid())); time.sleep(600)"

    async def serve() -> None:
        async with supervised(ENVIRONMENT, tmp_path) as supervisor:
            supervisor.start(script("well", sleeper))
            await eventually(pid.read_text)
            supervisor.start(script("bad", "print('PORT cannot be used'); sys.exit(2)"))
            await asyncio.sleep(600)

    with pytest.raises(ConfigError, match=r"^PORT cannot be used$"):
        await serve()
    assert not lives(int(pid.read_text()))


async def test_children_stop_in_reverse_order(tmp_path: Path) -> None:
    """What was started last stops first, and has stopped before the next is asked."""
    order = tmp_path / "order"
    code = """
def stop(*_):
    time.sleep(0.2)
    print(NAME, file=open(ORDER, 'a'))
    sys.exit()
signal.signal(signal.SIGTERM, stop)
print('ready', flush=True)
time.sleep(600)
"""
    async with supervised(ENVIRONMENT, tmp_path) as supervisor:
        for name in ("database", "server", "gateway"):
            head = f"NAME={name!r}; ORDER={str(order)!r}"
            supervisor.start(script(name, head + code))
            await eventually((tmp_path / f"{name}.log").read_text)
    assert order.read_text().split() == ["gateway", "server", "database"]


async def test_a_child_that_does_not_stop_is_killed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A child that ignores its signal is killed after its grace, and said so."""
    part = script(
        "deaf",
        "signal.signal(signal.SIGTERM, signal.SIG_IGN); print(os.getpid(), flush=True)\n"
        "time.sleep(600)",
        grace=0.3,
    )
    log = tmp_path / "deaf.log"
    async with supervised(ENVIRONMENT, tmp_path) as supervisor:
        supervisor.start(part)
        await eventually(lambda: log.read_text().strip())
    assert not lives(int(log.read_text()))
    assert "deaf     did not stop in 0.3 s: killed" in capsys.readouterr().out


async def test_a_job_is_tried_until_it_is_done(tmp_path: Path) -> None:
    """A job that fails because a database is not there yet succeeds a little later."""
    flag = tmp_path / "flag"
    part = script(
        "job", f"f=pathlib.Path({str(flag)!r}); t=f.exists(); f.touch(); sys.exit(not t)", job=True
    )
    async with supervised(ENVIRONMENT, tmp_path) as supervisor:
        await asyncio.wait_for(supervisor.start(part), patient(30))


SUPERVISOR = """
import asyncio, os, pathlib, sys
from connectors.stack.child import Part
from connectors.stack.supervisor import supervised

CODE = '''
import os, signal, time
signal.signal(signal.SIGTERM, lambda *_: print("asked", flush=True))
print(os.getpid(), flush=True)
time.sleep(600)
'''

async def main():
    logs = pathlib.Path(sys.argv[1])
    async with supervised(dict(os.environ), logs) as supervisor:
        for name in "ab":
            supervisor.start(Part(name, [sys.executable, "-c", CODE], grace_seconds=600))
        await asyncio.sleep(600)

asyncio.run(main())
"""


@pytest.fixture
def stubborn(tmp_path: Path) -> tuple[subprocess.Popen[bytes], list[int]]:
    """A supervisor in a process of its own whose two children do not stop, and their pids."""
    process = subprocess.Popen([sys.executable, "-c", SUPERVISOR, str(tmp_path)])
    pids = [int(wait_for((tmp_path / f"{name}.log").read_text)) for name in "ab"]
    return process, pids


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal is Linux's")
def test_children_die_with_a_killed_supervisor(
    stubborn: tuple[subprocess.Popen[bytes], list[int]],
) -> None:
    """SIGKILL of the supervisor leaves no orphan."""
    process, pids = stubborn
    process.kill()
    process.wait()
    wait_for(lambda: not any(lives(pid) for pid in pids))


def test_a_second_signal_ends_all_at_once(
    stubborn: tuple[subprocess.Popen[bytes], list[int]], tmp_path: Path
) -> None:
    """Two Ctrl-C do not wait for children that take their time."""
    process, pids = stubborn
    process.send_signal(signal.SIGINT)
    wait_for(lambda: "asked" in (tmp_path / "b.log").read_text(), what="the last child to be asked")
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    assert process.wait(patient(20)) == 130
    wait_for(lambda: not any(lives(pid) for pid in pids))
