"""Measurements beside peers, each one command."""
