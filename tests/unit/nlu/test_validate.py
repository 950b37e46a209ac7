"""What a designer can break is named; what stands in the repository is good."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import tests.support.rasa
from connectors.errors import DialogueError
from connectors.nlu.validate import check

assert tests.support.rasa  # imported first: it imports Rasa without its warnings

ROOT = Path(__file__).resolve().parents[3]

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the Rasa project."""
    for name in ("domain.yml", "config.yml"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("nlu", "rules", "stories"):
        shutil.copytree(ROOT / "data" / name, tmp_path / "data" / name)
    return tmp_path


def test_the_project_is_good(project: Path) -> None:
    """No fault is found in the domain, the data, the rules and the stories."""
    check(project)


@pytest.mark.parametrize(
    ("file", "added", "named"),
    [
        ("domain.yml", "\n  utter_more: [", "domain.yml"),
        ("data/nlu/puja.yml", "- intent: fly\n  examples: |\n    - fly me\n", "fly"),
        ("data/nlu/puja.yml", "- intent: greet\n  examples: |\n    - what is a havan\n", "havan"),
        (
            "data/rules/puja.yml",
            "- rule: x\n  steps:\n  - intent: fly\n  - action: utter_greet\n",
            "fly",
        ),
        (
            "data/rules/puja.yml",
            "- rule: x\n  steps:\n  - intent: greet\n  - action: utter_nothing\n",
            "utter_nothing",
        ),
        (
            "data/rules/puja.yml",
            "- rule: x\n  steps:\n  - intent: greet\n  - action: action_fly\n",
            "action_fly",
        ),
    ],
)
def test_a_fault_is_named(project: Path, file: str, added: str, named: str) -> None:
    """Broken YAML, an unknown intent, response or action, an example of two intents."""
    path = project / file
    path.write_text(path.read_text("utf-8") + added, "utf-8")
    with pytest.raises(DialogueError, match=named) as caught:
        check(project)
    assert caught.value.to_wire()["code"] == "dialogue_invalid"
