"""The room beside a simple model of it: any interleaving of what people do, over two gateways.

After each step every client that is connected, fed by events alone, comes to see what the model
says, and who is there; at any moment one `resume` is enough for it; and a fresh fetch gives the
same. MODEL_EXAMPLES in the environment sets how many interleavings are tried, others each time.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from connectors.domain.ids import new_id
from connectors.stores.database import open_database
from tests.fakes.rasa_server import RasaServer
from tests.integration.gateway.conftest import gateway_settings
from tests.integration.gateway.test_rooms import a_booking
from tests.support.gateway import Gateway
from tests.support.raw_socket import RawSocket
from tests.support.view import View
from tests.support.waiting import eventually, patient

Wire = dict[str, Any]
T = TypeVar("T")

_EXAMPLES = int(os.environ.get("MODEL_EXAMPLES", "5"))
_STEPS = 30


@dataclass
class Said:
    """What the model knows of a message."""

    person: str
    client_id: str
    ack: Wire
    text: str
    version: int = 0
    deleted: bool = False
    reactions: set[tuple[str, str]] = field(default_factory=set)

    def react(self, person: str, emoji: str, on: bool) -> None:
        """Each real change raises the version."""
        before = set(self.reactions)
        (self.reactions.add if on else self.reactions.discard)((emoji, person))
        self.version += self.reactions != before

    def to_compare(self) -> tuple[Any, ...]:
        """As `comparable`."""
        return (
            self.ack["id"], self.ack["seq"], self.ack["at"], self.client_id, self.person,
            self.text, self.version, self.deleted, self.reactions,
        )  # fmt: skip


@dataclass
class Noted:
    """What the history says of staff who joined or left."""

    seq: int
    activity: str
    agent: str

    def to_compare(self) -> tuple[Any, ...]:
        """As `comparable`."""
        return self.seq, self.activity, self.agent


def comparable(message: Wire) -> tuple[Any, ...]:
    """What of a message the model predicts."""
    if message["type"] == "activity":
        payload = message["payload"]
        return message["seq"], payload["activity"], payload["agent"]["id"]
    reactions = {
        (emoji, person)
        for emoji, people in message.get("reactions", {}).items()
        for person in people
    }
    return (
        message["id"], message["seq"], message["at"], message["client_id"],
        message["sender"]["id"], message["text"], message.get("version", 0),
        "deleted_at" in message, reactions,
    )  # fmt: skip


class Client:
    """One device of a person; what it knows outlives its connections."""

    def __init__(self, person: str, auth: Wire) -> None:
        self.person = person
        self.auth = auth
        self.view = View()
        self.breaches: list[str] = []
        self.socket: RawSocket | None = None

    @property
    def connected(self) -> bool:
        """Whether it is in the room now."""
        return self.socket is not None

    async def join(self, port: int) -> None:
        """Connect, and fetch what was missed."""
        self.view.reconnect()
        session = asyncio.Event()

        def take(event: str, data: Any) -> None:
            try:
                self.view.take(event, data)
            except AssertionError as breach:
                self.breaches.append(str(breach))
            if event == "session":
                session.set()

        self.socket = await RawSocket.open(port, "/chat", self.auth, take, seconds=patient(10))
        async with asyncio.timeout(patient(10)):
            await session.wait()
        await self.resume()

    async def resume(self) -> None:
        """Ask for what was missed until there is no more."""
        more = True
        while more:
            page = await self.ask("resume", self.view.resume())
            self.view.take_page(page)
            more = page["more"]

    async def fetch(self) -> View:
        """The room as somebody sees it who knows nothing of it."""
        fresh = View()
        more = True
        while more:
            page = await self.ask("resume", {"after_seq": fresh.synced})
            fresh.take_page(page)
            more = page["more"]
        return fresh

    async def ask(self, event: str, data: Wire) -> Wire:
        """Send an event; its acknowledgement."""
        assert self.socket
        answer: Wire = await self.socket.ask(event, data, seconds=patient(8))
        return answer

    async def cut(self) -> None:
        """The connection is gone."""
        if self.socket:
            await self.socket.abort()
            self.socket = None


STAFF = 4
parties = st.integers(0, STAFF - 1)
devices = st.integers(0, STAFF)
gateways = st.integers(0, 1)
texts = st.text(st.sampled_from("aनमः سلام 🙏<&"), min_size=1, max_size=20).filter(str.strip)
places = st.integers(0, 10_000)
emojis = st.sampled_from("🙏👍")


class Room(RuleBasedStateMachine):
    """A customer and a pandit with two devices each, and staff who may join with one."""

    twins: ClassVar[list[Gateway]]
    runner: ClassVar[asyncio.Runner]

    def __init__(self) -> None:
        super().__init__()
        self.history: list[Said | Noted] = []
        self.joined = False
        self.read: dict[str, int] = {}
        self.clients: list[Client] = []

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do it now."""
        return self.runner.run(work)

    # -- coming and going ---------------------------------------------------------------------

    @initialize()
    def open_room(self) -> None:
        """A booking of its own, with everybody outside."""

        async def book() -> Wire:
            database = open_database(self.twins[0].settings)
            booking = await a_booking(database)
            await database.close()
            return booking

        booking = self.run(book())
        for role in ("customer", "customer", "pandit", "pandit"):
            token = self.twins[0].token(booking[role], role, role.title())
            auth = {"token": token, "booking_id": booking["_id"]}
            self.clients.append(Client(booking[role], auth))
        self.staff = new_id()
        auth = {"token": self.twins[0].token(self.staff, "agent"), "booking_id": booking["_id"]}
        self.clients.append(Client(self.staff, auth))

    @property
    def said(self) -> list[Said]:
        """The history without notices."""
        return [each for each in self.history if isinstance(each, Said)]

    @rule(device=devices, gateway=gateways)
    def join(self, device: int, gateway: int) -> None:
        """Come in, or come back, through either gateway."""
        self.run(self._join(self.clients[device], gateway))

    async def _join(self, client: Client, gateway: int) -> None:
        await client.cut()
        await client.join(self.twins[gateway].port)

    @rule(device=devices)
    def leave(self, device: int) -> None:
        """The connection is cut."""
        self.run(self.clients[device].cut())

    @rule()
    def staff_join(self) -> None:
        """Staff take part from now on; once more changes nothing."""
        self._staff_do("join", "joined", True)

    @rule()
    def staff_leave(self) -> None:
        """Staff only watch again, unseen; once more changes nothing."""
        self._staff_do("leave", "left", False)

    def _staff_do(self, event: str, activity: str, joined: bool) -> None:
        assert self.run(self._inside(STAFF).ask(event, {})) == {}
        if self.joined != joined:
            self.joined = joined
            self.history.append(Noted(len(self.history) + 1, activity, self.staff))

    def _takes_part(self, client: Client) -> bool:
        return client.person != self.staff or self.joined

    def _is_refused(self, client: Client, ack: Wire) -> bool:
        """Whether this is staff who watch; only they are told to join first."""
        refused: bool = ack.get("error", {}).get("code") == "not_joined"
        assert refused != self._takes_part(client), ack
        return refused

    def teardown(self) -> None:
        """Everybody goes."""
        for client in self.clients:
            self.run(client.cut())

    def _inside(self, device: int) -> Client:
        """A device that is in the room: this one, or it comes in now."""
        client = self.clients[device]
        if not client.connected:
            self.run(self._join(client, device % 2))
        return client

    # -- saying -------------------------------------------------------------------------------

    @rule(device=devices, text=texts)
    def say(self, device: int, text: str) -> None:
        """A message gets the next number."""
        client, client_id = self._inside(device), new_id()
        ack = self.run(client.ask("message", {"client_id": client_id, "text": text}))
        if self._is_refused(client, ack):
            return
        self._said(client, client_id, text, ack)

    @rule(count=st.integers(2, 5), text=texts)
    def all_say(self, count: int, text: str) -> None:
        """Everybody inside writes at the same time: the numbers follow, each writer's in order."""
        inside = [one for one in self.clients if one.connected and self._takes_part(one)]
        drafts = [(client, new_id()) for client in inside for _ in range(count)]

        async def write() -> list[Wire]:
            return await asyncio.gather(
                *(client.ask("message", {"client_id": id_, "text": text}) for client, id_ in drafts)
            )

        acks = self.run(write())
        for client in inside:
            own = [
                ack["seq"] for (other, _), ack in zip(drafts, acks, strict=True) if other is client
            ]
            assert own == sorted(own)
        in_order = sorted(zip(drafts, acks, strict=True), key=lambda each: each[1]["seq"])
        for (client, client_id), ack in in_order:
            self._said(client, client_id, text, ack)

    @rule(device=parties, other=gateways, text=texts)
    def say_twice_at_once(self, device: int, other: int, text: str) -> None:
        """The same message through two connections at the same time is one message."""
        client, client_id = self._inside(device), new_id()
        data = {"client_id": client_id, "text": text}

        async def both() -> tuple[Wire, Wire]:
            second = Client(client.person, client.auth)
            await second.join(self.twins[other].port)
            acks = await asyncio.gather(client.ask("message", data), second.ask("message", data))
            await second.cut()
            return acks

        first, second = self.run(both())
        assert first == second
        self._said(client, client_id, text, first)

    @rule(device=parties, other=gateways, text=texts, wait=st.sampled_from([0, 0.001, 0.01]))
    def say_and_be_cut(self, device: int, other: int, text: str, wait: float) -> None:
        """Cut before the acknowledgement, sent again through either gateway: said once."""
        client, client_id = self._inside(device), new_id()
        data = {"client_id": client_id, "text": text}

        async def cut_and_retry() -> Wire:
            saying = asyncio.create_task(client.ask("message", data))
            await asyncio.sleep(wait)
            await client.cut()
            await asyncio.gather(saying, return_exceptions=True)
            await client.join(self.twins[other].port)
            return await client.ask("message", data)

        self._said(client, client_id, text, self.run(cut_and_retry()))

    @precondition(lambda self: self.said)
    @rule(place=places, second=st.booleans())
    def retry(self, place: int, second: bool) -> None:
        """What was acknowledged long ago is acknowledged alike, whatever became of it since."""
        said = self._any(place)
        client = self._of(said.person, second)
        data = {"client_id": said.client_id, "text": "does not matter any more"}
        ack = self.run(client.ask("message", data))
        assert self._is_refused(client, ack) or ack == said.ack

    def _said(self, client: Client, client_id: str, text: str, ack: Wire) -> None:
        assert ack.get("seq") == len(self.history) + 1, ack
        self.history.append(Said(client.person, client_id, ack, text))

    def _any(self, place: int) -> Said:
        return self.said[place % len(self.said)]

    def _of(self, person: str, second: bool) -> Client:
        own = [place for place, each in enumerate(self.clients) if each.person == person]
        return self._inside(own[second % len(own)])

    # -- what happens to messages -------------------------------------------------------------

    @precondition(lambda self: self.said)
    @rule(device=devices, place=places, emoji=emojis, on=st.booleans())
    def react(self, device: int, place: int, emoji: str, on: bool) -> None:
        """Add a reaction, or take it back; deleted messages bear none."""
        said, client = self._any(place), self._inside(device)
        data = {"message_id": said.ack["id"], "emoji": emoji, "on": on}
        ack = self.run(client.ask("reaction", data))
        if self._is_refused(client, ack):
            return
        assert ("error" in ack) == said.deleted
        if not said.deleted:
            said.react(client.person, emoji, on)

    @precondition(lambda self: self.said)
    @rule(device=devices, place=places, text=texts)
    def edit(self, device: int, place: int, text: str) -> None:
        """One's own message, unless it is deleted; the same text again changes nothing."""
        said, client = self._any(place), self._inside(device)
        ack = self.run(client.ask("edit", {"message_id": said.ack["id"], "text": text}))
        if self._is_refused(client, ack):
            return
        if client.person != said.person or said.deleted:
            assert "error" in ack
            return
        said.version += text != said.text
        said.text = text
        assert ack == {"version": said.version}

    @precondition(lambda self: self.said)
    @rule(device=devices, place=places)
    def delete(self, device: int, place: int) -> None:
        """One's own message; the second time changes nothing."""
        said, client = self._any(place), self._inside(device)
        ack = self.run(client.ask("delete", {"message_id": said.ack["id"]}))
        if self._is_refused(client, ack):
            return
        if client.person != said.person:
            assert "error" in ack
            return
        said.version += not said.deleted
        said.deleted, said.text, said.reactions = True, "", set()
        assert ack == {"version": said.version}

    @rule(device=devices, place=places)
    def mark_read(self, device: int, place: int) -> None:
        """The cursor moves forward only, and never past the last message."""
        client = self._inside(device)
        ack = self.run(client.ask("read", {"seq": place}))
        if self._is_refused(client, ack):
            return
        assert ack == {}
        upto = max(self.read.get(client.person, 0), min(place, len(self.history)))
        if upto:
            self.read[client.person] = upto

    # -- what must hold -----------------------------------------------------------------------

    def _history_holds(self, view: View) -> None:
        assert [comparable(each) for each in view.messages] == [
            each.to_compare() for each in self.history
        ]

    def _holds(self, view: View) -> None:
        """Whether a view is what the model says."""
        self._history_holds(view)
        read = {person: cursor.get("read", 0) for person, cursor in view.cursors.items()}
        assert {person: seq for person, seq in read.items() if seq} == self.read

    @rule(device=devices)
    def resume_at_any_moment(self, device: int) -> None:
        """Nothing said may be on its way any more after one `resume`; a fresh fetch gives the same.

        Receipts may be: they are written once a second, and who comes in meanwhile is told then.
        """
        client = self._inside(device)
        self.run(client.resume())
        self._history_holds(client.view)
        fresh = self.run(client.fetch())
        assert fresh.messages == client.view.messages

        async def receipts_agree() -> bool:
            return (await client.fetch()).cursors == client.view.cursors

        self.run(eventually(receipts_agree))

    @invariant()
    def everybody_sees_it(self) -> None:
        """Events alone bring every client to where the model is, and tell it who takes part."""
        inside = [client for client in self.clients if client.connected]
        present = sorted({client.person for client in inside if self._takes_part(client)})

        async def all_see_it() -> None:
            def holds(client: Client) -> bool:
                self._holds(client.view)
                assert client.view.present == present
                return True

            for client in inside:
                await eventually(partial(holds, client))

        self.run(all_see_it())
        assert not [client.breaches for client in self.clients if client.breaches]


@pytest.fixture(scope="module")
def twins(
    mongo_url: str, redis_url: str, rasa: RasaServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Gateway]]:
    """Two gateways side by side, for people faster than any limit."""
    limits = {"LIMIT_MESSAGES": "100000", "LIMIT_EVENTS": "100000", "LIMIT_HANDSHAKES": "100000"}
    chosen = gateway_settings(mongo_url, redis_url)
    folder = tmp_path_factory.mktemp("twins")
    with (
        Gateway(folder / "one", chosen, rasa.url, **limits) as one,
        Gateway(folder / "two", chosen, rasa.url, **limits) as two,
    ):
        yield [one, two]
        for gateway in (one, two):
            assert "Traceback" not in gateway.log.read_text()


def test_a_room_is_what_its_model_says(twins: list[Gateway]) -> None:
    """Send, repeat, resume, read, react, edit, delete, come and go, join and leave: any order."""
    with asyncio.Runner() as runner:
        Room.twins, Room.runner = twins, runner
        run_state_machine_as_test(
            Room,
            settings=settings(
                max_examples=_EXAMPLES,
                stateful_step_count=_STEPS,
                derandomize="MODEL_EXAMPLES" not in os.environ,
                database=None,
                deadline=None,
                print_blob=True,
                suppress_health_check=list(HealthCheck),
            ),
        )
