"""Compares what the guide answered with what its memory says."""

from __future__ import annotations

from connectors.domain.message import BOT
from connectors.stores.database import Database, Document
from tests.faults.person import Person
from tests.faults.verdict import Verdict

_APOLOGY = "/human_handoff"


async def judge_answers(
    verdict: Verdict, visitor: Person, history: list[Document], database: Database
) -> None:
    """Each question has the answer that the guide's memory has, in whole and once."""
    said_by_guide = {m["client_id"] for m in history if m["sender"]["role"] == BOT.role}
    for question in history:
        if question["sender"]["id"] != visitor.id:
            continue
        verdict.questions += 1
        answers = [m for m in history if m["client_id"].startswith(f"{question['_id']}:")]
        said_by_guide -= {answer["client_id"] for answer in answers}
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
    verdict.answered_wrongly += len(said_by_guide)  # nobody asked


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
