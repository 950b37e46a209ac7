"""What pydantic finds wrong with a client's data, as one of our errors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from connectors.errors import AppError, InvalidInput, TooLarge

M = TypeVar("M", bound=BaseModel)


def parse(model: type[M], data: object) -> M:
    """Data of a client as a model; raises InvalidInput or TooLarge that names the field."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise refusal(error.errors(include_input=False, include_url=False)) from None


def parse_json(model: type[M], body: bytes) -> M:
    """A JSON body as a model; raises as `parse`."""
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise refusal(error.errors(include_input=False, include_url=False)) from None


def refusal(problems: Sequence[Any]) -> AppError:
    """The first problem that pydantic found."""
    first = problems[0]
    field = ".".join(str(part) for part in first["loc"] if part != "body")
    message = f"{field}: {first['msg']}" if field else str(first["msg"])
    kind = TooLarge if first["type"] == "string_too_long" else InvalidInput
    return kind(message)
