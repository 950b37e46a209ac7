"""Seconds from the start to the first page and the first answer, beside stock Rasa."""
