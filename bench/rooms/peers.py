"""The servers beside ours. None checks who comes, counts limits or numbers messages."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench.rooms.past import TEXT, insert
from bench.rooms.sides import PEERS, Seat, Side
from connectors.stack.places import ROOT

_CHANNELS = ROOT / "results/bench/channels"
_PYTHON = _CHANNELS / "bin/python"
_DATABASE = "node"


def install() -> None:
    """The peers' own packages, once; raises CalledProcessError."""
    if not (PEERS / "node_modules/socket.io").exists():
        folder = os.path.relpath(PEERS, ROOT / "widget")
        subprocess.run([ROOT / "bin/npm", "--prefix", folder, "ci", "--silent"], check=True)
    if not (_CHANNELS / "bin/daphne").exists():
        uv, locked = ROOT / "bin/uv", PEERS / "requirements.txt"
        subprocess.run([uv, "venv", "-q", "-p", "3.11", "--clear", _CHANNELS], check=True)
        subprocess.run([uv, "pip", "install", "-q", "-p", _PYTHON, "-r", locked], check=True)


class Node(Side):
    """Socket.IO's own server on Node.js, with the same MongoDB-protocol server."""

    name, title = "node", "Node socket.io + MongoDB"

    def __init__(self, port: int, settings: dict[str, str]) -> None:
        super().__init__(port, settings | {"MONGO_DB": _DATABASE})
        self.command = [str(Path(sys.executable).parent / "node"), str(PEERS / "node_server.mjs")]

    async def store(self, room: str, count: int) -> None:
        """As the server stores them."""
        said = {"room": room, "sender": f"{room}-customer", "text": TEXT}
        messages = ({**said, "at": datetime.now(UTC)} for _ in range(count))
        await insert(self.settings["MONGO_URL"], _DATABASE, "messages", messages)


class Channels(Side):
    """Django Channels on Daphne with channels_redis and SQLite."""

    name, title = "channels", "Django Channels + SQLite"
    folder = PEERS
    inside = None
    acknowledgement = b'{"ack"'

    def __init__(self, port: int, settings: dict[str, str], folder: Path) -> None:
        own = {"DJANGO_SETTINGS_MODULE": "channels_peer.settings", "PYTHONPATH": str(PEERS)}
        self._database = folder / "channels.sqlite3"
        super().__init__(port, settings | own | {"DATABASE": str(self._database)})
        # fmt: off
        self.command = [
            str(_CHANNELS / "bin/daphne"), "-v", "0", "-b", "127.0.0.1", "-p", str(port),
            "channels_peer.asgi:application",
        ]
        # fmt: on

    def path(self, seat: Seat) -> str:
        """The room and the person."""
        return f"/rooms/{seat.room}/{seat.person}"

    def message(self, number: int, text: bytes) -> bytes:
        """JSON."""
        return b'{"number":%d,"text":"%s"}' % (number, text)

    def prepare(self) -> None:
        """Create the table."""
        migrate = [str(_PYTHON), "-m", "django", "migrate", "--run-syncdb", "-v", "0"]
        subprocess.run(migrate, cwd=PEERS, env=os.environ | self.settings, check=True)

    async def store(self, room: str, count: int) -> None:
        """As the server stores them."""
        row = (room, f"{room}-customer", TEXT, datetime.now(UTC).isoformat(" "))
        columns = "(room, sender, text, at)"
        with sqlite3.connect(self._database) as database:
            into = f"INSERT INTO channels_peer_message {columns} VALUES (?, ?, ?, ?)"
            database.executemany(into, [row] * count)
        database.close()


class Bare(Side):
    """python-socketio that stores nothing: the floor."""

    name, title = "bare", "python-socketio, nothing stored"
    keeps = False

    def __init__(self, port: int, settings: dict[str, str]) -> None:
        super().__init__(port, settings)
        self.command = [sys.executable, str(PEERS / "bare_server.py")]
