"""A file that belongs to one message of a conversation."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from connectors.domain.message import MessageType
from connectors.domain.wire import Wire

MAX_NAME = 120
"""Characters in a file's name."""

_JOINERS = "\u200c\u200d"  # invisible, but spelling needs them in Persian and Hindi
_BLANKS = ("Zs", "Zl", "Zp")


@dataclass(frozen=True, slots=True)
class FileType:
    """A type of file that may be sent. The first of `extensions` is the usual one."""

    mime: str
    kind: MessageType
    extensions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """An upload. `width`, `height` are pixels as shown, `seconds` is as the sender says.

    `claimed_by` is the `client_id` of the message that it was uploaded for, once there is one.
    """

    id: str
    conversation: str
    uploader: str
    name: str
    type: str
    kind: MessageType
    size: int
    width: int | None = None
    height: int | None = None
    seconds: float | None = None
    claimed_by: str | None = None

    def to_wire(self) -> Wire:
        """The `attachment` object of docs/protocol.md."""
        wire = {"id": self.id, "name": self.name, "type": self.type, "size": self.size}
        optional = {"width": self.width, "height": self.height, "seconds": self.seconds}
        return wire | {key: value for key, value in optional.items() if value is not None}


def safe_name(name: str, extensions: tuple[str, ...]) -> str:
    """A name to save a file under: no path, nothing that hides or turns letters around.

    It ends in one of the extensions of the file's type, so that no computer takes it for another.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    shown = "".join(map(_shown, last))
    stem = " ".join(shown.split()).strip(". ")
    base, _, extension = stem.rpartition(".")
    if not base or extension.lower() not in extensions:
        base, extension = stem, extensions[0]
    return f"{base[: MAX_NAME - len(extension) - 1].rstrip('. ') or 'file'}.{extension}"


def _shown(letter: str) -> str:
    category = unicodedata.category(letter)
    if category in _BLANKS or letter in "\t\n":
        return " "
    return "" if category[0] == "C" and letter not in _JOINERS else letter
