"""Custom actions: each reads the turn, calls a service and speaks by a response of domain.yml."""
