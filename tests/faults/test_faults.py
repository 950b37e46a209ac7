"""The promise under faults, in short; `make faults` is the long form."""

from __future__ import annotations

from pathlib import Path

from tests.faults.report import table
from tests.faults.run import Options, run


async def test_nothing_is_lost_doubled_or_reordered_whatever_dies(tmp_path: Path) -> None:
    """People talk through two gateways while each process is killed, rasa and actions as well."""
    options = Options(seconds=15, seed=7, rooms=5, visitors=3, pause=0.7)
    progress: list[str] = []
    outcome = await run(options, tmp_path, progress.append, logs=tmp_path / "logs")
    assert outcome.holds, "\n".join([*progress, table(outcome, options)])
