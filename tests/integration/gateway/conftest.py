"""A gateway on real databases with a dialogue server that does what the test says."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from connectors.domain.ids import new_id
from connectors.settings import Settings
from connectors.stores.database import Database, open_database
from tests.fakes.rasa_server import RasaServer
from tests.support.gateway import Gateway
from tests.support.host import SECRET
from tests.support.sockets import Sockets
from tests.support.stack import AUTH_SECRET

RASA_SECRET = "a-rasa-secret-for-tests-only-0123456789"


@pytest.fixture(scope="session")
def rasa() -> Iterator[RasaServer]:
    """The dialogue server of the shared gateway. A test that stops one starts its own."""
    server = RasaServer(RASA_SECRET).start()
    yield server
    server.stop()


@pytest.fixture
def own_rasa() -> Iterator[RasaServer]:
    """A dialogue server to be stopped and started."""
    server = RasaServer(RASA_SECRET).start()
    yield server
    server.stop()


def gateway_settings(mongo_url: str, redis_url: str) -> Settings:
    """Settings with a database nobody else uses."""
    return Settings(
        mongo_url=mongo_url,
        redis_url=redis_url,
        mongo_db=f"test_{new_id()}",
        secret_key="a-secret-key-for-tests-only-0123456789",
        auth_secret=AUTH_SECRET,
        host_secret=SECRET,
        rasa_secret=RASA_SECRET,
    )


@pytest.fixture(scope="session")
def gateway(
    mongo_url: str, redis_url: str, rasa: RasaServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Gateway]:
    """The shared gateway: each test comes as people of its own. Do not harm it."""
    settings = gateway_settings(mongo_url, redis_url)
    with Gateway(tmp_path_factory.mktemp("gateway"), settings, rasa.url) as server:
        yield server
        assert "Traceback" not in server.log.read_text()


@pytest.fixture(scope="session")
def twin(
    gateway: Gateway, rasa: RasaServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Gateway]:
    """A second gateway beside the shared one."""
    with Gateway(tmp_path_factory.mktemp("twin"), gateway.settings, rasa.url) as server:
        yield server
        assert "Traceback" not in server.log.read_text()


@pytest.fixture
async def sockets() -> AsyncIterator[Sockets]:
    """Socket.IO clients."""
    async with Sockets() as clients:
        yield clients


@pytest.fixture
async def http(gateway: Gateway) -> AsyncIterator[httpx.AsyncClient]:
    """An HTTP client of the shared gateway."""
    async with gateway.http() as client:
        yield client


@pytest.fixture
async def stored(gateway: Gateway) -> AsyncIterator[Database]:
    """The shared gateway's database."""
    database = open_database(gateway.settings)
    yield database
    await database.close()
