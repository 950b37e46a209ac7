"""An order of the shop."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from connectors.domain.catalog import OrderStatus
from connectors.domain.wire import Wire

_NUMBER = re.compile(r"\bOD[- ]?([0-9A-Z]{4,12})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order; `items` maps product ids to counts."""

    id: str
    customer: str
    items: dict[str, int]
    status: OrderStatus
    placed_at: datetime
    expected_at: datetime | None
    total: int
    currency: str
    tracking_url: str = ""

    def to_wire(self) -> Wire:
        """JSON values; times are ISO 8601 with their offset."""
        return {
            "id": self.id,
            "items": self.items,
            "status": self.status,
            "placed_at": self.placed_at.isoformat(),
            "expected_at": self.expected_at.isoformat() if self.expected_at else None,
            "total": self.total,
            "currency": self.currency,
            "tracking_url": self.tracking_url,
        }


def find_order_number(text: str) -> str | None:
    """The first order number written in a text, in its one spelling: `OD-5001`."""
    match = _NUMBER.search(text)
    return f"OD-{match[1].upper()}" if match else None
