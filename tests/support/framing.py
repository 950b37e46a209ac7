"""The client's side of a WebSocket and of Socket.IO on it: bytes in and out, no socket."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from wsproto import ConnectionType, WSConnection
from wsproto.events import CloseConnection, Event, Ping, RejectConnection, Request, TextMessage
from wsproto.utilities import LocalProtocolError, RemoteProtocolError

ENGINE = "/socket.io/?EIO=4&transport=websocket"


class Ended(Exception):
    """The server has ended the connection, or refused it."""


class Framing:
    """One connection's state. `answer` is called with the pongs that are to be sent."""

    def __init__(self, answer: Callable[[bytes], object]) -> None:
        self._connection = WSConnection(ConnectionType.CLIENT)
        self._answer = answer
        self._part = ""

    def request(self, host: str, target: str = ENGINE) -> bytes:
        """What opens the connection."""
        return self._bytes(Request(host=host, target=target))

    def frame(self, text: str) -> bytes:
        """A text frame; raises Ended."""
        return self._bytes(TextMessage(text))

    def texts(self, data: bytes) -> Iterator[str]:
        """The texts that are whole with these bytes; raises Ended after the last there is."""
        try:
            self._connection.receive_data(data or None)
            for event in self._connection.events():
                if isinstance(event, RejectConnection | CloseConnection):
                    raise Ended
                if isinstance(event, Ping):
                    self._answer(self._bytes(event.response()))
                elif isinstance(event, TextMessage):
                    self._part += event.data
                    if event.message_finished:
                        text, self._part = self._part, ""
                        yield text
        except RemoteProtocolError:
            raise Ended from None

    def _bytes(self, event: Event) -> bytes:
        try:
            return self._connection.send(event)
        except LocalProtocolError:  # the other side has said goodbye
            raise Ended from None


def connect_packet(namespace: str, auth: dict[str, Any]) -> str:
    """Socket.IO: enter a namespace."""
    return f"40{namespace},{json.dumps(auth)}"


def event_packet(namespace: str, event: str, data: Any, ack: int) -> str:
    """Socket.IO: an event that is to be acknowledged under this number."""
    return f"42{namespace},{ack}{json.dumps([event, data])}"
