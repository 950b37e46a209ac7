"""Compares what was promised, what is stored, and what every client sees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from connectors.stores.database import Database, Document
from connectors.stores.messages import message_from
from tests.faults.answers import judge_answers
from tests.faults.crowd import Place
from tests.faults.drafts import REWRITTEN, Change, Promise
from tests.faults.person import Person
from tests.faults.verdict import Verdict


async def judge(places: Iterable[Place], database: Database) -> Verdict:
    """The verdict over everything that happened."""
    verdict = Verdict()
    for place in places:
        conversation = place.people[0].view.conversation
        history = await _stored(database, conversation)
        _judge_history(verdict, place, history)
        for person in place.people:
            _judge_person(verdict, person, history)
        await _judge_cursors(verdict, place, conversation, database)
        if place.is_room:
            both = {person.id for person in place.people}
            verdict.presence += sum(set(person.view.present) != both for person in place.people)
        else:
            await judge_answers(verdict, place.people[0], history, database)
    return verdict


async def _stored(database: Database, conversation: str) -> list[Document]:
    """The history as the database has it, in order of `seq`."""
    cursor = database.collection("messages").find({"conversation": conversation}).sort("seq", 1)
    return [document async for document in cursor]


def _judge_history(verdict: Verdict, place: Place, history: list[Document]) -> None:
    seqs = {message["seq"] for message in history}
    verdict.gaps += len(set(range(1, max(seqs, default=0) + 1)) - seqs)
    for messages in (history, *(person.view.messages for person in place.people)):
        verdict.doubled += sum(_doubled(person, messages) for person in place.people)


def _doubled(person: Person, messages: Iterable[dict[str, Any]]) -> int:
    """How many texts of the person's are there once more than they were written."""
    own = [message["text"] for message in messages if message["sender"]["id"] == person.id]
    first = [text.partition(REWRITTEN)[0] for text in own if text]  # deleted ones have none
    return (Counter(first) - Counter(person.written)).total()


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
    by_id = {message["_id"]: message for message in history}
    verdict.changed += len(person.changes)
    verdict.changes_lost += sum(
        name in by_id and not _is_changed(by_id[name], change)
        for name, change in person.changes.items()
    )
    own = [message["client_id"] for message in history if message["sender"]["id"] == person.id]
    numbers = [int(client_id.rpartition("-")[2]) for client_id in own]
    verdict.out_of_order += sum(later < earlier for earlier, later in pairwise(numbers))
    wires = [message_from(message).to_wire() for message in history]
    if person.view.messages != wires:
        verdict.views += 1
        verdict.breaches.append(_difference(person, wires))


def _is_as_promised(message: Document, promise: Promise) -> bool:
    """Whether id, place and time are the acknowledged ones, and the text is or begins with it."""
    place = {"id": message["_id"], "seq": message["seq"], "at": message["at"].isoformat()}
    said = message["text"].partition(REWRITTEN)[0] == promise.draft.text
    return (said or "deleted_at" in message) and place == promise.ack


def _is_changed(message: Document, change: Change) -> bool:
    """Whether what is stored is as new as the change, and bears it."""
    edited = not change.deletes and REWRITTEN in message["text"]
    return message.get("version", 0) >= change.version and (edited or "deleted_at" in message)


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


async def judge_photos(verdict: Verdict, places: Iterable[Place], database: Database) -> None:
    """The other gets each photo as it was sent; one that was deleted nobody gets."""
    for place in places:
        history = await _stored(database, place.people[0].view.conversation)
        deleted = {message["client_id"] for message in history if "deleted_at" in message}
        for sender in place.people:
            for client_id, promise in sender.promises.items():
                if not promise.draft.photo:
                    continue
                verdict.photos += 1
                expected = b"" if client_id in deleted else promise.draft.photo
                if await _other(place, sender).photos.fetch(promise.draft.file) != expected:
                    verdict.photos_lost += 1


def _other(place: Place, person: Person) -> Person:
    return next(other for other in place.people if other is not person)
