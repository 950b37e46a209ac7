"""Starting the rasa server, what it says when it cannot, and a new model under its feet."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.support.rasa import RasaServer
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


def test_sigterm_stops_it(start_rasa: Callable[..., RasaServer]) -> None:
    """Asked to stop, it does, with exit code 0."""
    server = start_rasa()
    assert server.process is not None
    server.process.terminate()
    assert server.process.wait(patient(10)) == 0
    server.process = None


def test_a_new_model_takes_over_between_two_turns(
    start_rasa: Callable[..., RasaServer], tiny_model: Path, tmp_path: Path
) -> None:
    """While turns run, a new model appears: no turn is lost, doubled or refused."""
    models = tmp_path / "project" / "models"
    models.mkdir(parents=True)
    for name in ("config.yml", "credentials.yml", "endpoints.yml"):
        shutil.copy(tiny_model.parents[1] / name, models.parent)
    shutil.copy(tiny_model, models / "first.tar.gz")
    server = start_rasa(model=models / "first.tar.gz", LOG_LEVEL="INFO")
    answers: list[dict[str, object]] = []
    stop = threading.Event()

    def talk() -> None:
        number = 0
        while not stop.is_set():
            answers.append(server.turn("swap", "hello", f"m{number}"))
            number += 1

    talking = threading.Thread(target=talk)
    talking.start()
    shutil.copy(tiny_model, models / "second.part")
    (models / "second.part").rename(models / "second.tar.gz")
    wait_for(lambda: "model=second.tar.gz" in server.log.read_text(), seconds=30)
    before = len(answers)
    wait_for(lambda: len(answers) > before + 5)
    stop.set()
    talking.join()
    assert all(a["messages"] and not a["replayed"] for a in answers)
    assert server.turn("swap", "hello", "m0")["replayed"] is True


def test_a_bad_new_model_is_refused(
    start_rasa: Callable[..., RasaServer], tiny_model: Path, tmp_path: Path
) -> None:
    """A broken file beside the model changes nothing but the log."""
    models = tmp_path / "project" / "models"
    models.mkdir(parents=True)
    for name in ("config.yml", "credentials.yml", "endpoints.yml"):
        shutil.copy(tiny_model.parents[1] / name, models.parent)
    shutil.copy(tiny_model, models / "first.tar.gz")
    server = start_rasa(model=models / "first.tar.gz")
    (models / "broken.tar.gz").write_bytes(b"broken")
    wait_for(lambda: "model.rejected model=broken.tar.gz" in server.log.read_text(), seconds=20)
    assert server.texts("still", "hello") == ["Hello!"]
