"""Starting the rasa server, what it says when it cannot, and a new model under its feet."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from tests.integration.rasa.conftest import StartRasa
from tests.support.dialogue import stored_turns
from tests.support.rasa import RasaServer, repack
from tests.support.stack import clean_environment
from tests.support.waiting import patient, wait_for

SETTINGS = {
    "MONGO_URL": "mongodb://127.0.0.1:1/",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "ACTION_URL": "http://127.0.0.1:1/webhook",
    "RASA_SECRET": "secret",
}


def end_of(*arguments: str, **settings: str) -> tuple[int, list[str]]:
    """The exit code and the lines of a server that cannot start."""
    done = subprocess.run(
        [sys.executable, "-m", "connectors.rasa_server", "--port", "1", *arguments],
        env=clean_environment(**settings),
        capture_output=True,
        text=True,
        timeout=patient(60),
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr).splitlines()


@pytest.mark.parametrize("what", ["a file", "an empty folder"])
def test_a_missing_model_is_one_line(tmp_path: Path, what: str) -> None:
    """Without a model it ends at once and says how to get one."""
    path = tmp_path if what == "an empty folder" else tmp_path / "none.tar.gz"
    code, lines = end_of("--model", str(path), **SETTINGS)
    assert code == 2
    assert lines == [f"There is no model at {path}: run `make train`."]


def test_a_missing_setting_is_one_line(tiny_model: Path) -> None:
    """Without its secret it does not serve."""
    settings = SETTINGS | {"RASA_SECRET": ""}
    code, lines = end_of("--model", str(tiny_model), **settings)
    assert code == 2
    assert lines == ["RASA_SECRET is not set; see .env.example."]


def test_a_broken_model_ends_the_start(tmp_path: Path) -> None:
    """A file that is no model ends with a line that says so."""
    model = tmp_path / "broken.tar.gz"
    model.write_bytes(b"not a model")
    code, lines = end_of("--model", str(model), "--port", "0", **SETTINGS)
    assert code == 2
    assert str(model) in lines[-1]
    assert lines[-1].endswith("run `make train`.")


def test_it_is_lean(rasa_server: RasaServer) -> None:
    """A running server has no TensorFlow in it and stays far below half a gigabyte."""
    assert rasa_server.process is not None
    process = psutil.Process(rasa_server.process.pid)
    assert not [m.path for m in process.memory_maps() if "tensorflow" in m.path]
    assert process.memory_info().rss < 350e6


@pytest.fixture(scope="module")
def models(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The models of a project: the one that is asked for, and one that is newer."""
    project = tmp_path_factory.mktemp("project")
    (project / "models").mkdir()
    for name in ("config.yml", "credentials.yml", "endpoints.yml"):
        shutil.copy(tiny_model.parents[1] / name, project)
    for moment, name in enumerate(("asked_for", "newer")):
        copy = shutil.copy(tiny_model, project / f"models/{name}.tar.gz")
        os.utime(copy, (moment, moment))
    return project / "models"


@pytest.fixture(scope="module")
def server(
    models: Path, rasa_settings: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RasaServer]:
    """A server beside whose model others appear."""
    settings = rasa_settings | {"LOG_LEVEL": "INFO"}
    asked_for = models / "asked_for.tar.gz"
    with RasaServer(tmp_path_factory.mktemp("rasa"), asked_for, **settings) as running:
        yield running


def test_an_older_model_that_was_asked_for_stays(
    server: RasaServer, tiny_model: Path, models: Path
) -> None:
    """A newer one beside it was there before; the next that appears takes over."""
    shutil.copy(tiny_model, models / "newest.part")
    (models / "newest.part").rename(models / "newest.tar.gz")
    wait_for(lambda: "model=newest.tar.gz" in server.log.read_text(), seconds=30)
    assert "model=newer.tar.gz" not in server.log.read_text()


def test_a_bad_new_model_is_refused(server: RasaServer, models: Path) -> None:
    """A broken file beside the model changes nothing but the log."""
    before = server.texts("still", "hello")
    (models / "broken.tar.gz").write_bytes(b"broken")
    wait_for(lambda: "model.rejected model=broken.tar.gz" in server.log.read_text(), seconds=30)
    assert server.texts("still", "hello") == before


def test_a_new_model_takes_over_between_two_turns(
    server: RasaServer, tiny_model: Path, models: Path, mongo_url: str, turns_database: str
) -> None:
    """While turns run, short ones and long ones, a model that answers otherwise appears: each turn
    is answered once and stored once, as it was answered, and from one turn on by the new model.
    """
    told = {"swap 1": "hello", "swap 2": "hello", "long": "act slow"}
    answers: dict[str, list[str]] = {conversation: [] for conversation in told}
    stop = threading.Event()

    def talk(conversation: str) -> None:
        answered = answers[conversation]
        while not stop.is_set():
            answer = server.turn(conversation, told[conversation], f"m{len(answered)}")
            assert answer["replayed"] is False
            (message,) = answer["messages"]
            answered.append(message["text"])

    with ThreadPoolExecutor() as pool:
        talks = [pool.submit(talk, conversation) for conversation in told]
        try:
            wait_for(lambda: all(answers.values()), what="answers of the first model")
            second = models / "second.tar.gz"
            repack(tiny_model, second, instead_of="Hello!", say="Welcome!")
            wait_for(
                lambda: "Welcome!" in answers["swap 1"] and "Welcome!" in answers["swap 2"],
                seconds=30,
                what="answers of the second model",
            )
        finally:
            stop.set()
        for finished in talks:
            finished.result()
    for conversation in ("swap 1", "swap 2"):
        texts = answers[conversation]
        first = texts.index("Welcome!")
        assert first > 0
        assert texts == ["Hello!"] * first + ["Welcome!"] * (len(texts) - first)
    assert set(answers["long"]) == {"u1 said act slow"}
    for conversation, texts in answers.items():
        stored = stored_turns(mongo_url, turns_database, conversation)
        assert stored == [(f"m{number}", text) for number, text in enumerate(texts)]


def test_sigterm_stops_it(start_rasa: StartRasa) -> None:
    """Asked to stop, it does, with exit code 0."""
    server = start_rasa()
    assert server.process is not None
    server.process.terminate()
    assert server.process.wait(patient(20)) == 0
    server.process = None
