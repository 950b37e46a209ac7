"""Replies that agents start from, one YAML file for the whole desk."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from connectors.errors import ConfigError
from connectors.language import DEFAULT

Text = Annotated[str, Field(min_length=1, max_length=4000)]


class _Reply(BaseModel):
    model_config = ConfigDict(extra="forbid")

    shortcut: str = Field(pattern=r"^[a-z0-9_-]{1,30}$")
    title: str = Field(min_length=1, max_length=100)
    text: dict[str, Text]

    @field_validator("text")
    @classmethod
    def _has_a_default(cls, text: dict[str, str]) -> dict[str, str]:
        if DEFAULT not in text:
            raise ValueError(f"is missing in the language {DEFAULT}")
        return text


@lru_cache
def canned_replies(path: Path) -> list[dict[str, Any]]:
    """`[{shortcut, title, text: {language: text}}]`, each at least in English.

    Raises ConfigError that names what is wrong in the file.
    """
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
        return [_Reply.model_validate(entry).model_dump() for entry in entries]
    except (OSError, yaml.YAMLError, ValidationError, TypeError) as error:
        raise ConfigError(f"{path} cannot be used: {error}") from None
