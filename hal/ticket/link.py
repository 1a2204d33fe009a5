"""The wire to a ticket printer: serial line, USB printer device or TCP, each one file descriptor.

Nothing blocks: descriptors are non-blocking and wait in the event loop, so a deadline is
``asyncio.timeout`` around the call. After any error, and after any deadline missed, the descriptor
is thrown away and opened anew the next time.
"""

import asyncio
import contextlib
import os
import socket
import termios
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

import serial


class LinkLost(Exception):
    """The device is not there, or went away."""


class Link(Protocol):
    """Deadlines are the caller's; it calls ``close`` after missing one."""

    async def send(self, data: bytes) -> None:
        """Returns when the system has taken every byte. Raises ``LinkLost``."""
        ...

    async def receive(self) -> bytes:
        """What has come, at least one byte. Raises ``LinkLost``."""
        ...

    def forget(self) -> None:
        """Throws away what has come and was not read."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class Opened:
    descriptor: int
    close: Callable[[], None]
    empty_is_end: bool = True  # usblp gives empty reads for a printer that has nothing to say


class Way(Protocol):
    """How one kind of device is opened. Raises ``OSError`` (as pyserial's errors are)."""

    async def open(self) -> Opened: ...


class DescriptorLink:
    def __init__(self, way: Way) -> None:
        self._way = way
        self._opened: Opened | None = None

    async def send(self, data: bytes) -> None:
        left = memoryview(data)
        with self._losing():
            opened = await self._open()
            while left:
                try:
                    left = left[os.write(opened.descriptor, left) :]
                except BlockingIOError:
                    await _ready(opened.descriptor, write=True)

    async def receive(self) -> bytes:
        with self._losing():
            opened = await self._open()
            while True:
                try:
                    got = os.read(opened.descriptor, 4096)
                except BlockingIOError:
                    await _ready(opened.descriptor, write=False)
                    continue
                if got:
                    return got
                if opened.empty_is_end:
                    raise ConnectionResetError
                await asyncio.sleep(0.02)

    def forget(self) -> None:
        if self._opened is None:
            return
        with contextlib.suppress(OSError):  # BlockingIOError: all is read
            while os.read(self._opened.descriptor, 4096):
                pass

    def close(self) -> None:
        opened, self._opened = self._opened, None
        if opened is not None:
            with contextlib.suppress(OSError, termios.error):
                opened.close()

    async def _open(self) -> Opened:
        if self._opened is None:
            self._opened = await self._way.open()
        return self._opened

    @contextlib.contextmanager
    def _losing(self) -> Iterator[None]:
        try:
            yield
        except (OSError, termios.error) as broken:
            self.close()
            raise LinkLost(type(broken).__name__) from None


@dataclass(frozen=True)
class Tcp:
    host: str
    port: int

    async def open(self) -> Opened:
        made = socket.socket(socket.AF_INET6 if ":" in self.host else socket.AF_INET)
        made.setblocking(False)
        try:
            await asyncio.get_running_loop().sock_connect(made, (self.host, self.port))
        except BaseException:
            made.close()
            raise
        return Opened(made.fileno(), made.close)


@dataclass(frozen=True)
class Serial:
    path: str
    baud: int
    handshake: str  # "dtr", "rts", "xon" or "none"

    async def open(self) -> Opened:
        line = serial.Serial(
            self.path,
            self.baud,
            timeout=0,
            write_timeout=0,
            exclusive=True,
            dsrdtr=self.handshake == "dtr",
            rtscts=self.handshake == "rts",
            xonxoff=self.handshake == "xon",
        )

        _end_is_empty(line.fileno())

        def close() -> None:
            # Or the kernel would wait half a minute for a printer that takes no more bytes.
            with contextlib.suppress(OSError, termios.error):
                line.reset_output_buffer()
            line.close()

        return Opened(line.fileno(), close)


def _end_is_empty(descriptor: int) -> None:
    """pyserial sets VMIN 0: an empty read would then mean "nothing yet" as well as "gone"."""
    modes = termios.tcgetattr(descriptor)
    modes[6][termios.VMIN] = 1
    termios.tcsetattr(descriptor, termios.TCSANOW, modes)


@dataclass(frozen=True)
class Usb:
    """A device of the kernel's usblp driver, /dev/usb/lpN."""

    path: str

    async def open(self) -> Opened:
        descriptor = os.open(self.path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        return Opened(descriptor, lambda: os.close(descriptor), empty_is_end=False)


def open_link(uri: str, baud: int, handshake: str) -> Link:
    """``tcp://host:port``, ``serial:/dev/…`` or ``usb:/dev/usb/lp…``. Raises ``ValueError``."""
    parts = urlsplit(uri)
    match parts.scheme:
        case "tcp" if parts.hostname:
            return DescriptorLink(Tcp(parts.hostname, parts.port or 9100))
        case "serial" if parts.path:
            return DescriptorLink(Serial(parts.path, baud, handshake))
        case "usb" if parts.path:
            return DescriptorLink(Usb(parts.path))
    raise ValueError("a ticket printer's uri is tcp://host:port, serial:/dev/… or usb:/dev/usb/lp…")


async def _ready(descriptor: int, *, write: bool) -> None:
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()
    add, remove = (loop.add_writer, loop.remove_writer) if write else (loop.add_reader, loop.remove_reader)

    def told() -> None:
        if not ready.done():
            ready.set_result(None)

    add(descriptor, told)
    try:
        await ready
    finally:
        remove(descriptor)
