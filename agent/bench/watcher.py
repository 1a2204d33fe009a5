"""The bench as a technician on the supervisor's socket: which screen is up, and how the devices are."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from pathlib import Path

import msgspec

from agent.protocol import (
    LONGEST_TO_AGENT,
    AskStatus,
    Failed,
    Hello,
    Role,
    Seen,
    Status,
    Watch,
    encoder,
    to_technician,
)

AGAIN = 0.1  # s until the next try to connect
HISTORY = 500  # screens
LONGEST = 16 * LONGEST_TO_AGENT


class NoAnswer(Exception):
    """The supervisor is away, or did not answer in time."""


class Watcher:
    def __init__(self, path: Path, told: Callable[[Seen], None] = lambda seen: None) -> None:
        self._path = path
        self._told = told
        self._writer: asyncio.StreamWriter | None = None
        self._asked: deque[asyncio.Future[Status]] = deque()
        self._news = asyncio.Event()
        self.seen: Seen | None = None
        self.history: deque[Seen] = deque(maxlen=HISTORY)
        self.refused: Failed | None = None

    @property
    def connected(self) -> bool:
        return self._writer is not None

    async def run(self) -> None:
        """Until cancelled; connects again whenever the supervisor comes back."""
        while True:
            with contextlib.suppress(OSError):
                await self._listen_once()
            await asyncio.sleep(AGAIN)

    async def status(self, deadline: float = 3.0) -> Status:
        """Raises ``NoAnswer``."""
        if self._writer is None:
            raise NoAnswer("the supervisor is away")
        answer: asyncio.Future[Status] = asyncio.get_running_loop().create_future()
        self._asked.append(answer)
        try:
            self._say(AskStatus())
            async with asyncio.timeout(deadline):
                return await answer
        except TimeoutError:
            raise NoAnswer("the supervisor did not answer in time") from None

    async def sees(self, wanted: Callable[[Seen], bool], deadline: float) -> Seen:
        """The screen that is up, once it is a wanted one. Raises ``TimeoutError``."""
        async with asyncio.timeout(deadline):
            while self.seen is None or not wanted(self.seen):
                await self._news.wait()
        return self.seen

    async def _listen_once(self) -> None:
        reader, writer = await asyncio.open_unix_connection(self._path, limit=LONGEST)
        self._writer = writer
        try:
            self._say(Hello(role=Role.TECHNICIAN))
            self._say(Watch())
            while line := await reader.readline():
                self._take(to_technician.decode(line))
        except (ValueError, msgspec.MsgspecError, ConnectionError):
            pass  # what is not a message ends this connection, and the next one starts afresh
        finally:
            self._writer = None
            self._give_up()
            writer.close()

    def _say(self, message: Hello | Watch | AskStatus) -> None:
        if self._writer is not None:
            self._writer.write(encoder().encode(message) + b"\n")

    def _take(self, message: Seen | Status | Failed) -> None:
        match message:
            case Seen():
                self.seen = message
                self.history.append(message)
                self._told(message)
                self._wake()
            case Status():
                if self._asked:
                    _settle(self._asked.popleft(), message)
            case Failed():
                self.refused = message

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    def _give_up(self) -> None:
        while self._asked:
            answer = self._asked.popleft()
            if not answer.done():
                answer.set_exception(NoAnswer("the supervisor went away"))


def _settle(answer: asyncio.Future[Status], status: Status) -> None:
    if not answer.done():
        answer.set_result(status)
