"""Everything for one machine: `python -m connectors.stack run`."""
