"""The gateway as a process of its own, and tokens for it."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import jwt

from connectors.settings import Settings
from connectors.stack.places import ROOT
from tests.support.servers import Server
from tests.support.stack import clean_environment
from tests.support.waiting import patient


class Gateway(Server):
    """`python -m connectors.gateway` with the databases and secrets of `settings`."""

    def __init__(self, folder: Path, settings: Settings, rasa_url: str, **more: str) -> None:
        super().__init__(folder)
        self.settings = settings
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = clean_environment(
            PORT=str(self.port),
            MONGO_URL=settings.mongo_url,
            MONGO_DB=settings.mongo_db,
            REDIS_URL=settings.redis_url,
            RASA_URL=rasa_url,
            SECRET_KEY=settings.secret_key.get_secret_value(),
            RASA_SECRET=settings.rasa_secret.get_secret_value(),
            AUTH_SECRET=settings.auth_secret.get_secret_value(),
            HOST_SECRET=settings.host_secret.get_secret_value(),
            DATA_DIR=str(folder / "data"),
            **more,
        )

    def command(self) -> list[str]:
        """As the stack says it."""
        return [sys.executable, "-m", "connectors.gateway"]

    def is_ready(self) -> bool:
        """Whether it answers."""
        try:
            answer = httpx.get(f"{self.url}/healthz", timeout=patient(2), trust_env=False)
        except httpx.TransportError:
            return False
        return answer.is_success

    def http(self, headers: dict[str, str] | None = None) -> httpx.AsyncClient:
        """A client of its endpoints, to be used with `async with`."""
        return httpx.AsyncClient(
            base_url=self.url, headers=headers, timeout=patient(60), trust_env=False
        )

    def token(self, person: str, role: str, name: str = "", **claims: Any) -> str:
        """A host's token for one of its users, an hour long unless told."""
        usual = {"sub": person, "role": role, "name": name, "exp": time.time() + 3600}
        return jwt.encode(usual | claims, self.settings.auth_secret.get_secret_value(), "HS256")


def load_catalog(env: dict[str, str]) -> None:
    """Write the sample catalog into the database that these settings name."""
    command = [sys.executable, "-m", "connectors.catalog"]
    subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
