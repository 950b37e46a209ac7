"""Rasa's agent, stricter where a turn could be lost: it is stored and answered, or it fails."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from aiohttp import ClientConnectorError
from rasa.core.actions.action import Action, ActionExecutionRejection, ActionSessionStart
from rasa.core.agent import Agent
from rasa.core.brokers.broker import EventBroker
from rasa.core.channels.channel import OutputChannel
from rasa.core.lock_store import LockStore
from rasa.core.nlg import NaturalLanguageGenerator, TemplatedNaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import InMemoryTrackerStore, TrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from connectors.errors import AppError, ConfigError, Unavailable


class ActionFailed(AppError):
    """An action raised an error, or the action server died while it ran."""

    code = "turn_failed"


class GuideAgent(Agent):
    """An agent that never keeps a conversation in memory when the tracker store fails."""

    def load_model(self, model_path: str | Path, fingerprint: str | None = None) -> None:
        """Open a model, as Agent does, with our processor."""
        self.processor = GuideProcessor(
            model_path=model_path,
            tracker_store=self.tracker_store,
            lock_store=self.lock_store,
            action_endpoint=self.action_endpoint,
            generator=self.nlg,
            http_interpreter=self.http_interpreter,
            on_circuit_break=_listen_again,
        )
        self.domain = self.processor.domain
        self._set_fingerprint(fingerprint)
        self.tracker_store.domain = self.domain
        if isinstance(self.nlg, TemplatedNaturalLanguageGenerator):
            self.nlg.responses = self.domain.responses

    @staticmethod
    def _create_tracker_store(store: TrackerStore, domain: Domain) -> TrackerStore:
        # Agent's falls back to memory: a turn would be answered and forgotten.
        store.domain = domain
        return store


class GuideProcessor(MessageProcessor):
    """A processor that fails a turn whose action failed, so that it may be run again."""

    async def _run_action(
        self,
        action: Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        prediction: PolicyPrediction,
    ) -> bool:
        watched = _Watched(action)
        predict_more = await super()._run_action(watched, tracker, output_channel, nlg, prediction)
        if watched.error and isinstance(watched.error.__context__, ClientConnectorError):
            # It has not run: this is no fault of the turn, and waiting will help.
            raise Unavailable("The action server is away.", code="not_ready") from watched.error
        if watched.error:
            raise ActionFailed(f"{action.name()} failed.") from watched.error
        return bool(predict_more)

    def _get_action(self, action_name: str) -> Action | None:
        action = super()._get_action(action_name)
        if action_name == ACTION_SESSION_START_NAME and type(action) is ActionSessionStart:
            return SessionStart()
        return action


class SessionStart(ActionSessionStart):
    """Carries each slot over once; Rasa's copies every change of every slot, again and again."""

    @staticmethod
    def _slot_set_events_from_tracker(tracker: DialogueStateTracker) -> list[SlotSet]:
        changes = ActionSessionStart._slot_set_events_from_tracker(tracker)
        return list({change.key: change for change in changes}.values())


class _Watched(Action):
    """An action whose error is remembered: Rasa logs it and goes on."""

    def __init__(self, action: Action) -> None:
        self._action = action
        self.error: Exception | None = None

    def name(self) -> str:
        return str(self._action.name())

    async def run(self, *args: Any, **kwargs: Any) -> list[Event]:
        try:
            events: list[Event] = await self._action.run(*args, **kwargs)
        except ActionExecutionRejection:
            raise
        except Exception as error:
            self.error = error
            raise
        return events

    def event_for_successful_execution(self, prediction: PolicyPrediction) -> ActionExecuted:
        return self._action.event_for_successful_execution(prediction)


def _listen_again(tracker: DialogueStateTracker, *_: Any) -> None:
    """End a turn that Rasa broke off after too many actions, or the next message is not heard."""
    tracker.update(ActionExecuted(ACTION_LISTEN_NAME))


async def build_agent(endpoints: AvailableEndpoints) -> GuideAgent:
    """An agent without a model, on what endpoints.yml names; raises ConfigError if it cannot."""
    broker = await EventBroker.create(endpoints.event_broker)
    tracker_store = TrackerStore.create(endpoints.tracker_store, event_broker=broker)
    if endpoints.tracker_store and isinstance(tracker_store, InMemoryTrackerStore):
        raise ConfigError(f"endpoints.yml: {endpoints.tracker_store.type} cannot be imported.")
    return GuideAgent(
        generator=endpoints.nlg,
        tracker_store=tracker_store,
        lock_store=LockStore.create(endpoints.lock_store),
        action_endpoint=endpoints.action,
    )
