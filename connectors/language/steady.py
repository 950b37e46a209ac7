"""When a conversation goes on in another language."""

from __future__ import annotations

from connectors.language.detect import FOLDERS, LATIN, Detection

ENOUGH = 1.5
"""Lead in words that changes the language: two words that hardly stand in another language."""
ENOUGH_AGAINST_A_CHOICE = 3.0
"""The same where the language was chosen by hand."""


def next_language(current: str, seen: Detection | None, *, chosen: bool) -> str:
    """What to go on in after a text was seen; `chosen`: a person has set `current` by hand.

    Who writes another script than that of the language means it, be it a single word. Latin
    letters are typed by everybody, and in them words are borrowed: there the words count.
    """
    if seen is None:
        return current
    if seen.script != LATIN and current not in FOLDERS[seen.script]:
        return seen.language
    enough = ENOUGH_AGAINST_A_CHOICE if chosen else ENOUGH
    return seen.language if seen.lead >= enough else current
