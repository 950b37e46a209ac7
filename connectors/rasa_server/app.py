"""The server: Rasa's channel on Sanic, ready as soon as the model is open."""

from __future__ import annotations

import asyncio
import copy
import gc
import logging
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rasa.core.channels.channel
from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel
from rasa.core.utils import AvailableEndpoints
from rasa.shared.utils.common import class_from_module_path
from rasa.shared.utils.io import read_config_file
from rasa.utils.log_utils import configure_structlog
from sanic import Sanic

from connectors.errors import AppError, ConfigError
from connectors.rasa_server.agent import GuideAgent, build_agent
from connectors.rasa_server.domain import read_domains_once
from connectors.rasa_server.models import newest
from connectors.rasa_server.results import check_results_quickly

_LOOK_SECONDS = 2.0
_MAX_BODY = 1_000_000

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Project:
    """Where a Rasa project's files are; `model` is the model to begin with."""

    model: Path
    credentials: Path
    endpoints: Path


def serve(project: Project, host: str, port: int) -> None:
    """Serve until SIGINT or SIGTERM; raises ConfigError if the project cannot be served."""
    read_domains_once()
    check_results_quickly()
    configure_structlog(logging.WARNING)  # else it prints every message it reads
    app = Sanic("guide", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = _MAX_BODY
    app.config.RESPONSE_TIMEOUT = 600  # the caller decides how long it waits
    rasa.core.channels.channel.register(_channels(project.credentials), app, route="/webhooks/")
    guide = Guide(project)
    app.register_listener(guide.start, "before_server_start")
    app.register_listener(guide.stop, "before_server_stop")
    app.run(host=host, port=port, access_log=False, motd=False)
    if guide.failure:
        raise guide.failure


class Guide:
    """The agent in service, exchanged when a newer model appears beside its own."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._task: asyncio.Task[None] | None = None
        self.failure: AppError | None = None

    async def start(self, app: Sanic, loop: Any) -> None:
        """Listen at once, load meanwhile: the health route tells when it is ready."""
        self._task = asyncio.create_task(self._keep(app))

    async def stop(self, app: Sanic, loop: Any) -> None:
        """Stop looking for new models."""
        if self._task:
            self._task.cancel()

    async def _keep(self, app: Sanic) -> None:
        model = self._project.model
        seen = newest(model.parent)  # it may be another: one that is older was asked for
        try:
            endpoints = AvailableEndpoints.read_endpoints(str(self._project.endpoints))
            app.ctx.agent = await _open(model, await build_agent(endpoints))
        except Exception as error:
            self.failure = _explain(model, error)
            app.stop()  # type: ignore[no-untyped-call]
            return
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            latest = newest(model.parent)
            if latest and latest != seen:
                seen = latest
                await self._exchange(app, latest)

    async def _exchange(self, app: Sanic, model: Path) -> None:
        """Swap agents between two turns; turns that run end on the agent they began with."""
        current: Agent = app.ctx.agent
        following = GuideAgent(
            generator=None,
            tracker_store=copy.copy(current.tracker_store),  # its own domain, one connection
            lock_store=current.lock_store,
            action_endpoint=current.action_endpoint,
        )
        try:
            app.ctx.agent = await _open(model, following)
        except Exception as error:
            log.error("model.rejected model=%s reason=%s", model.name, _explain(model, error))


async def _open(model: Path, agent: GuideAgent) -> GuideAgent:
    begin = time.monotonic()
    await asyncio.to_thread(agent.load_model, model)
    # What was loaded stays: later collections need not look at its 500,000 objects again.
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    log.info("model.ready model=%s seconds=%.1f", model.name, time.monotonic() - begin)
    return agent


def _channels(credentials: Path) -> list[InputChannel]:
    named = read_config_file(str(credentials))
    try:
        return [class_from_module_path(n).from_credentials(each) for n, each in named.items()]
    except (ImportError, AttributeError) as error:
        raise ConfigError(f"credentials.yml: {error}. Name channels by module path.") from error


def _explain(model: Path, error: Exception) -> AppError:
    """The error to show: ours if it is at the root of it."""
    cause: BaseException | None = error
    while cause:
        if isinstance(cause, AppError):
            return cause
        cause = cause.__cause__
    log.error("model.unusable model=%s", model, exc_info=error)
    return ConfigError(f"{model} cannot be loaded ({error}): run `make train`.")
