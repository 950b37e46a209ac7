"""A server that speaks the OpenAI chat protocol and behaves, well or badly, as it is told.

In tests the fixture `openai_server` starts it; for a demo or an end-to-end test it runs by itself:

    python -m tests.fakes.openai_server --port 9100
    OPENAI_BASE_URL=http://127.0.0.1:9100/v1 make run
    curl -X PUT 127.0.0.1:9100/behaviour -d stall
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
from enum import StrEnum
from typing import Any, Self

from aiohttp import web

DEMO_PIECE_SECONDS = 0.04


class Behaviour(StrEnum):
    """What the server does with the next requests."""

    SPEAK = "speak"  # the answer, piece by piece
    SLOW = "slow"  # the first piece comes after `slow_seconds`
    HOLD = "hold"  # two pieces, and the rest when it is told to behave otherwise
    STALL = "stall"  # two pieces, then nothing, and the connection stays open
    SILENT = "silent"  # takes the request and never says anything
    CUT = "cut"  # two pieces, then the connection breaks
    GARBAGE = "garbage"  # a stream of something else
    UNAUTHORIZED = "401"
    RATE_LIMITED = "429"
    BROKEN = "500"


class OpenAIServer:
    """Set `behaviour` and `answer`; look at `requests` and `disconnects` afterwards.

    With an empty `answer` it repeats the text of the first passage in the prompt. With
    `pause_after` it waits for `go_on` after that many pieces; `written` counts those of the answer.
    """

    def __init__(self) -> None:
        self.behaviour = Behaviour.SPEAK
        self.answer = ""
        self.piece_seconds = 0.0
        self.pause_after = 0
        self.go_on = asyncio.Event()
        self.written = 0
        self.slow_seconds = 1.0
        self.retry_after = "7"
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.disconnects = 0
        self.port = 0
        self._told = asyncio.Event()
        self._runner: web.AppRunner | None = None

    @property
    def base_url(self) -> str:
        """OPENAI_BASE_URL of this server."""
        return f"http://127.0.0.1:{self.port}/v1"

    async def start(self, port: int = 0) -> Self:
        """Listen on `port`, or on a free one."""
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self._complete)
        app.router.add_put("/behaviour", self._set_behaviour)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def stop(self) -> None:
        """Close every connection."""
        if self._runner:
            await self._runner.cleanup()

    async def _set_behaviour(self, request: web.Request) -> web.Response:
        self.behaviour = Behaviour((await request.text()).strip())
        self._told.set()
        return web.Response(text=f"{self.behaviour}\n")

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.requests.append(body)
        self.keys.append(request.headers.get("Authorization", "").removeprefix("Bearer "))
        try:
            return await self._behave(request, body)
        except (asyncio.CancelledError, ConnectionError):
            self.disconnects += 1
            raise

    async def _behave(self, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        if self.behaviour.isdigit():
            return self._refuse(int(self.behaviour))
        if self.behaviour is Behaviour.SILENT:
            await asyncio.sleep(3600)
        if self.behaviour is Behaviour.SLOW:
            await asyncio.sleep(self.slow_seconds)
        answer = self.answer or first_passage(body)
        if not body.get("stream"):
            message = {"role": "assistant", "content": answer}
            return web.json_response(_completion("chat.completion", message=message))
        return await self._stream(request, answer)

    def _refuse(self, status: int) -> web.Response:
        headers = {"Retry-After": self.retry_after} if status == 429 else {}
        error = {"message": f"Incorrect API key provided: {self.keys[-1]}", "type": "error"}
        return web.json_response({"error": error}, status=status, headers=headers)

    async def _stream(self, request: web.Request, answer: str) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        if self.behaviour is Behaviour.GARBAGE:
            await response.write(b"data: {not json\n\ndata: \xff\xfe\n\n")
            return response
        for number, piece in enumerate(re.findall(r"\S+\s*", answer)):
            if number == 2 and self.behaviour is Behaviour.HOLD:
                self._told.clear()
                await self._told.wait()
            if number == 2 and self.behaviour is Behaviour.STALL:
                await asyncio.sleep(3600)
            if number == 2 and self.behaviour is Behaviour.CUT:
                assert request.transport
                request.transport.abort()
                return response
            if number and number == self.pause_after:
                await self.go_on.wait()
            chunk = _completion("chat.completion.chunk", delta={"content": piece})
            await response.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")
            self.written = number + 1
            await asyncio.sleep(self.piece_seconds)
        await response.write(b"data: [DONE]\n\n")
        return response


def first_passage(body: dict[str, Any]) -> str:
    """The text of the first passage of the prompt; UNKNOWN when there is none."""
    found = re.search(
        r"^Passage 1: .*\n((?:(?!Passage 2: ).*\n?)+)", body["messages"][0]["content"], re.M
    )
    return found[1].strip() if found else "UNKNOWN"


def _completion(kind: str, **choice: Any) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": kind,
        "created": 0,
        "model": "fake",
        "choices": [{"index": 0, "finish_reason": None, **choice}],
    }


async def _serve(port: int, behaviour: Behaviour) -> None:
    server = OpenAIServer()
    server.behaviour, server.piece_seconds = behaviour, DEMO_PIECE_SECONDS
    await server.start(port)
    print(f"OPENAI_BASE_URL={server.base_url}", flush=True)
    await asyncio.Event().wait()


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description="A stand-in for an OpenAI-compatible server.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--behaviour", type=Behaviour, default=Behaviour.SPEAK)
    options = parser.parse_args()
    try:
        asyncio.run(_serve(options.port, options.behaviour))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
