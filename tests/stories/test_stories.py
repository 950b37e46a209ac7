"""The test stories beside this file, played against the trained model."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import yaml

from tests.support.waiting import patient

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
WRONG = """
version: "3.1"
stories:
- story: A greeting is answered with a goodbye
  steps:
  - user: |
      hello there
    intent: greet
  - action: utter_goodbye
"""


def play(stories: Path, model: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """Run `rasa test core`, which fails on any wrong intent, entity or action."""
    # fmt: off
    command = [
        sys.executable, "-W", "ignore", "-m", "connectors.rasa_server.cli", "test", "core", "--e2e",
        "--fail-on-prediction-errors", "--no-plot",
        "--stories", str(stories), "--model", str(model), "--out", str(out),
    ]
    # fmt: on
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "RASA_TELEMETRY_ENABLED": "false"},
        capture_output=True,
        text=True,
        timeout=patient(120),
        check=False,
    )


def test_every_story_goes_as_written(trained_model: Path, tmp_path: Path) -> None:
    """Happy and unhappy paths of every skill: intents, entities and actions."""
    done = play(HERE, trained_model, tmp_path)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


def test_a_story_that_goes_otherwise_fails(trained_model: Path, tmp_path: Path) -> None:
    """The check above would notice."""
    (tmp_path / "test_wrong.yml").write_text(WRONG)
    done = play(tmp_path, trained_model, tmp_path / "out")
    assert done.returncode != 0
    assert "utter_goodbye" in done.stdout + done.stderr


def test_every_skill_has_stories() -> None:
    """Each file of rules has its file of test stories, with more than one story."""
    for rules in (ROOT / "data/rules").glob("*.yml"):
        stories = HERE / f"test_{rules.name}"
        assert len(yaml.safe_load(stories.read_text("utf-8"))["stories"]) > 1, rules.name
