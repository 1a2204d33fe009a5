"""A clock that only tests move."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class FakeClock:
    def __init__(self) -> None:
        self._start = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
        self._passed = 0.0
        self._sleepers: list[tuple[float, asyncio.Event]] = []

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._passed)

    def monotonic(self) -> float:
        return self._passed

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        woken = asyncio.Event()
        sleeper = (self._passed + seconds, woken)
        self._sleepers.append(sleeper)
        try:
            await woken.wait()
        finally:
            self._sleepers.remove(sleeper)

    async def advance(self, seconds: float) -> None:
        """Lets ``seconds`` pass, waking sleepers in their order."""
        end = self._passed + seconds
        await settle()
        while due := [sleeper for sleeper in self._sleepers if sleeper[0] <= end and not sleeper[1].is_set()]:
            at, woken = min(due, key=lambda sleeper: sleeper[0])
            self._passed = max(self._passed, at)
            woken.set()
            await settle()
        self._passed = end
        await settle()


async def settle() -> None:
    """Lets everything that can run, run."""
    for _turn in range(20):
        await asyncio.sleep(0)


async def eventually(holds: Callable[[], bool], within: float = 5.0) -> None:
    """Waits for something that another process or the kernel does, looking again and again."""
    async with asyncio.timeout(within):
        while not holds():  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0.005)
