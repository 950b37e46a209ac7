"""The entity `time`: the words of a message that tell when, as they were typed."""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from connectors.domain.when import find_spans
from connectors.nlu.entities import Span, add_entities


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class TimeExtractor(GraphComponent):
    """Finds "next Friday morning"; which moment that is depends on when an action reads it."""

    def __init__(self, name: str) -> None:
        self._name = name

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "TimeExtractor":
        """Build the extractor; it has nothing to load."""
        return cls(execution_context.node_name)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Find the entities of the examples: the intent classifier learns with them."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add one entity that reaches from the first to the last word about time."""
        for message in messages:
            text = message.get(TEXT) or ""
            spans = find_spans(text)
            if spans:
                start, end = spans[0][0], spans[-1][1]
                add_entities(message, [Span("time", text[start:end], start, end)], self._name)
        return messages
