"""What the action server answers is checked as Rasa checks it."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import ValidationError

import tests.support.rasa
from connectors.rasa_server.results import check_results_quickly

from rasa.core.actions.action import RemoteAction  # isort: skip

assert tests.support.rasa  # imported first: it imports Rasa without its warnings

SAMPLES: list[Any] = [
    {},
    {"events": [], "responses": []},
    {"events": [{"event": "slot", "name": "puja", "value": "havan", "timestamp": None}]},
    {"events": [{"event": "slot", "timestamp": None}]},
    {"events": [{"event": "no such event"}]},
    {"events": [7]},
    {"events": "none"},
    {"responses": [{"text": "Namaste"}]},
    {"responses": ["Namaste"]},
    [],
    None,
]


def verdict(action: RemoteAction, sample: Any) -> str:
    """What the check says of an answer."""
    try:
        action._validate_action_result(sample)
    except ValidationError as error:
        return f"{error.json_path}: {error.validator}"
    return "valid"


def test_as_rasa_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same answers are taken and refused, for the same reasons."""
    action = RemoteAction("action_tell_price", None)
    before = [verdict(action, sample) for sample in SAMPLES]
    assert set(before) > {"valid"}
    monkeypatch.setattr(RemoteAction, "_validate_action_result", None)  # restored afterwards
    check_results_quickly()
    assert [verdict(action, sample) for sample in SAMPLES] == before
