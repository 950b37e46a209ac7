"""The entity `time`: the words of a message that tell when, as they were typed."""

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from connectors.domain.when import find_spans
from connectors.nlu.entities import Extractor, Span


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class TimeExtractor(Extractor):
    """Finds "next Friday morning"; which moment that is depends on when an action reads it."""

    @classmethod
    def create(cls, config: dict[str, Any], *_: Any, **__: Any) -> "TimeExtractor":
        """Build the extractor; it has nothing to load."""
        return cls()

    def find(self, text: str) -> list[Span]:
        """One entity that reaches from the first to the last word about time."""
        spans = find_spans(text)
        if not spans:
            return []
        start, end = spans[0][0], spans[-1][1]
        return [Span("time", text[start:end], start, end)]
