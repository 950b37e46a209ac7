"""Compares what was promised, what is stored, and what every client sees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from connectors.stores.database import Database, Document
from connectors.stores.messages import message_from
from tests.faults.crowd import Place
from tests.faults.person import Person, Promise

_APOLOGY = "/human_handoff"


@dataclass
class Verdict:
    """Counts; all but `acknowledged`, `changed`, `questions`, `answered`, `apologies` must be 0.

    `unsent` were written and never acknowledged. `misplaced` have another id, place or time than
    their acknowledgement said. `changed` messages had an edit or deletion acknowledged. `views` are
    clients that do not see the history as it is stored, `cursors` those that do not know how far
    everybody has read, `presence` those of a room that do not see exactly the two who are there.
    """

    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    out_of_order: int = 0
    gaps: int = 0
    misplaced: int = 0
    changed: int = 0
    changes_lost: int = 0
    cursors: int = 0
    unsent: int = 0
    views: int = 0
    presence: int = 0
    questions: int = 0
    answered: int = 0
    unanswered: int = 0
    answered_wrongly: int = 0
    apologies: int = 0
    breaches: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether the promise was kept."""
        wrong = (
            self.lost, self.doubled, self.out_of_order, self.gaps, self.misplaced, self.unsent,
            self.changes_lost, self.views, self.cursors, self.presence, self.unanswered,
            self.answered_wrongly,
        )  # fmt: skip
        return not any(wrong) and not self.breaches and self.acknowledged > 0


async def judge(places: Iterable[Place], database: Database) -> Verdict:
    """The verdict over everything that happened."""
    verdict = Verdict()
    for place in places:
        conversation = place.people[0].view.conversation
        history = await _stored(database, conversation)
        _judge_history(verdict, history)
        for person in place.people:
            _judge_person(verdict, person, history)
        await _judge_cursors(verdict, place, conversation, database)
        if place.is_room:
            both = {person.id for person in place.people}
            verdict.presence += sum(set(person.view.present) != both for person in place.people)
        else:
            await _judge_answers(verdict, place.people[0], history, database)
    return verdict


async def _stored(database: Database, conversation: str) -> list[Document]:
    """The history as the database has it, in order of `seq`."""
    cursor = database.collection("messages").find({"conversation": conversation}).sort("seq", 1)
    return [document async for document in cursor]


def _judge_history(verdict: Verdict, history: list[Document]) -> None:
    seqs = {message["seq"] for message in history}
    verdict.gaps += len(set(range(1, max(seqs, default=0) + 1)) - seqs)
    verdict.doubled += len(history) - len(seqs)
    names = Counter(message["client_id"] for message in history)
    verdict.doubled += sum(count - 1 for count in names.values())


def _judge_person(verdict: Verdict, person: Person, history: list[Document]) -> None:
    stored = {message["client_id"]: message for message in history}
    verdict.acknowledged += len(person.promises)
    verdict.unsent += person.waiting
    verdict.breaches += [f"{person.id}: {breach}" for breach in person.breaches]
    for client_id, promise in person.promises.items():
        message = stored.get(client_id)
        if message is None:
            verdict.lost += 1
        elif not _is_as_promised(message, promise):
            verdict.misplaced += 1
    versions = {message["_id"]: message.get("version", 0) for message in history}
    verdict.changed += len(person.changes)
    verdict.changes_lost += sum(
        versions.get(message, 0) < version for message, version in person.changes.items()
    )
    own = [message["client_id"] for message in history if message["sender"]["id"] == person.id]
    numbers = [int(client_id.rpartition("-")[2]) for client_id in own]
    verdict.out_of_order += sum(later < earlier for earlier, later in pairwise(numbers))
    wires = [message_from(message).to_wire() for message in history]
    if person.view.messages != wires:
        verdict.views += 1
        verdict.breaches.append(_difference(person, wires))


def _is_as_promised(message: Document, promise: Promise) -> bool:
    """Whether id, place and time are the acknowledged ones, and the text unless it was changed."""
    place = {"id": message["_id"], "seq": message["seq"], "at": message["at"].isoformat()}
    said = message["text"] == promise.text or message.get("version", 0) > 0
    return said and place == promise.ack


def _difference(person: Person, wires: list[dict[str, Any]]) -> str:
    seen = person.view.messages
    for mine, theirs in zip(seen, wires, strict=False):
        if mine != theirs:
            return f"{person.id} sees {mine} where {theirs} is stored"
    return f"{person.id} sees {len(seen)} messages of {len(wires)}"


async def _judge_cursors(
    verdict: Verdict, place: Place, conversation: str, database: Database
) -> None:
    """Everybody knows of everybody how far he has read, and so does the database."""
    stored = await database.collection("conversations").find_one({"_id": conversation})
    read = {person.id: person.read for person in place.people if person.read}
    known = [person.view.cursors for person in place.people]
    for cursors in [*known, stored["cursors"] if stored and "cursors" in stored else {}]:
        verdict.cursors += {name: cursor.get("read", 0) for name, cursor in cursors.items()} != read


async def _judge_answers(
    verdict: Verdict, visitor: Person, history: list[Document], database: Database
) -> None:
    """Each question has the answer that the guide's memory has, in whole and once."""
    for question in history:
        if question["sender"]["id"] != visitor.id:
            continue
        verdict.questions += 1
        answers = [m for m in history if m["client_id"].startswith(f"{question['_id']}:")]
        said = [answer["text"] for answer in answers]
        if not answers:
            verdict.unanswered += 1
        elif said == await _meant(database, question):
            verdict.answered += 1
        elif len(answers) == 1 and _is_apology(answers[0]):
            verdict.apologies += 1
        else:
            verdict.answered_wrongly += 1
            verdict.breaches.append(f"{question['text']} was answered with {said}")


def _is_apology(answer: Document) -> bool:
    buttons = answer.get("payload", {}).get("buttons", [])
    return [button.get("payload") for button in buttons] == [_APOLOGY]


async def _meant(database: Database, question: Document) -> list[str]:
    """What the guide said: in its tracker, or what the fake guide says to everything."""
    turn = f"{question['conversation']}:{question['_id']}"
    stored = await database.collection("tracker_events").find_one({"_id": turn})
    if stored is None:
        return [f"You said: {question['text']}"]
    return [event.get("text") or "" for event in stored["events"] if event["event"] == "bot"]
