"""Entities by list: pujas, cities, languages, pandits and products of the catalog, and synonyms.

A synonym of `data/nlu` is named `entity:value` and adds spellings to the catalog's, or a value
the catalog has no row for:

    - synonym: puja:satyanarayan_puja
      examples: |
        - satyanarayan bhagwan ki katha
"""

import json
from collections import Counter
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.training_data import TrainingData

from connectors.language import normalize
from connectors.nlu.entities import Extractor, Span
from connectors.nlu.name_index import Name, NameIndex
from connectors.nlu.names import all_names, catalog_fingerprint
from connectors.nlu.tokenizer import words

_FILE = "gazetteer.json"
_KNOWN_FROM = 2  # a word of so many training sentences is an ordinary word, not a typo


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class GazetteerExtractor(Extractor):
    """Finds the listed names in whatever script and spelling they are typed."""

    def __init__(self, model_storage: ModelStorage, resource: Resource) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._index = NameIndex([], [])

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, **_: Any
    ) -> "GazetteerExtractor":
        """Build the extractor before training: it knows no names yet."""
        return cls(model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Tell Rasa to train again when the catalog has changed."""
        return catalog_fingerprint()

    def train(self, training_data: TrainingData) -> Resource:
        """Take the names, and from the examples the words that are no misspelt names.

        Raises: InvalidConfigException for a synonym without its entity; CatalogError for a
        broken catalog.
        """
        names = all_names(training_data.entity_synonyms)
        known = _known_words(training_data)
        with self._model_storage.write_to(self._resource) as folder:
            content = {"names": [[n.text, n.entity, n.value] for n in names], "known": known}
            (folder / _FILE).write_text(json.dumps(content, ensure_ascii=False), "utf-8")
        self._index = NameIndex(names, known)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        **_: Any,
    ) -> "GazetteerExtractor":
        """Build the extractor with the names of the trained model."""
        extractor = cls(model_storage, resource)
        with model_storage.read_from(resource) as folder:
            content = json.loads((folder / _FILE).read_text("utf-8"))
        extractor._index = NameIndex([Name(*name) for name in content["names"]], content["known"])
        return extractor

    def find(self, text: str) -> list[Span]:
        """The listed names in it."""
        return self._index.find(text)


def _known_words(training_data: TrainingData) -> list[str]:
    counts = Counter(
        word
        for example in training_data.intent_examples
        for word in {normalize(word) for word, _ in words(example.get(TEXT) or "")}
    )
    return sorted(word for word, count in counts.items() if count >= _KNOWN_FROM)
