"""Log lines of one event each: `time level name key=value …`. Never a text, a token or a secret."""

from __future__ import annotations

import logging
import sys

_QUIET = {
    # Clients could fill the log: what matters of their noise we log ourselves.
    logging.ERROR: ("engineio.server", "socketio.server"),
    logging.WARNING: ("httpx", "httpcore", "pymongo", "uvicorn.error"),
}


def set_up_logs(level: str) -> None:
    """Send everything from `level` up to stderr; libraries speak when something is wrong."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for least, names in _QUIET.items():
        for name in names:
            logging.getLogger(name).setLevel(least)
