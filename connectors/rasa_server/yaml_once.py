"""Parse each YAML file once: Rasa parses what designers wrote four times, and parsing is slow."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from functools import cache
from typing import Any

from rasa.shared.utils import io

_parse = io.read_yaml


def read_yaml_once() -> None:
    """Let Rasa remember what it has parsed, by content; each reader gets a copy of its own."""
    io.read_yaml = _read_yaml


def _read_yaml(content: str, reader_type: str | Sequence[str] = "safe") -> Any:
    reader = reader_type if isinstance(reader_type, str) else tuple(reader_type)
    return copy.deepcopy(_parsed(content, reader))


@cache
def _parsed(content: str, reader: str | tuple[str, ...]) -> Any:
    return _parse(content, reader if isinstance(reader, str) else list(reader))
