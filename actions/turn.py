"""One turn as an action sees it: who speaks, what was said, what is known."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from rasa_sdk import Tracker

from actions.services import services
from connectors.domain.identity import Identity, Role


class Turn:
    """Reads a tracker. Who speaks comes from the channel, never from text or slots."""

    def __init__(self, tracker: Tracker) -> None:
        self.tracker = tracker
        self._message: dict[str, Any] = tracker.latest_message or {}
        self._metadata: dict[str, Any] = self._message.get("metadata") or {}

    @cached_property
    def speaker(self) -> Identity:
        """The person; a guest where the channel names nobody, as in `rasa shell`."""
        user = self._metadata.get("user")
        if not user:
            return Identity(f"guest-{self.tracker.sender_id}", Role.GUEST)
        return Identity(user["id"], Role(user["role"]), user.get("name", ""))

    @cached_property
    def now(self) -> datetime:
        """The moment of the turn."""
        return datetime.now(UTC)

    @cached_property
    def timezone(self) -> ZoneInfo:
        """The platform's time zone."""
        return services().settings.tz

    @property
    def text(self) -> str:
        """What was typed; empty when a button was pressed."""
        text = self._message.get("text") or ""
        return "" if text.startswith("/") else text

    @property
    def intent(self) -> str:
        """What it was taken for."""
        return (self._message.get("intent") or {}).get("name") or ""

    @property
    def message_id(self) -> str:
        """The id of the message that started the turn: the same when the turn runs again."""
        return self._message.get("message_id") or ""

    @property
    def language(self) -> str:
        """The language of the conversation."""
        return self.slot("language") or self._metadata.get("language") or "en"

    def entity(self, *kinds: str) -> str | None:
        """The last entity of these kinds in this message."""
        values = [found["value"] for found in self._entities(*kinds) if found["value"]]
        return str(values[-1]) if values else None

    def is_little_but(self, *kinds: str) -> bool:
        """Whether an entity of these kinds is nearly all that was typed."""
        lengths = [found.get("end", 0) - found.get("start", 0) for found in self._entities(*kinds)]
        return 4 * max(lengths, default=0) > 3 * len(self.text) > 0

    def _entities(self, *kinds: str) -> list[dict[str, Any]]:
        entities: list[dict[str, Any]] = self._message.get("entities") or []
        return [entity for entity in entities if entity["entity"] in kinds]

    def slot(self, name: str) -> Any:
        """What is known from before, or None."""
        return self.tracker.slots.get(name)
