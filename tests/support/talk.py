"""Calls custom actions with the JSON Rasa sends, and reads what they answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rasa_sdk.executor import ActionExecutor

from connectors.domain.ids import new_id
from connectors.stores.database import Database

ROOT = Path(__file__).parents[2]

ASHA = {"id": "asha", "role": "customer", "name": "Asha Verma"}
RAVI = {"id": "ravi", "role": "pandit", "name": "Pandit Ravi Shastri"}
MEERA = {"id": "meera", "role": "agent", "name": "Meera"}
STRANGER = {"id": "stranger", "role": "customer", "name": "Somebody Else"}
GUEST = {"id": "guest-7", "role": "guest", "name": ""}


@cache
def domain() -> dict[str, Any]:
    """The designers' domain.yml."""
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))
    return loaded


@cache
def executor() -> ActionExecutor:
    """The action server's own registry of all actions."""
    made = ActionExecutor()
    made.register_package("actions")
    return made


@dataclass(frozen=True)
class Answer:
    """What an action returned."""

    messages: list[dict[str, Any]]
    events: list[dict[str, Any]]

    @property
    def responses(self) -> list[str]:
        """The names of the responses it spoke."""
        return [message["response"] for message in self.messages]

    @property
    def slots(self) -> dict[str, Any]:
        """The slots it set."""
        return {event["name"]: event["value"] for event in self.events if event["event"] == "slot"}

    @property
    def text(self) -> str:
        """All it said, in English; fails if a response is missing or not filled in."""
        return "\n".join(spoken(message) for message in self.messages)

    @property
    def buttons(self) -> list[dict[str, str]]:
        """The buttons the action added."""
        return [button for message in self.messages for button in message["buttons"]]


def spoken(message: dict[str, Any]) -> str:
    """The default variation of a response with its braces filled, as Rasa does it."""
    variation = domain()["responses"][message["response"]][-1]
    assert "condition" not in variation, f"{message['response']} has no default"
    parts = [variation["text"], *(str(button) for button in variation.get("buttons", []))]
    text, *_ = (
        re.sub(r"\{([a-z_]+)\}", lambda match: str(message[match[1]]), part) for part in parts
    )
    return text


class Talk:
    """One conversation; each call is one action of one turn."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def run(
        self,
        action: str,
        text: str = "",
        *,
        intent: str = "inform",
        entities: dict[str, str] | None = None,
        slots: dict[str, Any] | None = None,
        user: dict[str, str] | None = ASHA,
        message_id: str | None = None,
        found: dict[str, Any] | None = None,
    ) -> Answer:
        """Run an action. `found` are slots that the mappings filled from this message."""
        found = found or {}
        spans = {value: text.lower().find(value.lower()) for value in (entities or {}).values()}
        message = {
            "text": text,
            "intent": {"name": intent},
            "entities": [
                {
                    "entity": name,
                    "value": value,
                    "start": max(spans[value], 0),
                    "end": spans[value] + len(value) if spans[value] >= 0 else 0,
                }
                for name, value in (entities or {}).items()
            ],
            "message_id": message_id or new_id(),
            "metadata": {"user": user, "language": "en"} if user else {},
        }
        events = [
            {"event": "user", "text": text, "parse_data": message},
            {"event": "action", "name": action.removeprefix("validate_")},
            *({"event": "slot", "name": name, "value": value} for name, value in found.items()),
        ]
        done = await executor().run(
            {
                "next_action": action,
                "sender_id": "conversation",
                "tracker": {
                    "sender_id": "conversation",
                    "slots": {**(slots or {}), **found},
                    "latest_message": message,
                    "events": events,
                    "paused": False,
                    "followup_action": None,
                    "active_loop": {},
                    "latest_action_name": "action_listen",
                },
                "domain": {},  # Rasa sends it only to actions that ask for it
            }
        )
        return Answer(done["responses"], done["events"])
