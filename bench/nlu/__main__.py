"""`python -m bench.nlu` measures config.yml; `--candidates` the others, too; `--public FOLDER`."""

from __future__ import annotations

import argparse
import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.nlu import report
from bench.nlu.languages import measure_languages
from bench.nlu.retrieval import measure_retrieval
from connectors.knowledge import Knowledge

CONFIG = Path("config.yml")
EXAMPLES = Path("data/nlu")
TESTS = Path("tests/nlu/data")
QUESTIONS = Path("tests/unit/knowledge/questions.yml")
CANDIDATES = Path("bench/nlu/candidates")
RESULTS = Path("bench/nlu/results.json")


def main() -> None:
    """Measure what is asked for, keep the figures, write the tables."""
    options = _options()
    if options.one:
        print(json.dumps(_measure(options.one)))
        return
    results = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    if options.public:
        from bench.nlu.public import measure_public

        results["public"] = measure_public(options.public)
    else:
        paths = [*sorted(CANDIDATES.glob("*.yml"), reverse=True)] if options.candidates else []
        measured = {**results.get("candidates", {})}
        measured |= {path.stem: _apart(path) for path in paths} | {"ours": _apart(CONFIG)}
        results["candidates"] = measured
        results["languages"] = measure_languages(EXAMPLES, TESTS)
        knowledge = Knowledge(Path("data/knowledge"), Path("data/catalog"))
        results["retrieval"] = measure_retrieval(knowledge, QUESTIONS)
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    _write(results)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.nlu", description=__doc__)
    parser.add_argument("--candidates", action="store_true", help="measure the others, too")
    parser.add_argument("--public", type=Path, metavar="FOLDER", help="measure the public sets")
    parser.add_argument("--one", type=Path, metavar="CONFIG", help="print one as JSON")
    return parser.parse_args()


def _measure(config: Path) -> dict[str, Any]:
    logging.disable(logging.WARNING)
    from bench.nlu.measure import measure

    return measure(config)


def _apart(config: Path) -> dict[str, Any]:
    """Measured in a process of its own, so that none finds what another has loaded."""
    print(f"Measuring {config} ...", file=sys.stderr)
    command = [sys.executable, "-W", "ignore", "-m", "bench.nlu", "--one", str(config)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def _write(results: dict[str, Any]) -> None:
    if "candidates" in results:
        ours = results["candidates"]["ours"]
        report.write("varieties", report.varieties(ours))
        report.write("candidates", report.candidates(results["candidates"]))
        print(report.varieties(ours))
    if "languages" in results:
        report.write("languages", report.languages(results["languages"]))
    if "retrieval" in results:
        report.write("retrieval", report.retrieval(results["retrieval"]))
    if "public" in results:
        report.write("public", report.public(results["public"]))
        print(report.public(results["public"]))


if __name__ == "__main__":
    main()
