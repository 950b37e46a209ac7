"""Fixtures of the rasa server: a tiny model, its actions, a running server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from connectors.domain.ids import new_id
from tests.support.rasa import ActionServer, RasaServer, train_tiny


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The trained model of the tiny project, in `models/` of a project folder."""
    return train_tiny(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="session")
def actions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ActionServer]:
    """The action server of the tiny project."""
    with ActionServer(tmp_path_factory.mktemp("actions")) as server:
        yield server


StartRasa = Callable[..., RasaServer]


@pytest.fixture(scope="session")
def turns_database() -> str:
    """The MONGO_DB of all rasa servers; each test has conversations of its own in it."""
    return f"test_{new_id()}"


@pytest.fixture(scope="session")
def rasa_settings(
    actions: ActionServer, mongo_url: str, redis_url: str, turns_database: str
) -> dict[str, str]:
    """What servers that stand beside each other have in common."""
    return {
        "MONGO_URL": mongo_url,
        "MONGO_DB": turns_database,
        "REDIS_URL": redis_url,
        "ACTION_URL": actions.url,
    }


@pytest.fixture
def start_rasa(
    tiny_model: Path, rasa_settings: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[StartRasa]:
    """Starts rasa servers, stopped after the test. A start takes seconds of computing."""
    with ExitStack() as stack:

        def start(model: Path = tiny_model, **settings: str) -> RasaServer:
            folder = tmp_path_factory.mktemp("rasa")
            server = RasaServer(folder, model, **rasa_settings | settings)
            return stack.enter_context(server)

        yield start


@pytest.fixture(scope="session")
def rasa_server(
    tiny_model: Path, rasa_settings: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RasaServer]:
    """A rasa server for all tests. Do not harm it."""
    with RasaServer(tmp_path_factory.mktemp("rasa"), tiny_model, **rasa_settings) as server:
        yield server


@pytest.fixture(scope="session")
def second_server(
    tiny_model: Path, rasa_settings: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RasaServer]:
    """Another one beside it."""
    with RasaServer(tmp_path_factory.mktemp("rasa"), tiny_model, **rasa_settings) as server:
        yield server
