"""Finding texts by words, whatever script and spelling they are written in."""

from __future__ import annotations

from functools import lru_cache

from connectors.language.normalize import normalize
from connectors.language.skeleton import skeleton

_SHORTEST_BEGINNING = 3


class Query:
    """The words that are looked for: a text fits when it has all of them, in any order.

    A word is there as it is typed, also inside a longer one, or as it sounds: "pooja" finds "पूजा".
    """

    def __init__(self, text: str) -> None:
        self._words = [(word, _sound(word)) for word in normalize(text).split()]

    def fits(self, text: str) -> bool:
        """Whether every word is in the text."""
        normal = normalize(text)
        missing = [sound for word, sound in self._words if word not in normal]
        if not missing:
            return True
        sounds = {_sound(word) for word in normal.split()}
        return all(sound and _is_among(sound, sounds) for sound in missing)


def _is_among(sound: str, sounds: set[str]) -> bool:
    # Short keys begin too many words.
    if sound in sounds or len(sound) < _SHORTEST_BEGINNING:
        return sound in sounds
    return any(other.startswith(sound) for other in sounds)


@lru_cache(maxsize=20_000)
def _sound(word: str) -> str:
    return skeleton(word)
