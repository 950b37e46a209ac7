"""Words of any script, whole: vowel signs, nukta, virama and joiners stay inside their word."""

from typing import Any

import regex
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

# A word is letters with their marks; a number may hold separators ("10:30", "ORD-1001", "5,000").
_LETTER = r"\p{L}\p{M}\p{N}\u200c\u200d"
_WORD = regex.compile(rf"[{_LETTER}]+(?:['’_:./,-][{_LETTER}]+)*")


def words(text: str) -> list[tuple[str, int]]:
    """Return each word of `text` with the offset it begins at."""
    return [(match[0], match.start()) for match in _WORD.finditer(text)]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class WordTokenizer(Tokenizer):
    """Splits Latin, Devanagari and Persian text into whole words."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return what Rasa's base class expects; there is nothing to choose."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    @classmethod
    def create(cls, config: dict[str, Any], *_: Any, **__: Any) -> "WordTokenizer":
        """Build the tokenizer; it has nothing to load."""
        return cls(config)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Return the words of the attribute, or its whole text when it has none (an emoji)."""
        text = message.get(attribute)
        return [Token(word, start) for word, start in words(text)] or [Token(text, 0)]
