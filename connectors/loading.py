"""Loading of what a process keeps for good: modules and what is built of them."""

from __future__ import annotations

import gc
import sys
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


@contextmanager
def left_out(*names: str) -> Iterator[None]:
    """What is imported here finds these modules not installed; who needs one imports it later.

    Only for modules that are optional to those who import them.
    """
    absent = [name for name in names if name not in sys.modules]
    for name in absent:
        sys.modules[name] = None  # type: ignore[assignment]  # "The import system": `import` fails
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]
