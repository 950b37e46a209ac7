"""Talk to the guide in the terminal, with the actions and databases of its own running."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from connectors.settings import Settings
from connectors.stack.data_dir import DataDir
from connectors.stack.parts import CATALOG, TRAIN, Parts
from connectors.stack.places import ROOT
from connectors.stack.probes import until
from connectors.stack.processes import free_port
from connectors.stack.say import say
from connectors.stack.supervisor import supervised
from connectors.stack.training import TRAINING, current_model


async def shell(settings: Settings) -> None:
    """Chat until `/stop` or Ctrl-C. Its data is apart, so it works beside a running stack."""
    with DataDir(settings.data_dir / "shell") as data:
        parts = Parts(settings, data)
        async with supervised(parts.environment, data.logs) as supervisor:
            for part in (*parts.databases, parts.actions):
                supervisor.start(part)
            await until(*parts.databases_up)
            jobs = [supervisor.start(CATALOG)]
            if not current_model().exists():
                say("train", TRAINING)
                jobs.append(supervisor.start(TRAIN))
            await asyncio.gather(*jobs)
            await until(parts.actions_up)
            say("guide", "is loading; end with /stop")
            await _chat(parts.environment, data.logs / "rasa.log")


_TELL_RASA = {
    "LOG_LEVEL": "ERROR",
    # Its shell breaks off after 10 s; an answer of a language model may take longer.
    "RASA_SHELL_STREAM_READING_TIMEOUT_IN_SECONDS": "300",
}


async def _chat(environment: dict[str, str], log: Path) -> None:
    # fmt: off
    command = [
        sys.executable, "-m", "connectors.rasa_server.cli", "shell", "--quiet",
        "--model", str(current_model()), "--endpoints", "endpoints.yml", "--port", str(free_port()),
    ]
    # fmt: on
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=ROOT,
            env=environment | _TELL_RASA,
            stderr=errors,
        )
        try:
            code = await process.wait()
        finally:
            if process.returncode is None:
                process.terminate()
                await process.wait()
    if code != 0:
        say("guide", f"ended with exit code {code}; its log is {log}")
