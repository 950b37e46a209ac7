"""The support desk: its queue and its agents."""
