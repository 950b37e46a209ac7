"""The language model behind any OpenAI-compatible endpoint: an answer piece by piece.

An answer ends in bounded time whatever the endpoint does, and at once when it is stopped. No key,
no address and nothing the endpoint says reaches a log or an error.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Awaitable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from connectors.errors import Unavailable
from connectors.knowledge import Passage
from connectors.prompt import UNKNOWN, Said, build_messages
from connectors.settings import Settings

if TYPE_CHECKING:
    from openai import AsyncOpenAI

T = TypeVar("T")

_MAX_REST_SECONDS = 60.0
_CLOSE_SECONDS = 0.1

log = logging.getLogger(__name__)


class ModelError(Unavailable):
    """The model did not answer, or broke off; pieces that came before are good.

    `reason` is one of timeout, unauthorized, rate_limited, refused, server_error, connection,
    garbage.
    """

    code = "model_unavailable"

    def __init__(self, reason: str, **details: Any) -> None:
        super().__init__("The language model does not answer now.", reason=reason, **details)
        self.reason = reason


class _Stopped(Exception):
    """Somebody asked the answer to end."""


class LanguageModel:
    """Answers questions from passages. One for each process; the SDK is loaded at the first use."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client: AsyncOpenAI | None = None
        self._rests_until = 0.0  # the endpoint asked to be left alone until then

    async def stream_answer(
        self,
        question: str,
        passages: Sequence[Passage],
        *,
        history: Sequence[Said] = (),
        language: str = "en",
        stop: asyncio.Event,
    ) -> AsyncGenerator[str, None]:
        """Yield the pieces of the answer; none when the passages do not hold it.

        Ends early, without an error, when `stop` is set. Raises ModelError when the endpoint fails
        is silent for LLM_FIRST_TOKEN_SECONDS, at first or later, or exceeds LLM_TOTAL_SECONDS.
        """
        held = ""  # what may yet turn out to be the word for "unknown"
        speaking = False
        messages = build_messages(question, passages, history, language)
        async for piece in self._pieces(messages, stop):
            held += piece
            if not speaking and _may_be_unknown(held):
                continue
            speaking = True
            yield held
            held = ""
        if not speaking and not _is_unknown(held):
            yield held

    async def close(self) -> None:
        """Close the connections."""
        if self._client:
            await self._client.close()
            self._client = None

    async def _pieces(
        self, messages: list[dict[str, str]], stop: asyncio.Event
    ) -> AsyncGenerator[str, None]:
        """The raw pieces of one completion."""
        started = time.monotonic()
        if started < self._rests_until:
            raise ModelError("rate_limited", retry_after=round(self._rests_until - started, 1))
        total_by = started + self._settings.llm_total_seconds
        silence = self._settings.llm_first_token_seconds
        stream: Any = None
        try:
            client = await _unless(stop, total_by, self._connected())
            piece_by = min(time.monotonic() + silence, total_by)
            stream = await _unless(stop, piece_by, self._open(client, messages))
            pieces = aiter(stream)
            while True:
                chunk = await _unless(stop, piece_by, anext(pieces, None))
                if chunk is None:
                    return
                text = chunk.choices[0].delta.content if chunk.choices else None
                if text:
                    piece_by = min(time.monotonic() + silence, total_by)
                    yield text
        except _Stopped:
            return
        except Exception as error:
            failure = self._failure(error)
            log.warning("llm.failed reason=%s error=%s", failure.reason, type(error).__name__)
            # What the SDK says may hold a part of the key or of the prompt: not chained.
            raise failure from None
        finally:
            if stream is not None:
                await _close(stream)

    async def _open(self, client: AsyncOpenAI, messages: list[dict[str, str]]) -> Any:
        return await client.chat.completions.create(
            model=self._settings.openai_model,
            messages=messages,  # type: ignore[arg-type]
            max_tokens=self._settings.llm_max_tokens,
            stream=True,
        )

    async def _connected(self) -> AsyncOpenAI:
        if self._client is None:
            # The import takes about a second; it is no fault of the endpoint's.
            openai = await asyncio.to_thread(import_module, "openai")
            self._client = openai.AsyncOpenAI(
                api_key=self._settings.openai_api_key.get_secret_value() or "none",
                base_url=self._settings.openai_base_url or None,
                timeout=self._settings.llm_total_seconds,
                max_retries=0,  # a person waits: the quoted passage is better than a second try
            )
        return self._client

    def _failure(self, error: Exception) -> ModelError:
        import openai

        if isinstance(error, ModelError):
            return error
        if isinstance(error, openai.APITimeoutError):
            return ModelError("timeout")
        if isinstance(error, openai.APIConnectionError):
            return ModelError("connection")
        if isinstance(error, openai.APIStatusError):
            return self._status_failure(error.status_code, error.response.headers)
        return ModelError("garbage")

    def _status_failure(self, status: int, headers: Any) -> ModelError:
        if status in (401, 403):
            return ModelError("unauthorized")
        if status == 429:
            try:
                rest = min(float(headers.get("retry-after", 1)), _MAX_REST_SECONDS)
            except ValueError:  # a date; rare, and a short rest is polite enough
                rest = 1.0
            self._rests_until = time.monotonic() + rest
            return ModelError("rate_limited", retry_after=rest)
        return ModelError("server_error" if status >= 500 else "refused")


def _is_unknown(text: str) -> bool:
    return not text.strip() or text.strip().upper().startswith(UNKNOWN)


def _may_be_unknown(beginning: str) -> bool:
    return UNKNOWN.startswith(beginning.strip().upper()[: len(UNKNOWN)])


async def _unless(stop: asyncio.Event, deadline: float, step: Awaitable[T]) -> T:
    """Return what `step` brings; raise _Stopped or ModelError when it is stopped or too late."""
    work = asyncio.ensure_future(step)
    stopped = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait(
            {work, stopped},
            timeout=deadline - time.monotonic(),
            return_when=asyncio.FIRST_COMPLETED,
        )
        if stopped.done():
            raise _Stopped
        if not work.done():
            raise ModelError("timeout")
        return work.result()
    finally:
        stopped.cancel()
        if not work.done():
            work.cancel()
            await asyncio.wait({work}, timeout=_CLOSE_SECONDS)


async def _close(stream: Any) -> None:
    """Give the connection back; an endpoint that does not let go must not hold up the answer."""
    try:
        await asyncio.wait_for(stream.close(), _CLOSE_SECONDS)
    except Exception as error:
        log.info("llm.close_failed error=%s", type(error).__name__)
