"""Short texts by language, and what is said of a file that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.errors import ConfigError
from connectors.texts import Texts

GOOD = 'assigned: {en: "{agent} is here.", hi: "{agent} यहाँ हैं।"}'
NEEDED = {"assigned": frozenset({"agent"})}


def read(folder: Path, content: str) -> Texts:
    """The texts of a file with this content."""
    path = folder / "texts.yml"
    path.write_text(content, "utf-8")
    return Texts.read(path, NEEDED)


def test_a_text_is_said_in_the_language_or_in_english(tmp_path: Path) -> None:
    """Words in braces are filled in; a name that has braces of its own stays as it is."""
    texts = read(tmp_path, GOOD)
    assert texts.say("assigned", "hi", agent="मीरा") == "मीरा यहाँ हैं।"
    assert texts.say("assigned", "fa", agent="{agent}") == "{agent} is here."


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ('assigned: {hi: "{agent} यहाँ हैं।"}', "assigned is missing in the language en"),
        ("other: {en: Hello}", "assigned is missing"),
        ('assigned: {en: "{agent}", hi: "{name} यहाँ हैं।"}', "assigned in hi has braces"),
        ('assigned: {en: "{agent}", hi: "{agent यहाँ हैं।"}', "assigned in hi has braces"),
        ('assigned: {en: "{} is here"}', "assigned in en has braces"),
        ("assigned: just text", "cannot be used"),
        ("assigned: {en: [", "cannot be used"),
        ("", "cannot be used"),
    ],
)
def test_a_file_that_cannot_be_used(tmp_path: Path, content: str, problem: str) -> None:
    """The error names the file and the text."""
    with pytest.raises(ConfigError) as error:
        read(tmp_path, content)
    assert problem in error.value.message
    assert "texts.yml" in error.value.message


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """It is named, too."""
    with pytest.raises(ConfigError, match=r"nowhere\.yml"):
        Texts.read(tmp_path / "nowhere.yml", NEEDED)
