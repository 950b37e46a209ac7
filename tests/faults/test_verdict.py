"""When a verdict says that the promise was kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.faults.verdict import Verdict

GOOD = Verdict(acknowledged=200, changed=9, photos=5, questions=40, answered=38, apologies=2)


def test_it_holds_when_all_was_tried_and_nothing_went_wrong() -> None:
    """A run as it should be."""
    assert GOOD.holds


@pytest.mark.parametrize("name", sorted(GOOD.tried))
def test_what_never_happened_proves_nothing(name: str) -> None:
    """A run without messages, changes, photos, questions or answers is none."""
    changed: dict[str, Any] = {name: 0}
    assert not replace(GOOD, **changed).holds


@pytest.mark.parametrize("name", sorted(GOOD.wrong.keys() - {"breaches"}))
def test_one_of_anything_wrong_is_too_many(name: str) -> None:
    """Each count that the table prints can break the promise."""
    changed: dict[str, Any] = {name: 1}
    assert not replace(GOOD, **changed).holds


def test_a_breach_of_protocol_is_too_many() -> None:
    """Whatever a client noted."""
    assert not replace(GOOD, breaches=["asha: message 3 was pushed when 2 was to come"]).holds


@pytest.mark.parametrize(("questions", "apologies"), [(5, 2), (40, 3), (40, 40)])
def test_apologies_are_no_answers(questions: int, apologies: int) -> None:
    """More than one in twenty questions, or than one at all in a short run, breaks the promise."""
    assert not replace(GOOD, questions=questions, apologies=apologies).holds
    assert replace(GOOD, questions=questions, apologies=1).holds
