import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from agent.bench.screen import Screen
from agent.bench.xserver import Size, xvfb

SIZE = Size(540, 960)


@dataclass(frozen=True)
class Client:
    display: str
    pid: int


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    """An X server with the smallest kiosk on it (``x_client.py``)."""
    async with xvfb(SIZE) as name:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(Path(__file__).with_name("x_client.py")),
            *(name, str(SIZE.width), str(SIZE.height)),
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None
        try:
            async with asyncio.timeout(10):
                await process.stdout.readline()
            yield Client(name, process.pid)
        finally:
            process.kill()
            await process.wait()


@pytest.fixture
async def screen(client: Client) -> AsyncIterator[Screen]:
    async with Screen.on(client.display, SIZE) as screen:
        yield screen
