"""What the person in front of the terminal reads: short lines, each with the part it is about."""

from __future__ import annotations

import contextlib


def say(part: str, text: str) -> None:
    """Print one line, to whoever still listens: a closed terminal stops nothing."""
    with contextlib.suppress(OSError):
        print(f"{part:<8} {text}", flush=True)
