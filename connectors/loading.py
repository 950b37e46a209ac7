"""Loading of what a process keeps for good: modules and what is built of them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Look for no garbage in what is loaded here, neither now nor ever after.

    Saves a fifth of the time of an import, and keeps later collections short.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
