"""Fixtures for all tests: real databases on free ports, a fresh database for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest
import redis

from connectors.domain.ids import new_id
from connectors.gateway.vapid import new_private_key
from connectors.settings import Settings
from connectors.stack.training import ensure_model
from connectors.stores.database import Database, open_database
from tests.fakes.openai_server import OpenAIServer
from tests.support.host import SECRET
from tests.support.servers import MongoServer, RedisServer
from tests.support.stack import AUTH_SECRET, FakeModel, Stack

hypothesis.settings.register_profile(
    "suite",
    derandomize=True,  # the same examples in each run
    deadline=None,  # a machine that is busy with something else fails no test
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("suite")


@pytest.fixture(scope="session", autouse=True)
def _own_settings_only(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the developer's own `.env` and variables away from the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in Settings.model_fields:
            patch.delenv(name.upper(), raising=False)
        patch.setitem(Settings.model_config, "env_file", None)
        yield


@pytest.fixture(scope="session")
def mongo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MongoServer]:
    """The session's MongoDB-protocol server. A test that kills one starts its own."""
    with MongoServer(tmp_path_factory.mktemp("mongo")) as server:
        yield server


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """The session's Redis. A test that kills one starts its own."""
    with RedisServer(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture(scope="session")
def mongo_url(mongo_server: MongoServer) -> str:
    """MONGO_URL of the session's server."""
    return mongo_server.url


@pytest.fixture(scope="session")
def redis_url(redis_server: RedisServer) -> str:
    """REDIS_URL of the session's server; keys of other tests may be in it."""
    return redis_server.url


@pytest.fixture
def fresh_redis(redis_url: str) -> str:
    """REDIS_URL of the session's server, emptied."""
    with redis.Redis.from_url(redis_url) as client:
        client.flushall()
    return redis_url


@pytest.fixture
def database_name() -> str:
    """A name no other test uses, for MONGO_DB."""
    return f"test_{new_id()}"


@pytest.fixture
def settings(mongo_url: str, redis_url: str, database_name: str, tmp_path: Path) -> Settings:
    """Settings on the session's servers with a database of the test's own."""
    return Settings(
        mongo_url=mongo_url,
        redis_url=redis_url,
        mongo_db=database_name,
        data_dir=tmp_path / "data",
        secret_key="a-secret-key-for-tests-only-0123456789",
        rasa_secret="a-rasa-secret-for-tests-only-0123456789",
    )


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    """An empty database with its indexes, dropped afterwards."""
    opened = open_database(settings)
    await opened.ensure_indexes()
    yield opened
    await opened.client.drop_database(settings.mongo_db)
    await opened.close()


@pytest.fixture
async def openai_server() -> AsyncIterator[OpenAIServer]:
    """A language model's endpoint that speaks; the test changes its behaviour."""
    server = await OpenAIServer().start()
    yield server
    await server.stop()


@pytest.fixture(scope="session")
def trained_model() -> Path:
    """The model for the data as it is; trained now if `make run` would train it."""
    return ensure_model()


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeModel]:
    """The endpoint of the stack's language model."""
    with FakeModel(tmp_path_factory.mktemp("model")) as running:
        yield running


@pytest.fixture(scope="session")
def stack(
    trained_model: Path, model: FakeModel, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    """The whole product with its guide ready and a model endpoint that streams. Do not harm it."""
    settings = {
        "AUTH_SECRET": AUTH_SECRET,
        "HOST_SECRET": SECRET,
        "VAPID_PRIVATE_KEY": new_private_key(),
        "VAPID_SUBJECT": "mailto:ops@example.org",
        "PUSH_HOSTS": "http://127.0.0.1:9",
        "OPENAI_BASE_URL": model.url,
        "LLM_FIRST_TOKEN_SECONDS": "60",  # it may be told to hold
        "LLM_TOTAL_SECONDS": "300",
    }
    with Stack(tmp_path_factory.mktemp("stack"), **settings) as running:
        yield running.wait_until_guide_is_ready()
