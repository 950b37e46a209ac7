"""A load balancer: one address for several servers."""

from __future__ import annotations

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


@asynccontextmanager
async def balanced(*ports: int) -> AsyncIterator[str]:
    """The URL of a balancer that takes each connection to the first port that accepts it."""

    async def serve(reader: StreamReader, writer: StreamWriter) -> None:
        for port in ports:
            with suppress(OSError):
                answers, asks = await asyncio.open_connection("127.0.0.1", port)
                await asyncio.gather(_pass(reader, asks), _pass(answers, writer))
                return
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def _pass(reader: StreamReader, writer: StreamWriter) -> None:
    """Hand on what comes; when one side ends, so does the other."""
    try:
        with suppress(OSError):
            while data := await reader.read(65_536):
                writer.write(data)
                await writer.drain()
    finally:
        writer.close()
