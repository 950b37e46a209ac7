"""What every namespace does alike: validate, answer each event, never break."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar
from weakref import WeakValueDictionary

import socketio
from pydantic import BaseModel
from pymongo.errors import PyMongoError
from redis.exceptions import RedisError

from connectors.domain.identity import Identity
from connectors.domain.message import Message
from connectors.domain.wire import Wire
from connectors.errors import AppError, InvalidInput, Unavailable
from connectors.gateway.access.addresses import address_of
from connectors.gateway.access.auth import Grant
from connectors.gateway.refusals import parse
from connectors.gateway.services import Services
from connectors.gateway.sockets.server import SocketServer
from connectors.tasks import end

log = logging.getLogger(__name__)


class Namespace(socketio.AsyncNamespace):
    """Maps each event to a method `do_<event>` that takes the session id and a pydantic model.

    A method returns what is acknowledged; an AppError it raises is acknowledged as `{error}`.
    """

    server: SocketServer
    events: ClassVar[dict[str, type[BaseModel]]] = {}
    """Known events with the shape of their data."""

    def __init__(self, path: str, services: Services) -> None:
        super().__init__(path)
        self._services = services
        self._addresses: dict[str, str] = {}
        self._beginning: dict[str, asyncio.Task[None]] = {}
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        services.farewell.on_leaving(self.see_out)

    async def trigger_event(self, event: str, *args: Any) -> Any:
        """Called by python-socketio for each event, a client's or its own."""
        sid = args[0]
        # A client may name its events "connect" and "disconnect"; our own come when it is not.
        if not self.server.manager.is_connected(sid, self.namespace):
            if event == "connect":
                return await self._connect(*args)
            return await self._forget(sid)
        return await self.answer(lambda: self._dispatch(event, *args))

    async def _connect(self, sid: str, environ: Wire, auth: object = None) -> None:
        self._addresses[sid] = address_of(environ["asgi.scope"])
        refusal = await self.answer(lambda: self._admit(sid, auth))
        if error := refusal.get("error"):
            await self._forget(sid)
            raise socketio.exceptions.ConnectionRefusedError(error["message"], error)
        # Runs when the handshake has been answered.
        beginning = self.server.start_background_task(self._begin, sid)
        self._beginning[sid] = beginning
        beginning.add_done_callback(lambda _: self._beginning.pop(sid, None))

    async def _admit(self, sid: str, auth: object) -> Wire:
        limits = self._services.limits
        await limits.check(limits.handshakes, address=self.address(sid))
        return await self.enter(sid, auth)

    async def _forget(self, sid: str) -> None:
        beginning = self._beginning.pop(sid, None)
        if beginning is not asyncio.current_task():
            await end(beginning)  # else it might let in somebody who is gone
        async with self._alone(sid):
            self._addresses.pop(sid, None)
            await self.left(sid)
            await self._services.connections.give_back(sid)

    def _alone(self, sid: str) -> asyncio.Lock:
        """One thing at a time for a connection: what it has begun ends before it is forgotten."""
        return self._locks.setdefault(sid, asyncio.Lock())

    async def see_out(self, sid: str, error: AppError) -> None:
        """End a connection, if it is one of this namespace, and tell why."""
        if sid in self._addresses:
            await self.emit("error", error.to_wire(), to=sid)
            await self.disconnect(sid)

    def address(self, sid: str) -> str:
        """Where a connection comes from."""
        return self._addresses[sid]

    async def hold(self, sid: str, person: Identity, room: str = "") -> None:
        """Count the connection as the person's; raises RateLimited when it is one too many."""
        await self._services.connections.hold(sid, person.id, self.address(sid), room)

    async def new_guest(self, sid: str) -> Grant:
        """A visitor nobody has seen before; raises RateLimited when an address makes many."""
        limits = self._services.limits
        await limits.check(limits.guests, address=self.address(sid))
        return self._services.tokens.new_guest()

    async def _begin(self, sid: str) -> None:
        if self.server.is_gone(sid, self.namespace):
            await self._forget(sid)
            await self.server.manager.disconnect(sid, self.namespace, ignore_queue=True)
            return
        try:
            await self.begin(sid)
        except Exception as error:
            log.warning("socket.not_begun error=%s", type(error).__name__)
            await self.disconnect(sid)

    async def _dispatch(self, event: object, sid: str, *data: Any) -> Wire:
        model = self.events.get(event) if isinstance(event, str) else None
        if model is None:
            raise InvalidInput("Unknown event.")
        if len(data) > 1:
            raise InvalidInput("An event carries one object.")
        asked = parse(model, data[0] if data else {})
        async with self._alone(sid):
            return await self.call(f"do_{event}", sid, asked)

    async def call(self, method: str, sid: str, data: BaseModel) -> Wire:
        """Run the event's method; namespaces check here what concerns every event."""
        run: Callable[[str, BaseModel], Awaitable[Wire | None]] = getattr(self, method)
        return await run(sid, data) or {}

    async def enter(self, sid: str, auth: object) -> Wire:
        """Admit the connection or raise an AppError."""
        raise NotImplementedError

    async def begin(self, sid: str) -> None:
        """Send the first events; the client is connected now."""

    async def left(self, sid: str) -> None:
        """The connection has ended, or was never admitted: forget it."""

    @staticmethod
    async def answer(action: Callable[[], Awaitable[Wire]]) -> Wire:
        """What `action` returns, or its failure as `{error}`."""
        try:
            return await action()
        except AppError as error:
            return {"error": error.to_wire()}
        except (PyMongoError, RedisError, OSError) as error:
            log.warning("socket.unavailable error=%s", type(error).__name__)
            return {"error": Unavailable("Please try again in a moment.").to_wire()}
        except Exception:
            log.exception("socket.failed")
            return {"error": AppError("Something went wrong on our side.").to_wire()}


def acknowledgement(message: Message) -> Wire:
    """What its sender is told of a message that is durable."""
    return {"id": message.id, "seq": message.seq, "at": message.at.isoformat()}
