"""The support desk at one moment: who waits in which place, who has whom."""

from __future__ import annotations

from dataclasses import dataclass, field

from connectors.domain.conversation import Conversation
from connectors.domain.wire import Wire


@dataclass
class Overview:
    """The desk at one moment."""

    waiting: list[Conversation] = field(default_factory=list)
    assigned: list[Conversation] = field(default_factory=list)
    agents: int = 0
    handling_seconds: float = 0
    """What one conversation takes an agent."""

    def to_wire(self) -> Wire:
        """The `queue` event of `/agent`."""
        return {
            "waiting": [
                one.to_wire() | {"position": place} for place, one in enumerate(self.waiting, 1)
            ],
            "assigned": [one.to_wire() for one in self.assigned],
        }

    def eta_seconds(self, position: int) -> int | None:
        """How long the wait may be; None when no agent is there."""
        return round(self.handling_seconds * position / self.agents) if self.agents else None
