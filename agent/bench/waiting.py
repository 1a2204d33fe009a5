"""Waiting for what other processes do, of which nobody tells us; and work that goes on meanwhile."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

STEP = 0.01  # s


async def until(condition: Callable[[], object], deadline: float = 5.0) -> None:
    """Raises ``TimeoutError`` when ``condition`` has not become true in time."""
    async with asyncio.timeout(deadline):
        while not condition():  # noqa: ASYNC110 (the condition is of another process)
            await asyncio.sleep(STEP)


@contextlib.asynccontextmanager
async def running(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """``work`` goes on while the context is open. What ends it early is raised at the end."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])
    if not task.cancelled():
        task.result()
