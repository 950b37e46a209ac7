"""A conversation as plain text, of which every line says who said it and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from connectors.domain.message import Message, MessageType

_FILES = {
    MessageType.IMAGE: "photo",
    MessageType.FILE: "file",
    MessageType.AUDIO: "voice message",
}
_INDENT = " " * 10


def head_lines(about: dict[str, str]) -> Iterator[str]:
    """What it is about, a line for each."""
    return (f"{name.replace('_', ' ').capitalize()}: {_one_line(about[name])}" for name in about)


def lines(message: Message, at: datetime) -> Iterator[str]:
    """A message, said at `at`. Further lines are set in: none can pass for another message."""
    first, *more = _text(message).splitlines() or [""]
    yield f"{at:%H:%M:%S}  {_speaker(message)}{first}"
    yield from (_INDENT + line for line in more)


def _speaker(message: Message) -> str:
    if message.type is MessageType.ACTIVITY:
        return "* "
    return f"{_one_line(message.sender.name) or message.sender.id} ({message.sender.role}): "


def _text(message: Message) -> str:
    if message.deleted_at:
        return "[deleted]"
    parts = [_file(message), message.text, "[edited]" if message.edited_at else ""]
    return " ".join(part for part in parts if part)


def _file(message: Message) -> str:
    file = message.payload.get("attachment")
    if not file:
        return ""
    minutes, seconds = divmod(int(file.get("seconds", 0)), 60)
    length = f", {minutes}:{seconds:02}" if minutes or seconds else ""
    return f"[{_FILES.get(message.type, 'file')}: {_one_line(file['name'])}{length}]"


def _one_line(text: str) -> str:
    return " ".join(text.split())
