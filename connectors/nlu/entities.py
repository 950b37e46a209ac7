"""What the entity extractors share: each finds entities in a text and adds them to the message.

They are registered as featurizers: only those does Rasa run over the training examples, too, and
the intent classifier has to see the same entities in training as later.
"""

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rasa.engine.graph import GraphComponent
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData


@dataclass(frozen=True, slots=True)
class Span:
    """An entity found in a text, from offset `start` up to `end`."""

    entity: str
    value: str
    start: int
    end: int


class Extractor(GraphComponent):
    """Adds the entities that `find` finds, to training examples and messages alike."""

    @abstractmethod
    def find(self, text: str) -> list[Span]:
        """The entities of a text."""

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Find the entities of the examples: the intent classifier learns with them."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities found in each message."""
        for message in messages:
            _add(message, self.find(message.get(TEXT) or ""), type(self).__name__)
        return messages


def _add(message: Message, spans: Iterable[Span], extractor: str) -> None:
    """Add the spans that overlap no entity the message already has."""
    entities: list[dict[str, Any]] = list(message.get(ENTITIES) or [])
    taken = [(entity["start"], entity["end"]) for entity in entities if "start" in entity]
    for span in spans:
        if all(span.end <= start or end <= span.start for start, end in taken):
            entities.append(
                {
                    "entity": span.entity,
                    "value": span.value,
                    "start": span.start,
                    "end": span.end,
                    "extractor": extractor,
                }
            )
    message.set(ENTITIES, entities, add_to_output=True)
