"""What the four servers have in common, and who sits where."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from connectors.stack.places import ROOT

PEERS = Path(__file__).parent / "peers"


@dataclass(frozen=True)
class Seat:
    """One person's place in a room of two."""

    room: str
    person: str
    role: str


def seats(rooms: Sequence[str]) -> list[Seat]:
    """Two in each room, side by side."""
    roles = ("customer", "pandit")
    return [Seat(room, f"{room}-{role}", role) for room in rooms for role in roles]


class Side:
    """A Socket.IO server with the event `message` in the namespace `/chat`.

    `inside` begins the frame after which a person is in the room; None where the open connection
    says so. `acknowledgement` begins the frame that follows a message. `keeps` says whether
    messages are stored.
    """

    name: str
    title: str
    command: list[str]
    folder = ROOT
    keeps = True
    inside: bytes | None = b"40/chat,"
    acknowledgement = b"43/chat,"

    def __init__(self, port: int, settings: dict[str, str]) -> None:
        self.port = port
        self.settings = settings | {"PORT": str(port)}

    def path(self, seat: Seat) -> str:
        """Where to connect to."""
        return "/socket.io/?EIO=4&transport=websocket"

    def hello(self, seat: Seat) -> bytes:
        """The answer to the server's first packet: who and where one is."""
        return b"40/chat," + json.dumps(self.auth(seat)).encode()

    def auth(self, seat: Seat) -> dict[str, str]:
        """The handshake; the peers believe everything."""
        return {"room": seat.room, "person": seat.person}

    def message(self, number: int, text: bytes) -> bytes:
        """The packet that says `text`."""
        return b'42/chat,%d["message",{"text":"%s"}]' % (number, text)

    def prepare(self) -> None:
        """Before the server starts."""

    async def admit(self, those: Sequence[Seat]) -> None:
        """Before these people come."""

    async def store(self, room: str, count: int) -> None:
        """Put so many messages into the past of a room; before anybody comes."""
