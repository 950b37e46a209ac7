"""One tree of errors. Each has a stable code that clients may rely on and a message for people."""

from __future__ import annotations

from typing import Any, ClassVar


class AppError(Exception):
    """Base of every error a client may see.

    `code` is stable and documented in docs/protocol.md, `status` is the HTTP status it maps to,
    `details` are further facts for the client (JSON values).
    """

    code: ClassVar[str] = "internal"
    status: ClassVar[int] = 500

    def __init__(self, message: str, *, code: str | None = None, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details = details
        self._code = code

    def to_wire(self) -> dict[str, Any]:
        """`{"code", "message", …details}`, as acknowledgements and HTTP errors carry it."""
        return {"code": self._code or self.code, "message": self.message, **self.details}


class InvalidInput(AppError):
    """The input has the wrong shape or value; sending it again unchanged will not help."""

    code = "invalid_input"
    status = 400


class TooLarge(AppError):
    """A text, payload or upload is over its limit."""

    code = "too_large"
    status = 413


class TokenMissing(AppError):
    """The call needs a token and has none."""

    code = "token_missing"
    status = 401


class TokenInvalid(AppError):
    """The token is malformed, wrongly signed, or of a foreign issuer."""

    code = "token_invalid"
    status = 401


class TokenExpired(AppError):
    """The token was right once; sign in again."""

    code = "token_expired"
    status = 401


class Forbidden(AppError):
    """The identity is known and may not do this."""

    code = "forbidden"
    status = 403


class NotFound(AppError):
    """There is no such thing, or none this identity may know of."""

    code = "not_found"
    status = 404


class Conflict(AppError):
    """Somebody else was first, or the state does not allow it."""

    code = "conflict"
    status = 409


class RateLimited(AppError):
    """Too much in too short a time; `retry_after` tells the seconds to wait."""

    code = "rate_limited"
    status = 429


class Unavailable(AppError):
    """A part we depend on does not answer now; the same call may succeed later."""

    code = "unavailable"
    status = 503


class ConfigError(AppError):
    """A setting cannot be used. The message names it and says what to do."""

    code = "config_invalid"


class CatalogError(AppError):
    """Catalog files are broken; the message lists `file:line: field: reason`, a line each."""

    code = "catalog_invalid"


class KnowledgeError(AppError):
    """A knowledge page is broken; the message names file and line."""

    code = "knowledge_invalid"


class DialogueError(AppError):
    """Domain, configuration, training data, rules or stories are broken; a line for each fault."""

    code = "dialogue_invalid"
