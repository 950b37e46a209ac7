"""Start everything for one machine, in the order that brings the page up first."""

from __future__ import annotations

import asyncio
import time

from connectors.settings import Settings
from connectors.stack.data_dir import DataDir
from connectors.stack.parts import CATALOG, TRAIN, Parts, page_url
from connectors.stack.probes import answers, until
from connectors.stack.processes import require_free
from connectors.stack.say import say
from connectors.stack.supervisor import Supervisor, supervised
from connectors.stack.training import TRAINING, current_model


async def run(settings: Settings) -> None:
    """Serve until a signal comes; raises ConfigError if the machine or a setting forbids it."""
    clock = _Clock()
    require_free(settings.host, settings.port)
    with DataDir(settings.data_dir) as data:
        parts = Parts(settings, data)
        say("stack", f"data in {data.path}, logs in {data.logs}")
        async with supervised(parts.environment, data.logs) as supervisor:
            await _bring_up(supervisor, parts, settings, clock)


async def _bring_up(
    supervisor: Supervisor, parts: Parts, settings: Settings, clock: _Clock
) -> None:
    for database in parts.databases:
        supervisor.start(database)
    supervisor.start(parts.gateway)
    # The longest to load goes first, unless it has to be trained: then the page has the machine.
    model = current_model()
    if model.exists():
        supervisor.start(parts.rasa(model))
    url = page_url(settings)
    await until(*parts.databases_up, answers(url if settings.demo_site else f"{url}healthz"))
    say("page", f"{settings.public_url or url} answers after {clock}")
    supervisor.start(parts.actions)
    await supervisor.start(CATALOG)
    say("catalog", f"is loaded after {clock}")
    if not model.exists():
        say("train", TRAINING)
        await supervisor.start(TRAIN)
        supervisor.start(parts.rasa(current_model()))
    await until(parts.actions_up, parts.rasa_up)
    say("guide", f"is ready after {clock}")
    await asyncio.Event().wait()  # until a signal cancels this


class _Clock:
    """Seconds since it was made, as text."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def __str__(self) -> str:
        return f"{time.monotonic() - self._start:.1f} s"
