"""Short texts in every language, from YAML that a designer edits: `name: {en: …, hi: …}`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from string import Formatter
from typing import Self

import yaml
from pydantic import TypeAdapter, ValidationError

from connectors.errors import ConfigError
from connectors.language import DEFAULT

Spoken = Mapping[str, str]
"""One text by language code."""

_FILE = TypeAdapter(dict[str, dict[str, str]])


class Texts:
    """The texts of one file by name."""

    def __init__(self, texts: Mapping[str, Spoken]) -> None:
        self._texts = texts

    @classmethod
    def read(cls, path: Path, needed: Mapping[str, frozenset[str]]) -> Self:
        """Read the file; `needed` maps each text's name to the words that may stand in braces.

        Raises ConfigError for a file that cannot be read, a text that is missing, or braces
        around anything else.
        """
        texts = read_texts(path)
        for name, words in needed.items():
            if DEFAULT not in texts.get(name, {}):
                raise ConfigError(f"{path}: {name} is missing in the language {DEFAULT}.")
            for language, text in texts[name].items():
                if not _placeholders(text) <= words:
                    raise ConfigError(f"{path}: {name} in {language} has braces with no meaning.")
        return cls(texts)

    def say(self, name: str, language: str, **words: object) -> str:
        """The text in the language, or in English where it is not translated."""
        spoken = self._texts[name]
        return spoken.get(language, spoken[DEFAULT]).format(**words)


def read_texts(path: Path) -> dict[str, dict[str, str]]:
    """What a file holds; raises ConfigError that names what is wrong with it."""
    try:
        return _FILE.validate_python(yaml.safe_load(path.read_text("utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ConfigError(f"{path} cannot be used: {error}") from None


def _placeholders(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:  # a single brace
        return {""}
