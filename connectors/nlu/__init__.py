"""Rasa graph components that understand what is typed, named in `config.yml`."""
