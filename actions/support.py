"""Handing the conversation to a human."""

from __future__ import annotations

from rasa_sdk.executor import CollectingDispatcher

from actions.skill import Events, Skill
from actions.turn import Turn
from connectors.domain.conversation import Priority

_URGENT = ("complaint", "payment_problem")
_REASONS = (*_URGENT, "ask_refund")
_DEFAULT = "human_handoff"


class ActionHandOff(Skill):
    """Puts the conversation into the queue of the human desk; the reason is the intent."""

    action = "action_hand_off"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> Events:
        """Tell the gateway by an activity; complaints and payment problems go first."""
        reason = turn.intent if turn.intent in _REASONS else _DEFAULT
        priority = Priority.HIGH if reason in _URGENT else Priority.NORMAL
        response = f"utter_hand_off_{reason}" if reason in _URGENT else "utter_hand_off"
        dispatcher.utter_message(
            response=response,
            type="activity",
            payload={"activity": "handoff", "reason": reason, "priority": priority.value},
        )
        return []
