"""Files on disk, in a folder that all gateways share."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterable
from pathlib import Path

import anyio

from connectors.errors import TooLarge

_PART = ".part"


class Files:
    """Files by id, in two levels of folders. What `write` returned from survives a power cut."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, file: str) -> Path:
        """Where a file is, or would be; the last letters of an id are random."""
        return self._folder / file[-1] / file[-2] / file

    def part(self, file: str) -> Path:
        """Where a file is while it is being written."""
        return self.path(file).with_name(file + _PART)

    async def receive(self, file: str, content: AsyncIterable[bytes], most: int) -> int:
        """Write the content beside its place; its bytes. Raises TooLarge over `most`."""
        path, size = self.part(file), 0
        await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True, mode=0o700)
        async with await anyio.open_file(path, "xb", opener=_private) as writer:
            async for chunk in content:
                size += len(chunk)
                if size > most:
                    raise TooLarge("The file is too large.", max_bytes=most)
                await writer.write(chunk)
        return size

    async def keep(self, file: str) -> None:
        """Put what was received in its place, durably."""
        await asyncio.to_thread(self._keep, file)

    def _keep(self, file: str) -> None:
        path = self.path(file)
        _sync(self.part(file))
        self.part(file).rename(path)
        for folder in (path.parent, path.parent.parent, self._folder):
            _sync(folder)

    async def delete(self, file: str) -> None:
        """Remove a file, complete or not; it may be gone already."""
        for path in (self.part(file), self.path(file)):
            await asyncio.to_thread(path.unlink, missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync(path: Path) -> None:
    """Wait until what is in the file or folder is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
