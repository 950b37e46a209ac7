"""What the entity extractors share: the form of an entity and how it is added to a message.

They are registered as featurizers: only those does Rasa run over the training examples, too, and
the intent classifier has to see the same entities in training as later.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.message import Message


@dataclass(frozen=True, slots=True)
class Span:
    """An entity found in a text, from offset `start` up to `end`."""

    entity: str
    value: str
    start: int
    end: int


def add_entities(message: Message, spans: Iterable[Span], extractor: str) -> None:
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
