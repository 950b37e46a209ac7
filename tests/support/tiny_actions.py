"""The one action of the tiny project: does what the text of the message asks for.

It prints when it begins and when it ends; one process runs all of them, so that what its log says
is in the order in which it happened.
"""

import asyncio
import os
import time
from pathlib import Path
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher


class ActionEcho(Action):
    """Says who spoke and how many events it was given; `fail` and `slow` do what they say.

    With `held` it waits while the file is there that HELD names.
    """

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
        if "held" in message["text"]:
            await asyncio.to_thread(wait_while_held)
        user = message["metadata"]["user"]
        dispatcher.utter_message(
            text=f"{user['id']} said {message['text']}",
            type="cards",
            payload={"events": len(tracker.events), "domain": bool(domain)},
            id=f"{message['message_id']}.answer",
        )
        print(tracker.sender_id, "ended", message["message_id"], flush=True)
        return []


def wait_while_held() -> None:
    """Wait until the file is gone."""
    while Path(os.environ["HELD"]).exists():
        time.sleep(0.02)
