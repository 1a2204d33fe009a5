"""Waiting for what other processes do, of which nobody tells us."""

import asyncio
from collections.abc import Callable

STEP = 0.01  # s


async def until(condition: Callable[[], object], deadline: float = 5.0) -> None:
    """Raises ``TimeoutError`` when ``condition`` has not become true in time."""
    async with asyncio.timeout(deadline):
        while not condition():  # noqa: ASYNC110 (the condition is of another process)
            await asyncio.sleep(STEP)
