"""Fixtures of the rasa server: a tiny model, its actions, a running server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

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


@pytest.fixture
def start_rasa(
    tiny_model: Path,
    actions: ActionServer,
    mongo_url: str,
    database_name: str,
    redis_url: str,
    tmp_path: Path,
) -> Iterator[StartRasa]:
    """Starts rasa servers on the session's databases, stopped after the test."""
    with ExitStack() as stack:

        def start(model: Path = tiny_model, **settings: str) -> RasaServer:
            shared = {"MONGO_URL": mongo_url, "MONGO_DB": database_name, "REDIS_URL": redis_url}
            folder = tmp_path / f"rasa{len(list(tmp_path.glob('rasa*')))}"
            server = RasaServer(folder, model, **shared | {"ACTION_URL": actions.url} | settings)
            return stack.enter_context(server)

        yield start


@pytest.fixture(scope="module")
def rasa_server(
    tiny_model: Path,
    actions: ActionServer,
    mongo_url: str,
    redis_url: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[RasaServer]:
    """A rasa server for the tests of a module, on a database of its own."""
    folder = tmp_path_factory.mktemp("rasa")
    with RasaServer(
        folder,
        tiny_model,
        MONGO_URL=mongo_url,
        MONGO_DB=f"test_{folder.name}",
        REDIS_URL=redis_url,
        ACTION_URL=actions.url,
    ) as server:
        yield server
