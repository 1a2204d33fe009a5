"""The screen's end of ``agent.sock``.

Pure asyncio: knows nothing of Kivy. When the supervisor goes away it says so and tries again for
ever; when the supervisor sends what cannot be understood, the last screen stays while it reconnects.
"""

import asyncio
import contextlib
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import msgspec

from agent.protocol import (
    LONGEST_TO_SCREEN,
    Alive,
    Answered,
    Draw,
    Drawn,
    Failed,
    Hello,
    Role,
    ToScreen,
    Touched,
    Wished,
    encoder,
    to_screen,
)

log = logging.getLogger("kiosk.ui")

Outgoing = Hello | Drawn | Answered | Wished | Touched | Alive
MOST_UNSENT = 256 * 1024  # bytes; a supervisor that reads nothing for that long is not there


class Listener(Protocol):
    def draw(self, draw: Draw) -> None: ...

    def lost(self) -> None:
        """Nobody answers: whatever is on the screen can no longer be acted on."""
        ...


class NotUnderstood(Exception):
    """The supervisor said something that is no message to a screen."""


@dataclass(frozen=True, slots=True)
class Backoff:
    """Seconds between tries to connect, doubling, with up to a fifth of jitter."""

    first: float = 0.05
    longest: float = 2.0

    def wait(self, failures: int, jitter: Callable[[], float] = random.random) -> float:
        plain = min(self.longest, self.first * 2.0 ** min(failures, 30))
        return plain * (0.9 + 0.2 * jitter())


@dataclass
class Link:
    path: Path
    listener: Listener
    backoff: Backoff = Backoff()
    patience: float = 3.0  # s that the last screen stays while the supervisor talks nonsense
    longest: int = LONGEST_TO_SCREEN  # bytes of one message
    _writer: asyncio.StreamWriter | None = None
    _failures: int = 0
    _nonsense_since: float | None = None

    async def run(self) -> None:
        """Connects and listens, again and again, until cancelled."""
        while True:
            await self._once()
            await asyncio.sleep(self.backoff.wait(self._failures))
            self._failures += 1

    def send(self, message: Outgoing) -> None:
        """Without a connection the message is dropped: it speaks of a screen that is no more."""
        writer = self._writer
        if writer is None or writer.is_closing():
            return
        if writer.transport.get_write_buffer_size() > MOST_UNSENT:
            log.error("K-UI-STUCK the supervisor reads nothing; reconnecting")
            writer.transport.abort()
            return
        writer.write(_encode(message) + b"\n")

    async def _once(self) -> None:
        try:
            reader, writer = await asyncio.open_unix_connection(self.path, limit=self.longest)
        except OSError as error:
            if self._failures == 0:
                log.warning("K-UI-ALONE cannot reach the supervisor: %s", error.strerror)
            self.listener.lost()
            return
        self._writer = writer
        try:
            self.send(Hello(role=Role.SCREEN))
            await self._listen(reader)
            log.warning("K-UI-ALONE the supervisor closed the connection")
            self.listener.lost()
        except NotUnderstood as error:
            log.error("K-UI-MESSAGE %s; reconnecting", error)
            self._bear_nonsense()
        except OSError as error:
            log.warning("K-UI-ALONE the connection broke: %s", error.strerror)
            self.listener.lost()
        finally:
            self._writer = None
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        while line := await _line(reader):
            self._take(line)

    def _take(self, line: bytes) -> None:
        message = understood(line)
        if isinstance(message, Failed):
            log.error("%s %s fix: %s", message.code, message.cause, message.fix)
            return
        self._failures = 0
        self._nonsense_since = None
        self.listener.draw(message)

    def _bear_nonsense(self) -> None:
        now = asyncio.get_running_loop().time()
        if self._nonsense_since is None:
            self._nonsense_since = now
        if now - self._nonsense_since >= self.patience:
            self.listener.lost()


def understood(line: bytes) -> ToScreen:
    """Raises ``NotUnderstood``, which never quotes the message: a screen may hold a name."""
    try:
        message: ToScreen = to_screen.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise NotUnderstood(f"a message of {len(line)} bytes was not understood") from None
    return message


async def _line(reader: asyncio.StreamReader) -> bytes:
    """Empty at the end. Raises ``NotUnderstood`` for a line that is too long or cut off."""
    try:
        return await reader.readuntil(b"\n")
    except asyncio.IncompleteReadError as end:
        if end.partial:
            raise NotUnderstood(f"the last message ended after {len(end.partial)} bytes") from end
        return b""
    except asyncio.LimitOverrunError as error:
        raise NotUnderstood(f"a message has more than {error.consumed} bytes") from error


_encode = encoder().encode
