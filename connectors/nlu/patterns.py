"""Entities by regular expression, such as the number of an order; patterns are in `config.yml`."""

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from connectors.language import normalize
from connectors.nlu.entities import Span, add_entities


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class PatternExtractor(GraphComponent):
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
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "PatternExtractor":
        """Build the extractor. Raises InvalidConfigException for a broken pattern."""
        return cls(config["patterns"])

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Find the entities of the examples: the intent classifier learns with them."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add what the patterns find in each message."""
        for message in messages:
            add_entities(message, self._find(message.get(TEXT) or ""), type(self).__name__)
        return messages

    def _find(self, text: str) -> list[Span]:
        return [
            Span(entity, normalize("-".join(match.groups())).upper(), *match.span())
            for entity, pattern in self._patterns.items()
            for match in pattern.finditer(text)
        ]
