"""The form in which things leave the process."""

from __future__ import annotations

from typing import Any

Wire = dict[str, Any]
"""JSON values by name, as docs/protocol.md has them."""
