"""The one action of the tiny project: does what the text of the message asks for."""

import asyncio
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher


class ActionEcho(Action):
    """Says who spoke and how many events it was given; `fail` and `slow` do what they say."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_echo"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter one message with type, payload and id of its own."""
        message = tracker.latest_message
        if "fail" in message["text"]:
            raise RuntimeError("told to fail")
        if "slow" in message["text"]:
            await asyncio.sleep(1.5)
        user = message["metadata"]["user"]
        dispatcher.utter_message(
            text=f"{user['id']} said {message['text']}",
            type="cards",
            payload={"events": len(tracker.events), "domain": bool(domain)},
            id=f"{message['message_id']}.answer",
        )
        return []
