"""`rasa shell` goes on in the language that is typed, as the conversations of the gateway do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from connectors.language import DEFAULT, Detector, next_language


def follow_what_is_typed(examples: Path) -> None:
    """Make Rasa's terminal channel tell the language where it changes."""
    from rasa.core.channels.console import CmdlineInput

    detector, current = Detector.read(examples), DEFAULT

    def get_metadata(_: CmdlineInput, request: Any) -> dict[str, str] | None:
        nonlocal current
        text = request.json.get("message") or ""
        seen = None if text.startswith("/") else detector.detect(text)
        language = next_language(current, seen, chosen=False)
        if language == current:
            return None  # the guide may have been told another one
        current = language
        return {"language": language}

    CmdlineInput.get_metadata = get_metadata
