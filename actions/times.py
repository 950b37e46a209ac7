"""The answer to "when?" in a form, gathered over several messages: a day, then an hour."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.skill import Slots, accepted, refused
from actions.turn import Turn
from connectors.domain.when import When, parse_when
from connectors.formats import day_text

FURTHEST = timedelta(days=365)
"""Pandits do not take bookings beyond it."""


def validate_when(
    slot: str, said_slot: str, value: str, dispatcher: CollectingDispatcher, tracker: Tracker
) -> Slots:
    """The slots after an answer: `slot` is an ISO time when complete, `said_slot` what is known.

    What is said later joins or replaces what was said before: "Friday", "at 10", "no, Sunday".
    """
    turn = Turn(tracker)
    told = parse_when(value, turn.now, turn.timezone)
    if told is None:
        dispatcher.utter_message(response="utter_when_unclear")
        return refused(slot, tracker, dispatcher)
    told = told.over(_from_slot(turn.slot(said_slot)))
    problem = _problem(told, turn)
    if problem:
        dispatcher.utter_message(response=problem)
        return refused(slot, tracker, dispatcher, **{said_slot: None})
    moment = told.moment(turn.timezone)
    return accepted(slot, moment.isoformat() if moment else None, **{said_slot: _to_slot(told)})


def ask_when(question: str, said_slot: str, turn: Turn, dispatcher: CollectingDispatcher) -> None:
    """Ask for what is still open: all of it, the time of the day, or the day."""
    said = _from_slot(turn.slot(said_slot))
    if said.day and not (said.time or said.part):
        day = day_text(said.day, turn.language)
        dispatcher.utter_message(response="utter_ask_time_of_day", day=day)
    elif said.day is None and (said.time or said.part):
        dispatcher.utter_message(response="utter_ask_day")
    else:
        dispatcher.utter_message(response=question)


def _problem(told: When, turn: Turn) -> str | None:
    """The response that says why such a time cannot be, or None."""
    today = turn.now.astimezone(turn.timezone).date()
    moment = told.moment(turn.timezone)
    if (told.day and told.day < today) or (moment and moment <= turn.now):
        return "utter_when_past"
    if told.day and told.day > today + FURTHEST:
        return "utter_when_too_far"
    return None


def _to_slot(told: When) -> dict[str, Any]:
    return {
        "day": told.day and told.day.isoformat(),
        "time": told.time and told.time.isoformat(),
        "part": told.part,
    }


def _from_slot(said: dict[str, Any] | None) -> When:
    if not said:
        return When()
    day, at = said.get("day"), said.get("time")
    return When(
        date.fromisoformat(day) if day else None,
        time.fromisoformat(at) if at else None,
        said.get("part"),
    )


def read_slot(value: str) -> datetime:
    """The moment a complete slot holds."""
    return datetime.fromisoformat(value)
