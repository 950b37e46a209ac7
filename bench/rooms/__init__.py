"""Rooms under load, beside three peers: `make bench-rooms`."""
