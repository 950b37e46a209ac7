"""Actions run as the action server runs them, on a real database with the shipped catalog."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from actions.services import services
from connectors.catalog.files import read_catalog
from connectors.catalog.load import load_catalog
from connectors.settings import Settings
from connectors.stores.database import Database
from tests.support.talk import Talk
from tests.support.waiting import patient, wait_for

KOLKATA = ZoneInfo("Asia/Kolkata")


@pytest.fixture
def today() -> date:
    """The day in Kolkata. It does not end during a test: shortly before midnight one waits."""

    def lasting() -> date | None:
        now = datetime.now(KOLKATA)
        soon = now + timedelta(seconds=patient(20))
        return now.date() if soon.date() == now.date() else None

    return wait_for(lasting, seconds=60)


@pytest.fixture
async def talk(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Talk]:
    """A conversation with the actions; `talk.database` is their database."""
    monkeypatch.setenv("MONGO_URL", settings.mongo_url)
    monkeypatch.setenv("MONGO_DB", settings.mongo_db)
    services.cache_clear()
    files = read_catalog(
        settings.catalog_dir, now=datetime.now(UTC), timezone=settings.tz, samples=True
    )
    await load_catalog(replace(files, users=[]), database)  # hashing passwords takes its time
    yield Talk(database)
    await services().database.close()
    services.cache_clear()
