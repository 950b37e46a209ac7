"""Ids are unique and sort by time."""

from __future__ import annotations

import time

from connectors.domain.ids import new_id


def test_ids_sort_by_the_time_they_were_made() -> None:
    """An id made a few milliseconds later is greater."""
    earlier = new_id()
    time.sleep(0.005)
    assert earlier < new_id()


def test_ids_are_short_and_never_repeat() -> None:
    """26 characters each, all different."""
    ids = {new_id() for _ in range(10_000)}
    assert len(ids) == 10_000
    assert {len(each) for each in ids} == {26}
