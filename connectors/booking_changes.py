"""The word that a booking has changed, from whoever changes one to the gateways.

Best effort: without it the gateways notice when they read the bookings of their rooms again.
"""

from __future__ import annotations

from connectors.bus import Bus

TOPIC = "bookings"


async def tell_change(bus: Bus, booking_id: str) -> None:
    """Have every gateway look at the booking at once."""
    await bus.publish(TOPIC, "changed", {"booking_id": booking_id})
