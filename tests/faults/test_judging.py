"""The judges see what is wrong: outcomes that were good are broken in one way each."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response

from connectors.domain.message import BOT, Draft, Message, Sender
from connectors.stores.database import Database
from connectors.stores.messages import Messages
from tests.faults.crowd import Place
from tests.faults.drafts import REWRITTEN, Change, Promise
from tests.faults.judging import judge, judge_photos
from tests.faults.person import Person
from tests.faults.photos import Photos, a_photo
from tests.faults.verdict import Verdict

DICE = random.Random(7)
APOLOGY = {"buttons": [{"title": "Talk to a person", "payload": "/human_handoff"}]}


class Files:
    """A gateway that serves the photos it has kept."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        content = self.kept.get(Request(scope).url.path.rpartition("/")[2])
        response = Response(content) if content else Response(status_code=404)
        await response(scope, receive, send)


@dataclass
class World:
    """A room where customer and pandit spoke, and a visitor who had one answer."""

    database: Database
    messages: Messages
    files: Files
    asha: Person
    ravi: Person
    visitor: Person

    @property
    def places(self) -> list[Place]:
        """Where they are."""
        return [
            Place("room", [self.asha, self.ravi], is_room=True),
            Place("visitor", [self.visitor], is_room=False),
        ]

    async def judge(self) -> Verdict:
        """All that is to be said."""
        verdict = await judge(self.places, self.database)
        await judge_photos(verdict, self.places, self.database)
        return verdict

    async def say(self, person: Person, text: str, photo: bytes = b"") -> Message:
        """A message as it should go: written, stored, promised."""
        person.write(text, photo)
        draft = person.outbox.popleft()
        stored = await self.store(person, draft.client_id, text)
        if photo:
            draft.file = f"file-of-{draft.client_id}"
            self.files.kept[draft.file] = photo
        ack = {"id": stored.id, "seq": stored.seq, "at": stored.at.isoformat()}
        person.promises[draft.client_id] = Promise(draft, ack)
        return stored

    async def store(self, person: Person, client_id: str, text: str) -> Message:
        """A message that is in the history, whoever knows of it."""
        sender = Sender("customer", person.id)
        return await self.messages.append(
            Draft(
                conversation=person.view.conversation,
                client_id=client_id,
                sender=sender,
                text=text,
            )
        )

    async def answer(self, question: Message, number: int = 1, **more: Any) -> Message:
        """What the guide says, with what it remembers to have said."""
        answer = Draft(
            conversation=question.conversation,
            client_id=f"{question.id}:{number}",
            sender=BOT,
            text=f"You said: {question.text}",
            **more,
        )
        return await self.messages.append(answer)

    async def question(self) -> Message:
        """What the visitor asked."""
        [question, *_] = await self.messages.after("guide", 0)
        return question

    async def show(self) -> None:
        """Everybody sees what is stored, and where the others are."""
        for place in self.places:
            for person in place.people:
                history = await self.messages.after(person.view.conversation, 0)
                person.view.messages = [message.to_wire() for message in history]

    async def change(self, text: str, /, **fields: Any) -> None:
        """Change the stored message that says so."""
        await self.database.collection("messages").update_one({"text": text}, {"$set": fields})

    async def remove(self, text: str) -> None:
        """Remove the stored message that says so."""
        await self.database.collection("messages").delete_one({"text": text})


def a_person(name: str, conversation: str, files: Files) -> Person:
    """Nobody is connected."""
    http = httpx.AsyncClient(transport=httpx.ASGITransport(files))
    auth = lambda: {"token": name}  # noqa: E731
    person = Person(name, [80], auth, DICE, Photos(http, [80], auth, DICE))
    person.view.conversation = conversation
    return person


@pytest.fixture
async def world(database: Database) -> World:
    """All went well."""
    files, messages = Files(), Messages(database)
    asha, ravi = (a_person(name, "room", files) for name in ("asha", "ravi"))
    visitor = a_person("visitor", "guide", files)
    made = World(database, messages, files, asha, ravi, visitor)
    await made.say(asha, "asha says 1")
    await made.say(ravi, "ravi says 1", a_photo(DICE))
    changed = await made.say(asha, "asha says 2")
    await made.say(ravi, "ravi says 2", a_photo(DICE))
    await made.change("asha says 2", text="asha says 2" + REWRITTEN, version=1)
    asha.changes[changed.id] = Change(1, deletes=False)
    await made.answer(await made.say(visitor, "hello"))
    for person in (asha, ravi):
        person.read = 4
        person.view.present = ["asha", "ravi"]
    read = {"asha": {"read": 4}, "ravi": {"read": 4}}
    asha.view.cursors, ravi.view.cursors = dict(read), dict(read)
    conversations = database.collection("conversations")
    await conversations.insert_one({"_id": "room", "cursors": read})
    await made.show()
    return made


async def test_what_went_well_is_found_to_be_well(world: World) -> None:
    """The world that the other tests break is whole."""
    verdict = await world.judge()
    assert verdict.wrong == dict.fromkeys(verdict.wrong, 0), verdict.breaches
    assert verdict.tried == {
        "acknowledged": 5,
        "changed": 1,
        "photos": 2,
        "questions": 1,
        "answered": 1,
    }
    assert verdict.holds


Break = Callable[[World], Awaitable[object]]
BREAKS: dict[str, tuple[str, Break]] = {}


def breaks(count: str) -> Callable[[Break], Break]:
    """This is to be counted as that."""

    def note(broken: Break) -> Break:
        BREAKS[broken.__name__] = (count, broken)
        return broken

    return note


@breaks("lost")
async def acknowledged_and_not_stored(world: World) -> None:
    await world.remove("ravi says 2")


@breaks("gaps")
async def a_number_is_missing(world: World) -> None:
    await world.remove("ravi says 1")


@breaks("doubled")
async def stored_twice_under_two_ids(world: World) -> None:
    await world.store(world.asha, "asha-3", "asha says 1")
    await world.show()


@breaks("doubled")
async def stored_twice_and_one_was_edited(world: World) -> None:
    await world.store(world.asha, "asha-3", "asha says 2")
    await world.show()


@breaks("doubled")
async def a_question_was_put_twice(world: World) -> None:
    await world.store(world.visitor, "visitor-2", "hello")
    await world.show()


@breaks("doubled")
async def shown_twice_to_one(world: World) -> None:
    world.ravi.view.messages.append(world.ravi.view.messages[0])


@breaks("out_of_order")
async def what_was_said_first_comes_last(world: World) -> None:
    world.asha.written += ["asha says 3", "asha says 4"]
    await world.store(world.asha, "asha-4", "asha says 4")
    await world.store(world.asha, "asha-3", "asha says 3")


@breaks("misplaced")
async def acknowledged_with_another_number(world: World) -> None:
    world.ravi.promises["ravi-2"].ack["seq"] = 3


@breaks("misplaced")
async def stored_with_another_text(world: World) -> None:
    await world.change("ravi says 2", text="ravi says something else")


@breaks("changes_lost")
async def an_edit_is_forgotten(world: World) -> None:
    await world.change("asha says 2" + REWRITTEN, text="asha says 2", version=0)


@breaks("changes_lost")
async def an_edit_is_forgotten_and_others_reacted(world: World) -> None:
    await world.change("asha says 2" + REWRITTEN, text="asha says 2", version=5)


@breaks("changes_lost")
async def what_was_deleted_is_there(world: World) -> None:
    [message] = world.asha.changes
    world.asha.changes[message] = Change(1, deletes=True)


@breaks("photos_lost")
async def a_photo_is_gone(world: World) -> None:
    world.files.kept.popitem()


@breaks("photos_lost")
async def a_photo_is_another(world: World) -> None:
    world.files.kept["file-of-ravi-1"] = a_photo(DICE)


@breaks("photos_lost")
async def a_photo_outlives_its_message(world: World) -> None:
    await world.change("ravi says 1", deleted_at=datetime.now(UTC), text="", version=1)


@breaks("unsent")
async def still_in_the_outbox(world: World) -> None:
    world.asha.write("asha says 3")


@breaks("views")
async def an_old_text_is_shown(world: World) -> None:
    world.ravi.view.messages[0]["text"] = "asha said 1"


@breaks("views")
async def the_last_message_is_not_shown(world: World) -> None:
    world.ravi.view.messages.pop()


@breaks("cursors")
async def one_does_not_know_how_far_the_other_read(world: World) -> None:
    world.ravi.view.cursors["asha"] = {"read": 3}


@breaks("cursors")
async def a_cursor_was_not_written(world: World) -> None:
    await world.database.collection("conversations").delete_one({"_id": "room"})


@breaks("presence")
async def somebody_is_not_shown(world: World) -> None:
    world.asha.view.present = ["asha"]


@breaks("presence")
async def somebody_who_left_is_shown(world: World) -> None:
    world.ravi.view.present.append("meera")


@breaks("unanswered")
async def no_answer_came(world: World) -> None:
    await world.remove("You said: hello")


@breaks("answered_wrongly")
async def the_answer_is_another(world: World) -> None:
    await world.change("You said: hello", text="You said: goodbye")


@breaks("answered_wrongly")
async def answered_twice(world: World) -> None:
    await world.answer(await world.question(), 2)


@breaks("answered_wrongly")
async def the_guide_speaks_unasked(world: World) -> None:
    await world.answer(replace(await world.question(), id="nobody-asked"))


@breaks("apologies")
async def answered_with_an_apology(world: World) -> None:
    await world.change("You said: hello", text="I am sorry.", payload=APOLOGY)


@breaks("breaches")
async def the_protocol_was_broken(world: World) -> None:
    world.asha.breaches.append("message 3 was pushed when 2 was to come")


@pytest.mark.parametrize("name", BREAKS)
async def test_what_is_broken_is_counted(world: World, name: str) -> None:
    """Each way to break the promise is found under its name."""
    count, break_it = BREAKS[name]
    await break_it(world)
    verdict = await world.judge()
    assert getattr(verdict, count), verdict
    assert not verdict.holds


def test_each_count_is_proven() -> None:
    """No count stays at 0 whatever happens."""
    assert {count for count, _ in BREAKS.values()} == {*Verdict().wrong, "apologies"}
