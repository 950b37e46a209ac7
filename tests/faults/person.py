"""A client as the widget is: an outbox that is sent again until acknowledged, `resume` after a gap.

It keeps what it was promised (acknowledged messages; acknowledged changes by message, as versions;
how far it has read) and what it was shown (its view), and notes every breach of protocol it sees.
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.faults.drafts import REWRITTEN, Change, Draft, Habits, Promise
from tests.faults.photos import Photos
from tests.support.raw_socket import Cut, RawSocket, Refused
from tests.support.view import View
from tests.support.waiting import patient

Wire = dict[str, Any]

_PASSING = {"unavailable", "rate_limited", "internal"}
_OPEN_SECONDS = 10.0
_ACK_SECONDS = 8.0


@dataclass
class Person:
    """One participant with one connection at a time, to any of the gateways.

    `auth` makes what a handshake bears.
    """

    id: str
    ports: list[int]
    auth: Callable[[], Wire]
    dice: random.Random
    photos: Photos
    habits: Habits = field(default_factory=Habits)

    def __post_init__(self) -> None:
        self.view = View()
        self.written: list[str] = []
        self.promises: dict[str, Promise] = {}
        self.changes: dict[str, Change] = {}
        self.read = 0
        self.breaches: list[str] = []
        self.connections = 0
        self.outbox: deque[Draft] = deque()
        self._written = asyncio.Event()
        self._socket: RawSocket | None = None
        self._behind = asyncio.Event()
        self._living: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def waiting(self) -> int:
        """Messages written and not acknowledged."""
        return len(self.outbox)

    def write(self, text: str, photo: bytes = b"") -> None:
        """Put a message into the outbox."""
        self.written.append(text)
        self.outbox.append(Draft(f"{self.id}-{len(self.written)}", text, photo))
        self._written.set()

    async def drop(self) -> None:
        """The network goes away under the connection."""
        if self._socket:
            await self._socket.abort()

    def leave(self) -> None:
        """End `live`."""
        living, self._living = self._living, None
        if living:
            living.cancel()

    async def live(self) -> None:
        """Be connected, and again after each end of the connection; until `leave`."""
        self._living = asyncio.current_task()
        try:
            # A group of tasks that is about to fail swallows a cancellation (Python 3.11).
            while self._living:
                try:
                    await self._visit()
                except (Cut, TimeoutError, OSError):
                    pass
                except Refused as refused:
                    if refused.error.get("code") not in _PASSING:
                        self.breaches.append(f"refused: {refused.error}")
                await asyncio.sleep(self.dice.uniform(0.05, 0.8))
        finally:
            for task in self._tasks:
                task.cancel()
            await self.drop()

    async def _visit(self) -> None:
        """One connection from its begin to its end."""
        self.view.reconnect()
        self._behind.clear()
        port = self.dice.choice(self.ports)
        self._socket = await RawSocket.open(
            port, "/chat", self.auth(), self._on_event, seconds=patient(_OPEN_SECONDS)
        )
        self.connections += 1
        try:
            async with asyncio.TaskGroup() as group:
                fetching = group.create_task(self._fetch())
                sending = group.create_task(self._send())
                await asyncio.wait({self._socket.ended})
                fetching.cancel()
                sending.cancel()
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from None
        finally:
            await self._socket.abort()

    def _on_event(self, event: str, data: Any) -> None:
        try:
            self.view.take(event, data)
        except AssertionError as breach:
            self.breaches.append(str(breach))
        if event == "session" or self.view.behind:
            self._behind.set()

    async def _fetch(self) -> None:
        """Ask for what was missed, after `session` and whenever there is a gap."""
        assert self._socket
        while True:
            await self._behind.wait()
            self._behind.clear()
            more = True
            while more:
                page = await self._ask("resume", self.view.resume())
                if "error" in page:
                    self._behind.set()
                    await asyncio.sleep(0.5)
                    break
                self.view.take_page(page)
                more = page["more"]
            if self.read:  # a gateway that died may not have kept it
                await self._ask("read", {"seq": self.read})

    async def _send(self) -> None:
        """Send what is in the outbox, one message after the other, each until acknowledged."""
        while True:
            if not self.outbox:
                self._written.clear()
                await self._written.wait()
            draft = self.outbox[0]
            ack = await self._say(draft)
            if "error" in ack:
                self._check_passing(ack["error"])
                await asyncio.sleep(ack["error"].get("retry_after", self.dice.uniform(0.2, 2)))
                continue
            self._keep(draft, ack)
            self.outbox.popleft()
            if self.dice.random() < self.habits.again_later:
                self._spawn(self._repeat(draft))
            if self.dice.random() < self.habits.change:
                await self._change_something()
            if self.dice.random() < self.habits.read:
                self.read = self.view.synced
                await self._ask("read", {"seq": self.read})

    def _check_passing(self, error: Wire) -> None:
        if error["code"] not in _PASSING:
            self.breaches.append(f"not accepted: {error}")

    async def _say(self, draft: Draft) -> Wire:
        if draft.photo and not draft.file:
            told = await self.photos.upload(draft.photo)
            if "error" in told:
                return told
            draft.file = told["attachment"]["id"]
        data = draft.to_wire()
        if self.dice.random() < self.habits.impatient:
            saying = asyncio.create_task(self._ask("message", data))
            await asyncio.sleep(self.dice.uniform(0, 0.03))
            saying.cancel()
            await self.drop()
            raise Cut
        if self.dice.random() < self.habits.twice:
            first, second = await asyncio.gather(
                self._ask("message", data), self._ask("message", data)
            )
            if "error" not in first:
                self._keep(draft, first)
            return second if "error" not in second else first
        return await self._ask("message", data)

    def _keep(self, draft: Draft, ack: Wire) -> None:
        first = self.promises.setdefault(draft.client_id, Promise(draft, ack))
        if first.ack != ack:
            self.breaches.append(f"{draft.client_id} acknowledged with {first.ack} and {ack}")

    async def _repeat(self, draft: Draft) -> None:
        """A retry that comes late, on whatever connection there is by then."""
        await asyncio.sleep(self.dice.uniform(0.5, 10))
        try:
            ack = await self._ask("message", draft.to_wire())
        except (Cut, TimeoutError):
            return
        if "error" in ack:
            self._check_passing(ack["error"])
        else:
            self._keep(draft, ack)

    async def _change_something(self) -> None:
        """Edit or delete an own message, or react to any; refusals are none of our business."""
        if not self.view.messages:
            return
        message = self.dice.choice(self.view.messages[-20:])
        data = {"message_id": message["id"]}
        if message["sender"]["id"] != self.id or self.dice.random() < 0.5:
            emoji, on = self.dice.choice("🙏👍🌺"), self.dice.random() < 0.7
            await self._ask("reaction", data | {"emoji": emoji, "on": on})
        else:
            text = message["text"] + REWRITTEN
            edit = self.dice.random() < 0.8
            ack = await (
                self._ask("edit", data | {"text": text}) if edit else self._ask("delete", data)
            )
            if "version" in ack:
                self.changes[message["id"]] = Change(ack["version"], deletes=not edit)

    async def _ask(self, event: str, data: Wire) -> Wire:
        if self._socket is None:
            raise Cut
        answer: Wire = await self._socket.ask(event, data, seconds=patient(_ACK_SECONDS))
        return answer

    def _spawn(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
