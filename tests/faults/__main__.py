"""`make faults`: everything is killed, in turn and at random, while people talk.

The last table says what came of the promise in docs/operators.md; the exit code is 1 if it was
broken. The same seed makes the same people do the same things and kills the same processes after
the same pauses; what is caught in which moment is chance.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
from pathlib import Path

from tests.faults.report import table
from tests.faults.run import Options, run


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600, help="of faults")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    parser.add_argument("--rooms", type=int, default=20)
    parser.add_argument("--visitors", type=int, default=5, help="who ask the guide")
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between two messages")
    parser.add_argument("--fake-guide", action="store_true", help="without rasa and actions")
    parser.add_argument("--logs", type=Path, help="folder to keep the processes' logs in")
    chosen = parser.parse_args()
    options = Options(
        seconds=chosen.seconds,
        seed=chosen.seed,
        rooms=chosen.rooms,
        visitors=chosen.visitors,
        pause=chosen.pause,
        real_guide=not chosen.fake_guide,
    )
    with tempfile.TemporaryDirectory() as folder:
        outcome = asyncio.run(run(options, Path(folder), _tell, logs=chosen.logs))
    print(table(outcome, options))
    return 0 if outcome.holds else 1


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
