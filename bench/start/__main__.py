"""`make bench-start`: this project and `rasa run` of Rasa's own init bot, in turns, in one run.

Both have their models trained before. A run begins with the command and ends with the first
answer to "hello"; the databases of this project begin empty. Prints a table in Markdown.
"""

from __future__ import annotations

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from connectors.settings import Settings
from connectors.stack.places import ROOT
from connectors.stack.processes import die_with_parent, free_port
from connectors.stack.training import ensure_model

STOCK = ROOT / "results/bench/rasa-init"
PATIENCE_SECONDS = 180
POLL_SECONDS = 0.05


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.start", description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    ensure_model()
    make_stock()
    ours, stock = [], []
    for number in range(1, runs + 1):
        ours.append(start_ours())
        stock.append(start_stock())
        print(f"run {number}: ours {ours[-1]}, stock {stock[-1]}", file=sys.stderr)
    print(f"Seconds, median of {runs} (least to most), {os.cpu_count()} cores.\n")
    print("| from the start to | PanditYatra | stock `rasa run`, init bot |")
    print("|---|---|---|")
    for moment, name in (("page", "the first page"), ("answer", "the first answer of the guide")):
        print(f"| {name} | {spread(ours, moment)} | {spread(stock, moment)} |")


def make_stock() -> None:
    """Rasa's init bot, trained, once."""
    if (STOCK / "models").exists():
        return
    STOCK.mkdir(parents=True, exist_ok=True)
    print("Training Rasa's init bot.", file=sys.stderr)
    command = [sys.executable, "-m", "rasa", "init", "--no-prompt", "--init-dir", str(STOCK)]
    with (STOCK / "training.log").open("wb") as log:
        subprocess.run(command, env=environment(), check=True, stdout=log, stderr=log)


def start_ours() -> dict[str, float]:
    """Seconds to the page, and to the answer to a message sent as soon as it is there."""
    port = free_port()
    command = [sys.executable, "-m", "connectors.stack", "run"]
    with tempfile.TemporaryDirectory() as data:
        begin = time.perf_counter()
        with running(command, ROOT, PORT=str(port), DATA_DIR=data):
            url = f"http://127.0.0.1:{port}"
            until(lambda: httpx.get(url).raise_for_status())
            page = time.perf_counter() - begin
            until(lambda: say_to_ours(url))
            return {"page": page, "answer": time.perf_counter() - begin}


def say_to_ours(url: str) -> bool:
    """Say hello over HTTP as a new guest; whether the answer came."""
    message = {"text": "hello", "wait_seconds": 60}
    answer = httpx.post(f"{url}/api/chat", json=message, timeout=70).raise_for_status().json()
    return bool(answer["done"] and answer["replies"])


def start_stock() -> dict[str, float]:
    """The same for Rasa: it has no page, so only the answer."""
    port = free_port()
    command = [sys.executable, "-m", "rasa", "run", "--port", str(port)]
    begin = time.perf_counter()
    with running(command, STOCK):
        until(lambda: listens(port))
        url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"
        message = {"sender": "someone", "message": "hello"}
        until(lambda: httpx.post(url, json=message, timeout=70).raise_for_status().json())
        return {"answer": time.perf_counter() - begin}


def listens(port: int) -> bool:
    """Whether connections are accepted; an OSError means no."""
    with socket.create_connection(("127.0.0.1", port), timeout=1):
        return True


@contextmanager
def running(command: list[str], folder: Path, **settings: str) -> Iterator[None]:
    """A server process, stopped at the end."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment(**settings),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=die_with_parent,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def environment(**settings: str) -> dict[str, str]:
    """The environment without settings of the person at the keyboard."""
    own = {name.upper() for name in Settings.model_fields}
    kept = {name: value for name, value in os.environ.items() if name not in own}
    return {**kept, "ENV_FILE": os.devnull, "RASA_TELEMETRY_ENABLED": "false", **settings}


def until(attempt: Callable[[], Any]) -> None:
    """Try until it gives something true."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            if attempt():
                return
        except (httpx.HTTPError, OSError):
            pass
        time.sleep(POLL_SECONDS)
    raise TimeoutError(f"no answer in {PATIENCE_SECONDS} s")


def spread(runs: list[dict[str, float]], moment: str) -> str:
    """`median (least to most)`, or a dash where there is none."""
    values = [run[moment] for run in runs if moment in run]
    if not values:
        return "–"
    return f"{statistics.median(values):.1f} ({min(values):.1f} to {max(values):.1f})"


if __name__ == "__main__":
    main()
