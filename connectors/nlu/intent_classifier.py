"""Which intent a message has: TF-IDF of words and letters, and a logistic regression on them."""

from typing import Any

import numpy as np
from rasa.engine.graph import GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from connectors.nlu.intent_model import IntentModel, view


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TfidfIntentClassifier(IntentClassifier, GraphComponent):
    """Ranks the intents of a message with calibrated confidence.

    Entities found before it are seen as their type, so a puja that is new in the catalog is
    understood in every sentence a known one is understood in.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`C`: how closely to follow the examples; `ranking_length`: intents to report."""
        return {"C": 10.0, "ranking_length": 5}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: IntentModel | None = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, **_: Any
    ) -> "TfidfIntentClassifier":
        """Build the classifier before training."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the model to the examples of all intents and keep it."""
        # Only here: importing it imports scikit-learn.
        from connectors.nlu.intent_fitting import fit

        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        views, intents = [_view(e) for e in examples], [e.get(INTENT) for e in examples]
        self._model = fit(views, intents, self._config["C"]).model()
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        **_: Any,
    ) -> "TfidfIntentClassifier":
        """Build the classifier from the trained model."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, IntentModel.load(folder))

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent and the ranking of each message."""
        for message in messages:
            ranking = self._ranking(_view(message))
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def _ranking(self, example: str) -> list[dict[str, Any]]:
        assert self._model is not None  # trained or loaded
        confidences = self._model.confidences(example)
        best = np.argsort(-confidences)[: self._config["ranking_length"]]
        return [{"name": self._model.intents[i], "confidence": float(confidences[i])} for i in best]


def _view(message: Message) -> str:
    return view(message.get(TEXT) or "", message.get(ENTITIES) or [])
