"""The parts of one machine, on free ports. What a URL setting names is not started."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from connectors.settings import Settings
from connectors.stack import embedded
from connectors.stack.child import Part
from connectors.stack.data_dir import DataDir
from connectors.stack.probes import Probe, accepts, answers, ready
from connectors.stack.processes import free_port

_QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "2",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONUNBUFFERED": "1",
}
"""No calls home, and logs without what nobody can act on."""

CATALOG = Part("catalog", [sys.executable, "-m", "connectors.catalog"], job=True)
TRAIN = Part(
    "train",
    [sys.executable, "-m", "connectors.stack", "train"],
    job=True,
    # Python turns SIGINT into an exception, so that a half-trained model is cleared away.
    stop_signal=signal.SIGINT,
)


class Parts:
    """The parts with their commands, the environment they share, and how each is found ready.

    `databases` is empty for those that MONGO_URL and REDIS_URL name.
    """

    def __init__(self, settings: Settings, data: DataDir) -> None:
        self.databases: list[Part] = []
        self.databases_up: list[Probe] = []
        self.environment = {
            **os.environ,
            **_QUIET,
            "DATA_DIR": str(data.path),
            "MONGO_URL": settings.mongo_url,
            "MONGO_DB": settings.mongo_db,
            "REDIS_URL": settings.redis_url,
            "SECRET_KEY": settings.secret_key.get_secret_value() or data.secret("secret_key"),
            "RASA_SECRET": settings.rasa_secret.get_secret_value() or data.secret("rasa_secret"),
        }
        if not settings.mongo_url:
            self._embed_mongo(free_port(), data.folder("mongo"))
        if not settings.redis_url:
            self._embed_redis(free_port(), data.folder("redis"))
        self.gateway = Part("gateway", [sys.executable, "-m", "connectors.gateway"])
        self._rasa_port = free_port()
        rasa_url = f"http://127.0.0.1:{self._rasa_port}"
        actions_port = free_port()
        actions_url = f"http://127.0.0.1:{actions_port}"
        self.environment |= {
            "RASA_URL": rasa_url,
            "ACTION_URL": f"{actions_url}/webhook",
            "SANIC_HOST": "127.0.0.1",  # rasa-sdk listens on every address unless told
        }
        self.actions = Part(
            "actions",
            [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(actions_port)],
        )
        self.actions_up = answers(f"{actions_url}/health")
        self.rasa_up = ready(f"{rasa_url}/webhooks/gateway/health")

    def rasa(self, model: Path) -> Part:
        """The rasa server with a trained model."""
        # fmt: off
        return Part("rasa", [
            sys.executable, "-m", "connectors.rasa_server",
            "--port", str(self._rasa_port), "--model", str(model),
        ])
        # fmt: on

    def _embed_mongo(self, port: int, folder: Path) -> None:
        command = embedded.mongo_command(port, folder)
        self.databases.append(Part("mongo", command, stop_signal=signal.SIGINT))
        self.databases_up.append(accepts(port))
        self.environment["MONGO_URL"] = embedded.mongo_url(port)

    def _embed_redis(self, port: int, folder: Path) -> None:
        self.databases.append(Part("redis", embedded.redis_command(port, folder)))
        self.databases_up.append(accepts(port))
        self.environment["REDIS_URL"] = embedded.redis_url(port)


def page_url(settings: Settings) -> str:
    """Where a browser on this machine finds the gateway."""
    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}/"
