"""What the contract suites share: waiting for something that happens, with a deadline."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

Until = Callable[[Callable[[], bool]], Awaitable[None]]


@pytest.fixture
def until() -> Until:
    """``await until(lambda: …)``: returns when it is so, fails after 5 s."""

    async def wait(condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not condition():  # noqa: ASYNC110 - any condition, seen from outside
                await asyncio.sleep(0.01)

    return wait
