"""A child process for what can hang: one that is asked with a deadline, and killed when it is late.

Frames both ways are msgpack behind a 4-byte big-endian length, on the child's stdin and stdout.
The parent sends ``[number, body]``; the child answers ``[number, body]`` or tells news of its own
with number 0. ``body`` is whatever both sides agree on (a tagged struct), encoded.
"""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from itertools import count

import msgspec

LONGEST = 32 * 1024 * 1024  # bytes; a frame beyond this is garbage, not a page

Frame = tuple[int, msgspec.Raw]
_encode = msgspec.msgpack.encode
_decode = msgspec.msgpack.Decoder(tuple[int, msgspec.Raw]).decode


class WorkerGone(Exception):
    """The child died, was killed for being late, or spoke garbage. What it was doing is unknown."""


class WorkerLate(WorkerGone):
    """It did not answer within the deadline and was killed."""


class Worker:
    """Runs ``python -m <module>``; respawns it whenever it ends."""

    def __init__(
        self,
        module: str,
        *arguments: str,
        on_news: Callable[[bytes], None] = lambda _: None,
        on_start: Callable[[], Awaitable[None]] | None = None,
        environment: Mapping[str, str] | None = None,
        pauses: Sequence[float] = (0.05, 0.2, 1.0, 5.0),
    ) -> None:
        self._command = (sys.executable, "-m", module, *arguments)
        self._on_news = on_news
        self._on_start = on_start
        self._environment = None if environment is None else {**os.environ, **environment}
        self._pauses = pauses
        self._numbers = count(1)
        self._process: asyncio.subprocess.Process | None = None
        self._waiting: dict[int, asyncio.Future[bytes]] = {}
        self._up = asyncio.Event()

    @property
    def alive(self) -> bool:
        return self._up.is_set()

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid

    async def run(self) -> None:
        """Until cancelled: spawn, listen, and after each end wait a little longer and spawn again."""
        failures = 0
        while True:
            answered = await self._live_once()
            failures = 0 if answered else failures + 1
            await asyncio.sleep(self._pauses[min(failures, len(self._pauses) - 1)])

    async def ask(self, body: bytes, deadline: float) -> bytes:
        """The child's answer within ``deadline`` seconds; else it is killed and ``WorkerLate`` raised."""
        try:
            async with asyncio.timeout(deadline):
                await self._up.wait()
                return await self._exchange(body)
        except TimeoutError:
            self.kill()
            raise WorkerLate("no answer in time") from None

    def kill(self) -> None:
        self._up.clear()  # whoever asks next waits for the next life
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGKILL)

    async def _exchange(self, body: bytes) -> bytes:
        process = self._process
        if process is None or process.stdin is None:
            raise WorkerGone("the worker is not running")
        number = next(self._numbers)
        answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        try:
            process.stdin.write(pack(number, body))
            await process.stdin.drain()
            return await answer
        except (ConnectionError, BrokenPipeError) as broken:
            raise WorkerGone("the worker closed its pipe") from broken
        finally:
            self._waiting.pop(number, None)

    async def _live_once(self) -> bool:
        """One life of the child; true if it ever sent a frame."""
        process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=self._environment,
        )
        self._process = process
        self._up.set()
        answered = False
        try:
            if self._on_start is not None:
                await self._on_start()
            assert process.stdout is not None
            async for number, body in frames(process.stdout):
                answered = True
                self._deliver(number, body)
        finally:
            self._up.clear()
            self._process = None
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
            for answer in self._waiting.values():
                if not answer.done():
                    answer.set_exception(WorkerGone("the worker ended"))
            await process.wait()
        return answered

    def _deliver(self, number: int, body: bytes) -> None:
        if number == 0:
            self._on_news(body)
            return
        answer = self._waiting.get(number)
        if answer is not None and not answer.done():
            answer.set_result(body)


def pack(number: int, body: bytes) -> bytes:
    frame = _encode((number, msgspec.Raw(body)))
    return len(frame).to_bytes(4, "big") + frame


async def frames(stream: asyncio.StreamReader) -> AsyncIterator[tuple[int, bytes]]:
    """Frames until the stream ends or stops making sense; never raises for what it reads."""
    while True:
        try:
            size = int.from_bytes(await stream.readexactly(4), "big")
            if size > LONGEST:
                return
            number, body = _decode(await stream.readexactly(size))
        except (asyncio.IncompleteReadError, ConnectionError, msgspec.DecodeError):
            return
        yield number, bytes(body)
