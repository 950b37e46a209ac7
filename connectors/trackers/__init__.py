"""What the tracker store (connectors/tracker_store.py) is made of, and the way into it."""
