"""What the values may be that clients send, in events and requests alike."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from connectors.domain.message import MAX_TEXT

_MAX_PAYLOAD = 1024
_PAYLOAD = re.compile(r"/([a-z_]+)(\{.*\})?", re.DOTALL)
_BUILT_INTO_RASA = {"restart", "back", "session_start"}
# Of families, and of the flags of England and its neighbours.
_JOINERS = {"\u200d", *map(chr, range(0xE0020, 0xE0080))}
LARGEST_SEQ = 2**53 - 1


def sayable(text: str) -> str:
    """The text; raises ValueError if it says nothing or cannot be written as UTF-8."""
    if not text.isascii():
        text.encode()  # lone surrogates: a ValueError
    if not text.strip():
        raise ValueError("is empty")
    return text


def _encodable(text: str) -> str:
    text.encode()
    return text


def is_payload(text: str) -> bool:
    """Whether it is what a button of the guide may send: `/intent` or `/intent{JSON object}`."""
    match = _PAYLOAD.fullmatch(text)
    if not match or match[1] in _BUILT_INTO_RASA:
        return False
    try:
        return not match[2] or isinstance(json.loads(match[2]), dict)
    except (ValueError, RecursionError):
        return False


def _payload(text: str) -> str:
    if not is_payload(text):
        raise ValueError('must be /intent or /intent{"entity": "value"}')
    return _encodable(text)


def _emoji(text: str) -> str:
    kinds = [unicodedata.category(letter) for letter in text if letter not in _JOINERS]
    if any(letter.isascii() for letter in text) or not {kind[0] for kind in kinds} <= set("SPM"):
        raise ValueError("is not an emoji")
    if not {"So", "Sm", "Po"} & set(kinds):
        raise ValueError("is not an emoji")
    return text


Text = Annotated[str, StringConstraints(max_length=MAX_TEXT), AfterValidator(sayable)]
MaybeText = Annotated[str, StringConstraints(max_length=MAX_TEXT), AfterValidator(_encodable)]
ClientId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]+$", max_length=64)]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]+$", max_length=64)]
Payload = Annotated[str, StringConstraints(max_length=_MAX_PAYLOAD), AfterValidator(_payload)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Emoji = Annotated[str, StringConstraints(min_length=1, max_length=16), AfterValidator(_emoji)]
Seq = Annotated[int, Field(ge=0, le=LARGEST_SEQ)]
Reason = Annotated[str, StringConstraints(max_length=500), AfterValidator(_encodable)]
Comment = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_encodable)]


class Input(BaseModel):
    """Strict: a number is no text, a text is no number. Unknown fields are ignored."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)
