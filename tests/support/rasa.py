"""Rasa in tests: imported lean, a tiny project trained once, servers of it on free ports."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tarfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from connectors.rasa_server.lean import leave_out_tensorflow
from tests.support.servers import Server
from tests.support.stack import clean_environment
from tests.support.waiting import patient

ROOT = Path(__file__).parents[2]
TINY = ROOT / "tests/support/tiny_project"

with warnings.catch_warnings():
    # Rasa's libraries warn about each other while they are imported.
    warnings.simplefilter("ignore")
    leave_out_tensorflow(ROOT / "config.yml")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    import rasa.core.agent  # noqa: F401
    from rasa.shared.core.domain import Domain


def domain_of(parts: dict[str, Any]) -> Domain:
    """A Rasa domain; it warns of mappings that older versions had."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Domain.from_dict(parts)


def train_tiny(folder: Path) -> Path:
    """A copy of the tiny project in `folder` with its model; returns the model.

    What was said meanwhile is in `train.log` beside it.
    """
    shutil.copytree(TINY, folder, dirs_exist_ok=True)
    for name in ("credentials.yml", "endpoints.yml"):
        shutil.copy(ROOT / name, folder)
    command = [sys.executable, "-m", "connectors.rasa_server.cli", "train", "--quiet"]
    done = subprocess.run(
        [*command, "--fixed-model-name", "tiny"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=patient(180),
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (folder / "train.log").write_text(done.stderr)
    return folder / "models/tiny.tar.gz"


def repack(model: Path, target: Path, *, instead_of: str, say: str) -> None:
    """A copy of a model that says something else, put in its place at once; nothing is trained."""
    part = target.with_suffix(".part")
    with tarfile.open(model) as old, tarfile.open(part, "w:gz") as new:
        for member in old:
            content = old.extractfile(member)
            data = content.read().replace(instead_of.encode(), say.encode()) if content else b""
            member.size = len(data)
            new.addfile(member, io.BytesIO(data))
    part.rename(target)


class RasaServer(Server):
    """Our rasa server with a model of the tiny project."""

    start_seconds = 240
    secret = "a-rasa-secret-for-tests-only-0123456789"

    def __init__(self, folder: Path, model: Path, **settings: str) -> None:
        super().__init__(folder, env=clean_environment(RASA_SECRET=self.secret, **settings))
        self.model = model
        self.http = httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}/webhooks/gateway",
            headers={"Authorization": f"Bearer {self.secret}"},
            timeout=patient(60),
            trust_env=False,
        )

    def command(self) -> list[str]:
        """As the stack starts it."""
        # fmt: off
        return [
            sys.executable, "-m", "connectors.rasa_server", "--port", str(self.port),
            "--model", str(self.model), "--project", str(self.model.parents[1]),
        ]
        # fmt: on

    def is_ready(self) -> bool:
        """Whether it runs turns."""
        try:
            return bool(self.http.get("/health").json()["ready"])
        except httpx.TransportError as error:
            raise OSError from error

    def turn(self, conversation: str, text: str, message_id: str | None = None) -> Any:
        """Run a turn; returns the body of its answer, AssertionError if it failed."""
        answer = self.http.post("/turn", json=turn_body(conversation, text, message_id))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def texts(self, conversation: str, text: str) -> list[str]:
        """Run a turn; returns the texts of its messages."""
        return [message["text"] for message in self.turn(conversation, text)["messages"]]


def turn_body(conversation: str, text: str, message_id: str | None = None) -> dict[str, Any]:
    """What the gateway sends."""
    return {
        "conversation": conversation,
        "message_id": message_id or uuid.uuid4().hex,
        "text": text,
        "metadata": {"user": {"id": "u1", "role": "guest", "name": ""}, "language": "en"},
    }


class ActionServer(Server):
    """rasa-sdk with the actions in tests/support/tiny_actions.py."""

    def __init__(self, folder: Path) -> None:
        self._held = folder / "held"
        super().__init__(folder, env={**os.environ, "HELD": str(self._held)})

    @contextmanager
    def held(self) -> Iterator[None]:
        """Actions that were told to be `held` end after the body, not before."""
        self._held.touch()
        try:
            yield
        finally:
            self._held.unlink()

    def did(self, conversation: str) -> list[str]:
        """`began <message id>` and `ended <message id>` of a conversation, as it happened."""
        lines = self.log.read_text().splitlines()
        return [line.split(" ", 1)[1] for line in lines if line.startswith(f"{conversation} ")]

    def command(self) -> list[str]:
        """As the stack starts it."""
        # fmt: off
        return [
            sys.executable, "-W", "ignore", "-m", "rasa_sdk",
            "--actions", "tests.support.tiny_actions", "--port", str(self.port),
        ]
        # fmt: on

    @property
    def url(self) -> str:
        """What goes into ACTION_URL."""
        return f"http://127.0.0.1:{self.port}/webhook"
