"""`make bench-start`: this project and `rasa run` of Rasa's own init bot, in turns, in one run.

Both have their models trained before. A run begins with the command and ends with the first
answer to "hello"; the databases of this project begin empty. Writes the table of
docs/performance.md.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

from bench.pages import fill_in, table
from bench.processes import environment, running, until
from connectors.stack.places import ROOT
from connectors.stack.probes import accepts, answers
from connectors.stack.processes import free_port
from connectors.stack.training import ensure_model

STOCK = ROOT / "results/bench/rasa-init"
NOWHERE = Path(os.devnull)
MOMENTS = {"page": "the first page", "answer": "the first answer of the guide"}


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
    rows = [[name, spread(ours, each), spread(stock, each)] for each, name in MOMENTS.items()]
    head = ["seconds from the start to", "PanditYatra", "stock `rasa run`, init bot"]
    filled = table(head, rows)
    fill_in("start", filled)
    print(filled)


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
        with running(command, {"PORT": str(port), "DATA_DIR": data}, NOWHERE):
            url = f"http://127.0.0.1:{port}"
            until(answers(url))
            page = time.perf_counter() - begin
            until(lambda: say_to_ours(url))
            return {"page": page, "answer": time.perf_counter() - begin}


def say_to_ours(url: str) -> bool:
    """Say hello over HTTP as a new guest; whether the answer came."""
    answer = say(f"{url}/api/chat", {"text": "hello", "wait_seconds": 60})
    return bool(answer["done"] and answer["replies"])


def start_stock() -> dict[str, float]:
    """The same for Rasa: it has no page, so only the answer."""
    port = free_port()
    command = [sys.executable, "-m", "rasa", "run", "--port", str(port)]
    begin = time.perf_counter()
    with running(command, {}, NOWHERE, STOCK):
        until(accepts(port))
        url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"
        until(lambda: bool(say(url, {"sender": "someone", "message": "hello"})))
        return {"answer": time.perf_counter() - begin}


def say(url: str, message: dict[str, Any]) -> Any:
    """What is answered; an OSError when nothing is."""
    try:
        return httpx.post(url, json=message, timeout=70).raise_for_status().json()
    except httpx.HTTPError as error:
        raise OSError(str(error)) from error


def spread(runs: list[dict[str, float]], moment: str) -> str:
    """`median (least to most)`, or a dash where there is none."""
    values = [run[moment] for run in runs if moment in run]
    if not values:
        return "–"
    return f"{statistics.median(values):.1f} ({min(values):.1f} to {max(values):.1f})"


if __name__ == "__main__":
    main()
