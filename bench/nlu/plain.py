"""The candidate that shows what the skeleton is worth: the same classifier on words as typed."""

from typing import Any
from unittest.mock import patch

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from connectors.language import normalize
from connectors.nlu.intent_classifier import TfidfIntentClassifier


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class PlainIntentClassifier(TfidfIntentClassifier):
    """Sees a normalised text with its entities in place, in the script it is typed in."""

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the model to the texts as they are typed."""
        with _as_typed():
            return super().train(training_data)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent and the ranking of each message."""
        with _as_typed():
            return super().process(messages)


def _as_typed() -> Any:
    return patch(
        "connectors.nlu.intent_classifier._view",
        lambda message: normalize(message.get(TEXT) or ""),
    )
