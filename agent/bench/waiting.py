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


async def first_of(*events: Coroutine[Any, Any, object], within: float) -> None:
    """Returns when one of them has happened, or the time (s) is over; the others are not waited for."""
    waiting = [asyncio.ensure_future(event) for event in events]
    try:
        await asyncio.wait(waiting, timeout=within, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waiting:
            one.cancel()
        await asyncio.wait(waiting)
