"""The time of a turn, beside stock Rasa: `make bench-turns`."""
