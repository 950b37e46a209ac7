"""Brings the language of the conversation, known to the gateway, into the tracker.

A turn's `metadata.language` becomes the entity `conversation_language`, from which the slot
`language` is filled; the responses choose their variation by it.
"""

import json
from typing import Any

from rasa.engine.graph import GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

ENTITY = "conversation_language"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ConversationLanguage(GraphComponent):
    """Adds the language of the conversation to each message that comes with one."""

    @classmethod
    def create(cls, config: dict[str, Any], *_: Any, **__: Any) -> "ConversationLanguage":
        """Build the component; it has nothing to load."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entity; nothing without `metadata.language` (a test, `rasa shell`)."""
        for message in messages:
            language = (message.get("metadata") or {}).get("language")
            if language:
                self._add(message, language)
        return messages

    def _add(self, message: Message, language: str) -> None:
        text = message.get(TEXT) or ""
        if text.startswith(INTENT_MESSAGE_PREFIX):
            # Rasa reads the entities of "/intent{...}" from the text alone.
            message.set(TEXT, _with_entity(text, language))
            return
        entity = {"entity": ENTITY, "value": language, "extractor": type(self).__name__}
        entities = [*(message.get(ENTITIES) or []), entity]
        message.set(ENTITIES, entities, add_to_output=True)


def _with_entity(payload: str, language: str) -> str:
    intent, brace, entities = payload.partition("{")
    try:
        values = json.loads(brace + entities) if brace else {}
    except json.JSONDecodeError:
        return payload  # not a payload but a text that begins with a slash
    return intent.rstrip() + json.dumps({**values, ENTITY: language}, ensure_ascii=False)
