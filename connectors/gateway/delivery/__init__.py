"""Delivery: every participant gets everything once, in order, on every gateway."""
