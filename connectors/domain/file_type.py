"""What a file is, told from its content and never from its name."""

from __future__ import annotations

import codecs
import os
import re
import unicodedata
from typing import BinaryIO

import filetype

from connectors.domain.attachment import FileType
from connectors.domain.message import MessageType

_HEAD = 8192
_CHUNK = 64 * 1024
_LONGEST_MOOV = 1024 * 1024

_OFFICE = "application/vnd.openxmlformats-officedocument."
_PLAIN_TEXT = FileType("text/plain", MessageType.FILE, ("txt", "md"))
_OGG = FileType("audio/ogg", MessageType.AUDIO, ("ogg", "oga", "opus"))
_WEBM = FileType("audio/webm", MessageType.AUDIO, ("webm", "weba"))
_MP4 = FileType("audio/mp4", MessageType.AUDIO, ("m4a", "mp4"))
_PNG = FileType("image/png", MessageType.IMAGE, ("png",))
_AS_GUESSED = {
    "image/jpeg": FileType("image/jpeg", MessageType.IMAGE, ("jpg", "jpeg")),
    "image/png": _PNG,
    "image/apng": _PNG,
    "image/gif": FileType("image/gif", MessageType.IMAGE, ("gif",)),
    "image/webp": FileType("image/webp", MessageType.IMAGE, ("webp",)),
    "audio/mpeg": FileType("audio/mpeg", MessageType.AUDIO, ("mp3",)),
    "audio/x-wav": FileType("audio/wav", MessageType.AUDIO, ("wav",)),
} | {
    mime: FileType(mime, MessageType.FILE, (extension,))
    for mime, extension in (
        ("application/pdf", "pdf"),
        (f"{_OFFICE}wordprocessingml.document", "docx"),
        (f"{_OFFICE}spreadsheetml.sheet", "xlsx"),
        ("application/vnd.oasis.opendocument.text", "odt"),
    )
}

_OGG_SOUND = re.compile(rb"OpusHead|\x01vorbis|\x7fFLAC|Speex   ")
_OGG_VIDEO = re.compile(rb"\x80theora|fishead\0")
# Matroska's CodecID element: its id, a length of one byte, and a name that begins with its kind.
_WEBM_CODEC = re.compile(rb"\x86[\x85-\x9f]([A-Z])_[A-Z0-9]")
_MP4_HANDLER = re.compile(rb"hdlr.{8}(soun|vide)", re.DOTALL)
_MARKUP = re.compile(r"<[!?/a-z]", re.IGNORECASE)
_BLANKS = set("\t\n\r\f")


def sniff(file: BinaryIO) -> FileType | None:
    """The type of a file's content; None for what may not be sent.

    The library tells most types. It does not tell sound from moving pictures where one container
    holds either, and knows no plain text.
    """
    head = file.read(_HEAD)
    if head.startswith(b"OggS"):
        return _OGG if _OGG_SOUND.search(head) and not _OGG_VIDEO.search(head) else None
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        kinds = set(_WEBM_CODEC.findall(head + file.read(_CHUNK)))
        return _WEBM if b"webm" in head[:64] and kinds == {b"A"} else None
    if head[4:8] == b"ftyp":
        return _MP4 if set(_MP4_HANDLER.findall(_moov(file))) == {b"soun"} else None
    guess = filetype.guess(head)
    known = _AS_GUESSED.get(guess.mime) if guess else None
    return known or (_PLAIN_TEXT if _is_plain_text(file) else None)


def _moov(file: BinaryIO) -> bytes:
    """The box of an MP4 that describes its tracks; empty when there is none.

    Source: ISO/IEC 14496-12, 4.2: a box is its length in 4 bytes, its type, and its content; the
    length 1 says that 8 bytes of length follow the type, 0 that it is the last.
    """
    place, end = 0, file.seek(0, os.SEEK_END)
    while place + 8 <= end:
        file.seek(place)
        header = file.read(16)
        length = int.from_bytes(header[:4], "big")
        if length == 1:
            length = int.from_bytes(header[8:], "big")
        if header[4:8] == b"moov":
            file.seek(place)
            return file.read(min(length or end, _LONGEST_MOOV))
        if length < 8:
            break
        place += length
    return b""


def _is_plain_text(file: BinaryIO) -> bool:
    """Whether it is UTF-8 without control characters, and does not begin as markup."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    seen: set[str] = set()
    begins = ""
    try:
        while chunk := file.read(_CHUNK):
            text = decoder.decode(chunk)
            begins = (begins + text).lstrip()[:_CHUNK] if len(begins) < 2 else begins
            seen |= set(text)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    controls = {letter for letter in seen if unicodedata.category(letter) == "Cc"}
    return bool(begins) and controls <= _BLANKS and not _MARKUP.match(begins)
