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


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class TimeExtractor(GraphComponent):
    """Finds "next Friday morning"; which moment that is depends on when an action reads it."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "TimeExtractor":
        """Build the extractor; it has nothing to load."""
        return cls()

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
                span = Span("time", text[start:end], start, end)
                add_entities(message, [span], type(self).__name__)
        return messages
