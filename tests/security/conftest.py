"""The gateway of the integration tests, attacked."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager

import pytest

from connectors.stores.database import Database, open_database
from tests.fakes.rasa_server import RasaServer
from tests.integration.gateway.conftest import (
    gateway,
    gateway_settings,
    http,
    rasa,
    sockets,
    stored,
)
from tests.support.gateway import Gateway

__all__ = ["gateway", "http", "rasa", "sockets", "stored"]

Start = Callable[..., Gateway]


_UNLIMITED = (
    "LIMIT_MESSAGES",
    "LIMIT_EVENTS",
    "LIMIT_SIGN_INS",
    "LIMIT_UPLOAD_MB",
    "LIMIT_CONNECTIONS_PER_PERSON",
)


class PatientGateway(Gateway):
    """It always counts with the others."""

    def command(self) -> list[str]:
        """As the gateway's own, with one constant changed."""
        return [sys.executable, "-m", "tests.support.patient_gateway"]


@pytest.fixture(scope="session")
def unlimited(
    mongo_url: str, redis_url: str, rasa: RasaServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Gateway]:
    """A gateway that refuses nobody for being too fast. It must not stumble over anything."""
    settings = gateway_settings(mongo_url, redis_url)
    limits = dict.fromkeys(_UNLIMITED, "1000000")
    with Gateway(tmp_path_factory.mktemp("fuzzed"), settings, rasa.url, **limits) as server:
        yield server
        assert_unharmed(server)


def assert_unharmed(gateway: Gateway) -> None:
    """Nothing it was sent made it stumble."""
    log = gateway.log.read_text()
    assert "Traceback" not in log, log[-5000:]
    assert " ERROR connectors." not in log, log[-5000:]


@pytest.fixture
def start(
    mongo_url: str, fresh_redis: str, rasa: RasaServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Start]:
    """Starts gateways with settings of the test's own, on one MongoDB and one emptied Redis."""
    settings = gateway_settings(mongo_url, fresh_redis)
    with ExitStack() as stack:
        yield lambda **more: stack.enter_context(
            PatientGateway(tmp_path_factory.mktemp("gateway"), settings, rasa.url, **more)
        )


@asynccontextmanager
async def database_of(gateway: Gateway) -> AsyncIterator[Database]:
    """The database of a gateway that the test started."""
    database = open_database(gateway.settings)
    yield database
    await database.close()
