"""Time, as something that is handed in: tests move it, nothing sleeps for real in them."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """Wall clock, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that only go forward; the same source as other processes of this machine."""
        ...

    async def sleep(self, seconds: float) -> None: ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


async def happens_within(clock: Clock, event: asyncio.Event, seconds: float | None) -> bool:
    """Whether ``event`` was set before ``seconds`` had passed; ``None`` waits for ever."""
    if seconds is None:
        return await event.wait()
    waiting = asyncio.ensure_future(event.wait())
    pause = asyncio.ensure_future(clock.sleep(max(seconds, 0.0)))
    try:
        await asyncio.wait({waiting, pause}, return_when=asyncio.FIRST_COMPLETED)
        return event.is_set()
    finally:
        waiting.cancel()
        pause.cancel()
