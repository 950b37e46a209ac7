"""What is left out of Rasa, and that nothing missing goes unnoticed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from connectors.rasa_server.lean import named_tensorflow_components
from tests.support.waiting import patient


def run(code: str, config: Path) -> str:
    """Run code in a fresh interpreter after leaving out what `config` does not need."""
    before = (
        "from pathlib import Path\n"
        "from connectors.rasa_server.lean import leave_out_tensorflow, leave_out_tools\n"
        f"leave_out_tensorflow(Path({str(config)!r}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", before + code],
        capture_output=True,
        text=True,
        timeout=patient(60),
        check=False,
    )
    return done.stdout.strip() or done.stderr.strip().splitlines()[-1]


IMPORTED = """
import sys, rasa.core.agent, rasa.graph_components.validators.default_recipe_validator
print("tensorflow" in sys.modules)
"""
COMPARED = """
from rasa.engine.recipes.default_components import DEFAULT_COMPONENTS
from rasa.core.policies.ted_policy import TEDPolicy
print(TEDPolicy in DEFAULT_COMPONENTS, TEDPolicy.__name__, issubclass(int, TEDPolicy))
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A config.yml without TensorFlow."""
    path = tmp_path / "config.yml"
    path.write_text("pipeline:\n- name: WhitespaceTokenizer\npolicies:\n- name: RulePolicy\n")
    return path


def test_tensorflow_is_left_out(config: Path) -> None:
    """Rasa is imported without TensorFlow when no component needs it.

    It lists what was left out among the known components and compares it; that is no use of it.
    """
    assert run(IMPORTED + COMPARED, config).splitlines() == ["False", "True TEDPolicy False"]


def test_a_named_component_brings_tensorflow_back(config: Path) -> None:
    """Naming one such component in config.yml is enough to have it."""
    config.write_text("pipeline:\n- name: DIETClassifier\n  epochs: 10\n")
    assert named_tensorflow_components(config) == ["DIETClassifier"]
    assert run(IMPORTED, config) == "True"


def test_the_channels_of_other_platforms_are_left_out(config: Path) -> None:
    """Serving imports no client of Slack, Telegram or Facebook, and our channel works."""
    code = """
leave_out_tools()
import sys, connectors.channel, connectors.rasa_server.app
print([name for name in ("slack_sdk", "aiogram", "twilio", "matplotlib") if name in sys.modules])
"""
    assert run(code, config) == "[]"


@pytest.mark.parametrize(
    "use", ["DIETClassifier.load()", "DIETClassifier()", "DIETClassifier.name"]
)
def test_using_what_was_left_out_says_so(config: Path, use: str) -> None:
    """A model that needs a missing component ends in an error that tells what to do."""
    code = f"from rasa.nlu.classifiers.diet_classifier import DIETClassifier\n{use}"
    answer = run(code, config)
    assert "DIETClassifier" in answer
    assert "name it in config.yml and train again" in answer
