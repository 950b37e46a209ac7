"""All that runs: two gateways on one Redis and one MongoDB-protocol server, and the guide."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Protocol, Self

from connectors.settings import Settings
from connectors.stack import embedded
from connectors.stack.training import ensure_model
from tests.fakes.rasa_server import RasaServer as FakeRasa
from tests.support.gateway import Gateway, load_catalog
from tests.support.servers import MongoServer, RedisServer, Server
from tests.support.stack import clean_environment

SECRET = "a-rasa-secret-for-tests-only-0123456789"

# All come from one address, and write faster than people do.
_NO_LIMITS = dict.fromkeys(
    ("LIMIT_MESSAGES", "LIMIT_EVENTS", "LIMIT_HANDSHAKES", "LIMIT_CONNECTIONS_PER_ADDRESS"),
    "100000",
)


class Victim(Protocol):
    """What can be killed and started again; both block."""

    def kill(self) -> None:
        """End it at once."""

    def start(self) -> object:
        """Return when it serves."""


class ForgetfulRedis(RedisServer):
    """A Redis that keeps nothing on disk: after a kill it has forgotten everything."""

    def command(self) -> list[str]:
        """The stack's own command, without the append-only file."""
        return [*embedded.redis_command(self.port, self.folder), "--appendonly", "no"]


class Guide(Server):
    """The rasa server with the product's own model."""

    start_seconds = 240

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        super().__init__(folder, env=env)
        self.url = f"http://127.0.0.1:{self.port}"
        self._model = str(ensure_model())

    def command(self) -> list[str]:
        """As the stack starts it."""
        module = [sys.executable, "-m", "connectors.rasa_server"]
        return [*module, "--port", str(self.port), "--model", self._model]


class Actions(Server):
    """The action server with the product's own actions."""

    def command(self) -> list[str]:
        """As the stack starts it."""
        module = [sys.executable, "-W", "ignore", "-m", "rasa_sdk", "--actions", "actions"]
        return [*module, "--port", str(self.port)]


class FakeGuide(FakeRasa):
    """The dialogue server of the gateway's own tests, which echoes."""

    def kill(self) -> None:
        """Refuse connections from now on."""
        self.stop()


class Site:
    """The processes by name. Use it with `async with`."""

    def __init__(self, folder: Path, *, real_guide: bool) -> None:
        self.folder = folder
        self.mongo = MongoServer(folder / "mongo")
        self.redis = ForgetfulRedis(folder / "redis")
        self.settings = Settings(
            mongo_url=self.mongo.url,
            redis_url=self.redis.url,
            mongo_db="faults",
            secret_key="a-secret-key-for-tests-only-0123456789",
            auth_secret="an-auth-secret-for-tests-only-0123456789",
            rasa_secret=SECRET,
        )
        self._once: list[Callable[[], object]] = []
        self.victims: dict[str, Victim] = {"mongo": self.mongo, "redis": self.redis}
        rasa_url = self._real_guide() if real_guide else self._fake_guide()
        files = folder / "files"
        files.mkdir()
        self.gateways = [
            Gateway(
                folder / name, self.settings, rasa_url, ATTACHMENTS_DIR=str(files), **_NO_LIMITS
            )
            for name in ("gateway-1", "gateway-2")
        ]
        self.victims |= {gateway.folder.name: gateway for gateway in self.gateways}

    def _fake_guide(self) -> str:
        fake = FakeGuide(SECRET)
        self.victims["rasa"] = fake
        return fake.url

    def _real_guide(self) -> str:
        env = clean_environment(
            MONGO_URL=self.mongo.url,
            MONGO_DB=self.settings.mongo_db,
            REDIS_URL=self.redis.url,
            RASA_SECRET=SECRET,
            SANIC_HOST="127.0.0.1",
            TF_CPP_MIN_LOG_LEVEL="3",
        )
        actions = Actions(self.folder / "actions", env=env)
        guide_env = env | {"ACTION_URL": f"http://127.0.0.1:{actions.port}/webhook"}
        guide = Guide(self.folder / "rasa", guide_env)
        self.victims |= {"rasa": guide, "actions": actions}
        self._once.append(lambda: load_catalog(env))
        return guide.url

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            for victim in self.victims.values():
                stack.callback(victim.kill)
            mongo, redis, rasa, *others = self.victims.values()
            for victim in (mongo, redis):
                await asyncio.to_thread(victim.start)
            async with asyncio.TaskGroup() as group:  # rasa takes longest
                group.create_task(asyncio.to_thread(rasa.start))
                for start in (*self._once, *(victim.start for victim in others)):
                    await asyncio.to_thread(start)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    @property
    def tracebacks(self) -> dict[str, int]:
        """How many tracebacks each gateway logged: none is expected, whatever dies."""
        logs = {gateway.folder.name: gateway.log.read_text() for gateway in self.gateways}
        return {name: text.count("Traceback") for name, text in logs.items()}

    def keep_logs(self, folder: Path) -> None:
        """Copy what the processes said, for whoever looks for the cause."""
        folder.mkdir(parents=True, exist_ok=True)
        for log in self.folder.glob("*/server.log"):
            shutil.copy(log, folder / f"{log.parent.name}.log")
