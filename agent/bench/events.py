"""What happens on the bench, told to whoever looks: the page, a test, a visit's protocol."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import msgspec

KEPT = 400
BEHIND = 1000  # events a listener may not have read yet; after that it misses the oldest


class Event(msgspec.Struct, frozen=True, kw_only=True):
    number: int
    at: float  # s, monotonic clock of the machine
    time: str  # for a person to read, UTC
    what: str  # "card", "paper", "fault", "process", "seen" …
    words: str
    data: dict[str, Any] = {}


class Events:
    def __init__(self) -> None:
        self._kept: deque[Event] = deque(maxlen=KEPT)
        self._listeners: set[asyncio.Queue[Event | None]] = set()
        self._number = 0

    def tell(self, what: str, words: str, **data: Any) -> None:
        self._number += 1
        event = Event(
            number=self._number,
            at=time.monotonic(),
            time=datetime.now(UTC).isoformat(timespec="milliseconds"),
            what=what,
            words=words,
            data=data,
        )
        self._kept.append(event)
        for queue in self._listeners:
            if queue.qsize() >= BEHIND:
                queue.get_nowait()
            queue.put_nowait(event)

    def of_process(self, name: str, what: str) -> None:
        self.tell("process", f"{name} {what}", name=name)

    @property
    def last(self) -> int:
        return self._number

    @property
    def kept(self) -> tuple[Event, ...]:
        return tuple(self._kept)

    def dismiss(self) -> None:
        """Whoever listens now hears the end, after what was told so far."""
        for queue in self._listeners:
            queue.put_nowait(None)

    async def listen(self, since: int = 0) -> AsyncIterator[Event]:
        """Those kept after number ``since``, then each as it happens."""
        queue: asyncio.Queue[Event | None] = asyncio.Queue()
        for kept in self._kept:
            if kept.number > since:
                queue.put_nowait(kept)
        self._listeners.add(queue)
        try:
            while (event := await queue.get()) is not None:
                yield event
        finally:
            self._listeners.discard(queue)
