"""Which events of a conversation a turn needs, and what stands in for the older ones.

A tracker is replayed from its events. Policies look at the last few turns only, so a turn is given
a window: the newest turns as they were, led by a *carry*, a handful of events that bring a fresh
tracker into the state it had when the window opens (slots, active form, paused or not). The cost
of a turn then does not depend on how much was said before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    ConversationPaused,
    Event,
    LoopInterrupted,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

WINDOW_EVENTS = 40
"""What is kept of a window that has grown too long: more turns than `max_history` in config.yml."""

LONGEST_WINDOW = 2 * WINDOW_EVENTS
"""A longer window is shortened: every few turns, so that most turns pay nothing for it."""


def turns(events: Iterable[Event]) -> Iterator[list[Event]]:
    """Cut events after each point at which the guide listens."""
    turn: list[Event] = []
    for event in events:
        turn.append(event)
        if isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME:
            yield turn
            turn = []
    if turn:
        yield turn


def opens_session(events: Iterable[Event]) -> bool:
    """Whether a session begins among these events."""
    return any(isinstance(event, SessionStarted) for event in events)


def only_opens_session(events: list[Event]) -> bool:
    """Whether a session begins among these events and nobody says anything in it yet."""
    return opens_session(events) and not any(isinstance(e, UserUttered) for e in events)


def current_session(events: list[Event]) -> list[Event]:
    """The events since the last session began, its beginning included; all if none ever did."""
    for index in range(len(events) - 1, -1, -1):
        if isinstance(events[index], SessionStarted):
            return events[index:]
    return events


def carry(sender_id: str, before: list[Event], slots: Any) -> list[Event]:
    """Events that bring a fresh tracker into the state that `before` leads to.

    `before` ends where the guide listens. `slots` are the domain's, or None if they are unknown.
    """
    state = DialogueStateTracker.from_events(sender_id, before, slots)
    events: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    events += _loop(state)
    events += [SlotSet(name, slot.value) for name, slot in state.slots.items() if slot.has_been_set]
    if state.is_paused():
        events.append(ConversationPaused())
    events.append(ActionExecuted(ACTION_LISTEN_NAME))
    for event in events:
        event.timestamp = before[-1].timestamp
    return events


def _loop(state: DialogueStateTracker) -> Iterator[Event]:
    loop = state.active_loop
    if loop is None or loop.name is None:
        return
    trigger = loop.trigger_message
    if trigger:
        yield UserUttered(
            trigger.get("text"), trigger.get("intent"), trigger.get("entities"), trigger
        )
    yield ActionExecuted(loop.name)
    yield ActiveLoop(loop.name)
    if loop.rejected:
        yield ActionExecutionRejected(loop.name)
    if loop.is_interrupted:
        yield LoopInterrupted(True)
