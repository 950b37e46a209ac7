"""A conversation as plain text in one language; every line says who said it and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from connectors.domain.identity import Role
from connectors.domain.message import BOT, Message, MessageType
from connectors.formats import clock_text, date_text, moment_text, native_digits
from connectors.texts import Texts

_FILES = {
    MessageType.IMAGE: "photo",
    MessageType.FILE: "file",
    MessageType.AUDIO: "voice_message",
}
_HEAD = ("title", "booking", "starts_at", "conversation", "written_at", "timezone")
_LABELS = (*_HEAD, *_FILES.values(), *Role, "edited", "deleted", "guide")
_INDENT = " " * 10


def transcript_labels(file: Path) -> Texts:
    """The labels of every language; raises ConfigError when the file lacks one."""
    return Texts.read(file, {str(name): frozenset[str]() for name in _LABELS})


class Transcript:
    """How it is written for readers of a `language`, with times in a zone."""

    def __init__(self, labels: Texts, language: str, zone: ZoneInfo) -> None:
        self._labels = labels
        self._language = language
        self._zone = zone

    def head(self, about: Mapping[str, str | datetime]) -> Iterator[str]:
        """What it is about, a line for each."""
        for name, told in about.items():
            text = self._moment(told) if isinstance(told, datetime) else _one_line(told)
            yield f"{self._label(name)}: {text}"

    def day(self, day: date) -> str:
        """The heading of a day."""
        return date_text(day, self._language)

    def lines(self, message: Message) -> Iterator[str]:
        """A message. Further lines are set in: none can pass for another message."""
        first, *more = self._text(message).splitlines() or [""]
        at = clock_text(message.at.astimezone(self._zone), self._language)
        yield f"{at}  {self._speaker(message)}{first}"
        yield from (_INDENT + line for line in more)

    def _speaker(self, message: Message) -> str:
        sender = message.sender
        if message.type is MessageType.ACTIVITY:
            return "* "
        if sender.role == BOT.role:
            return f"{self._label('guide')}: "
        return f"{_one_line(sender.name) or sender.id} ({self._label(sender.role)}): "

    def _text(self, message: Message) -> str:
        if message.deleted_at:
            return f"[{self._label('deleted')}]"
        text = message.translations.get(self._language, message.text)
        edited = f"[{self._label('edited')}]" if message.edited_at else ""
        return " ".join(part for part in (self._file(message), text, edited) if part)

    def _file(self, message: Message) -> str:
        file = message.payload.get("attachment")
        if not file:
            return ""
        kind = self._label(_FILES.get(message.type, "file"))
        minutes, seconds = divmod(int(file.get("seconds", 0)), 60)
        length = f", {minutes}:{seconds:02}" if minutes or seconds else ""
        return f"[{kind}: {_one_line(file['name'])}{native_digits(length, self._language)}]"

    def _moment(self, moment: datetime) -> str:
        return moment_text(moment, self._zone, self._language)

    def _label(self, name: str) -> str:
        return self._labels.say(name, self._language)


def _one_line(text: str) -> str:
    return " ".join(text.split())
