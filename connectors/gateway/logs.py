"""Log lines of one event each: `time level name key=value …`. Never a text, a token or a secret."""

from __future__ import annotations

import logging
import sys

_QUIET = ("httpx", "httpcore", "engineio.server", "socketio.server", "pymongo", "uvicorn.access")


def set_up_logs(level: str) -> None:
    """Send everything from `level` up to stderr; libraries speak from WARNING up."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
