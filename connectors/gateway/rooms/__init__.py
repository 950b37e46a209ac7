"""The live rooms of bookings."""
