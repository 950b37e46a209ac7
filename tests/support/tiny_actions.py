"""The one action of the tiny project: does what the text of the message asks for.

It prints when it begins and when it ends; one process runs all of them, so that what its log says
is in the order in which it happened.
"""

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
        print(tracker.sender_id, "began", message["message_id"], flush=True)
        if "fail" in message["text"]:
            raise RuntimeError("told to fail")
        await asyncio.sleep(0.02 + 1.5 * message["text"].count("slow"))
        user = message["metadata"]["user"]
        dispatcher.utter_message(
            text=f"{user['id']} said {message['text']}",
            type="cards",
            payload={"events": len(tracker.events), "domain": bool(domain)},
            id=f"{message['message_id']}.answer",
        )
        print(tracker.sender_id, "ended", message["message_id"], flush=True)
        return []
