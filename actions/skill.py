"""What all actions share: their name, their turn, and what is said when the database is away."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from typing import Any, ClassVar

from pymongo.errors import PyMongoError
from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import Turn
from connectors.errors import Unavailable

Events = list[dict[str, Any]]
Domain = dict[str, Any]
Slots = dict[str, Any]
Typed = dict[str, tuple[str, ...]]

_ANSWERS = ("inform", "book_puja")
_UNCLEAR = ("nlu_fallback", "out_of_scope")
_SHORT = 5  # words
_KINDS = ("puja", "time", "place", "city", "language", "pandit", "booking_number")
_PATIENCE = 2
"""Answers not understood in a row, after which a way out is offered."""

log = logging.getLogger(__name__)


class Skill(Action, ABC):
    """An action; it speaks through the dispatcher and returns events."""

    action: ClassVar[str]
    """Its name in domain.yml."""

    def name(self) -> str:
        """Its name in domain.yml."""
        return self.action

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> Events:
        """Act; when the database does not answer, say so and offer a human."""
        try:
            return await self.act(Turn(tracker), dispatcher)
        except (PyMongoError, Unavailable) as error:
            log.error("action.unavailable name=%s error=%s", self.action, type(error).__name__)
            dispatcher.utter_message(response="utter_unavailable")
            return []

    @abstractmethod
    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> Events:
        """What the action does."""


class FormSkill(FormValidationAction, ABC):
    """The validation of a form.

    Values come from the slot mappings in domain.yml; `extract` adds the plain text of an answer in
    which they found nothing, so that `validate_<slot>` can say what is wrong with it.
    """

    typed: ClassVar[Typed] = {}
    """Slots whose answer may be in plain text, and the kinds of entity that are one."""

    @property
    @abstractmethod
    def action(self) -> str:
        """Its name in domain.yml. Abstract, as rasa-sdk builds every class that is not."""

    @property
    @abstractmethod
    def slots(self) -> tuple[str, ...]:
        """The form's required slots, in the order of domain.yml."""

    def domain_slots(self, domain: Domain) -> list[str]:
        """The form's slots; the domain is not sent with each call."""
        return list(self.slots)

    def name(self) -> str:
        """Its name in domain.yml."""
        return self.action

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> Events:
        """Validate; when the database does not answer, say so and keep nothing unchecked."""
        unchecked = set(tracker.slots_to_validate()) & set(self.domain_slots(domain))
        try:
            events: Events = await super().run(dispatcher, tracker, domain)
        except (PyMongoError, Unavailable) as error:
            log.error("action.unavailable name=%s error=%s", self.action, type(error).__name__)
            dispatcher.utter_message(response="utter_unavailable")
            return forget(*sorted(unchecked))
        return events

    async def get_extraction_events(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> Events:
        """The slots that `extract` fills, instead of a method `extract_<slot>` for each."""
        asked = await self.required_slots(self.domain_slots(domain), dispatcher, tracker, domain)
        extracted: Slots = {}
        for slot in asked:
            extracted |= await self.extract(slot, tracker)
        return [SlotSet(slot, value) for slot, value in extracted.items()]

    async def extract(self, slot: str, tracker: Tracker) -> Slots:
        """What this message says about the slot, where the mappings took nothing from it."""
        return typed_answer(tracker, slot, *self.typed[slot]) if slot in self.typed else {}


def forget(*slots: str) -> Events:
    """Events that empty these slots."""
    return [SlotSet(slot, None) for slot in slots]


def typed_answer(tracker: Tracker, slot: str, *kinds: str) -> Slots:
    """What was typed for `slot`, where the mappings took nothing from the message.

    That is an entity of these kinds, where no intent fits or where it is all that was typed in
    answer to the question ("Ravi" is no search for pandits then); else the text itself, unless
    it is a question, something long that no intent fits, or about another slot.
    """
    turn = Turn(tracker)
    if slot in tracker.slots_to_validate():
        return {}
    is_asked = turn.slot("requested_slot") == slot
    is_short = len(turn.text.split()) <= _SHORT and not turn.text.rstrip().endswith(("?", "؟"))
    is_unclear = turn.intent in _UNCLEAR and is_short
    entity = turn.entity(*kinds)
    if entity and (is_unclear or (is_asked and turn.is_little_but(*kinds))):
        return {slot: entity}
    is_answer = is_asked and (turn.intent in _ANSWERS or is_unclear)
    return {slot: turn.text} if is_answer and turn.text and not turn.entity(*_KINDS) else {}


def accepted(slot: str, value: Any, **others: Any) -> Slots:
    """A good answer: kept, and the count of misunderstandings begins anew."""
    return {slot: value, "form_attempts": None, **others}


def refused(slot: str, tracker: Tracker, dispatcher: CollectingDispatcher, **others: Any) -> Slots:
    """An answer that cannot be used: the question comes again, and after some tries a way out."""
    attempts = int(tracker.slots.get("form_attempts") or 0) + 1
    if attempts >= _PATIENCE:
        dispatcher.utter_message(response="utter_form_way_out")
    return {slot: None, "form_attempts": attempts, **others}
