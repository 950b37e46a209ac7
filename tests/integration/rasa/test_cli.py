"""Rasa's own commands, as this project runs them."""

from __future__ import annotations

from pathlib import Path


def test_training_says_what_it_trains(tiny_model: Path) -> None:
    """A line for each step, without bars and without what libraries say about each other."""
    said = (tiny_model.parents[1] / "train.log").read_text()
    assert "train    Starting to train component 'RulePolicy'." in said
    assert "Deprecat" not in said
    assert "%|" not in said
