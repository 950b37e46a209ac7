"""Entities by regular expression, such as the number of an order; patterns are in `config.yml`."""

import re
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.exceptions import InvalidConfigException

from connectors.language import normalize
from connectors.nlu.entities import Extractor, Span


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class PatternExtractor(Extractor):
    """Finds the `patterns` of its configuration; a value is the groups, upper case, with "-"."""

    def __init__(self, patterns: dict[str, str]) -> None:
        self._patterns: dict[str, re.Pattern[str]] = {}
        for entity, pattern in patterns.items():
            try:
                self._patterns[entity] = re.compile(pattern, re.IGNORECASE)
            except re.error as error:
                raise InvalidConfigException(
                    f"The pattern of '{entity}' in config.yml is no regular expression: {error}."
                ) from error

    @classmethod
    def create(cls, config: dict[str, Any], *_: Any, **__: Any) -> "PatternExtractor":
        """Build the extractor. Raises InvalidConfigException for a broken pattern."""
        return cls(config["patterns"])

    def find(self, text: str) -> list[Span]:
        """What the patterns find."""
        return [
            Span(entity, normalize("-".join(match.groups())).upper(), *match.span())
            for entity, pattern in self._patterns.items()
            for match in pattern.finditer(text)
        ]
