"""The guide's dialogue server: Rasa, started lean. `python -m connectors.rasa_server`."""
