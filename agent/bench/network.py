"""The wire between the kiosk and everything that is not in it: can be cut, go silent, or be slow."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from enum import StrEnum

CHUNK = 16 * 1024  # bytes


class Wire(StrEnum):
    OPEN = "open"
    CUT = "cut"  # connections are reset, at once
    SILENT = "silent"  # connections are made, and nothing ever comes


@dataclass
class Network:
    """State that every ``Link`` follows, also in the middle of a transfer."""

    wire: Wire = Wire.OPEN
    delay: float = 0.0  # s before each chunk
    rate: float | None = None  # bytes a second, each direction
    links: list["Link"] = field(default_factory=list)
    _heard: asyncio.Event = field(default_factory=asyncio.Event)  # set while what is sent arrives

    def __post_init__(self) -> None:
        self.set(self.wire)

    async def heard(self) -> None:
        """Returns when what is sent arrives: at once, but on a silent wire."""
        await self._heard.wait()

    def set(self, wire: Wire) -> None:
        self.wire = wire
        self._heard.clear() if wire is Wire.SILENT else self._heard.set()
        if wire is Wire.CUT:
            for link in self.links:
                link.drop()

    def slow(self, delay: float, rate: float | None) -> None:
        self.delay, self.rate = delay, rate

    @contextlib.asynccontextmanager
    async def link(self, host: str, port: int) -> AsyncIterator["Link"]:
        """A port of our own that leads to ``host:port`` as far as the network allows."""
        link = Link(self, host, port)
        server = await asyncio.start_server(link.carry, "127.0.0.1", 0)
        link.port = server.sockets[0].getsockname()[1]
        self.links.append(link)
        try:
            yield link
        finally:
            self.links.remove(link)
            server.close()
            link.drop()
            await server.wait_closed()


class Link:
    def __init__(self, network: Network, host: str, port: int) -> None:
        self.port = 0
        self._network = network
        self._far = (host, port)
        self._open: dict[asyncio.StreamWriter, asyncio.Task[None]] = {}

    def drop(self) -> None:
        for writer, task in tuple(self._open.items()):
            _reset(writer)
            task.cancel()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, for as long as it lives."""
        if self._network.wire is Wire.CUT:
            _reset(writer)
            return
        task = asyncio.current_task()
        assert task is not None
        self._open[writer] = task
        try:
            far_reader, far_writer = await asyncio.open_connection(*self._far)
            self._open[far_writer] = task
            try:
                async with asyncio.TaskGroup() as both:
                    both.create_task(self._copy(reader, far_writer))
                    both.create_task(self._copy(far_reader, writer))
            finally:
                del self._open[far_writer]
                far_writer.close()
        except OSError:
            _reset(writer)
        except asyncio.CancelledError:
            if task.cancelling() == 0:
                raise
        finally:
            del self._open[writer]
            writer.close()

    async def _copy(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while chunk := await source.read(CHUNK):
                await self._pass(len(chunk))
                sink.write(chunk)
                await sink.drain()
            if sink.can_write_eof():
                sink.write_eof()

    async def _pass(self, size: int) -> None:
        network = self._network
        await network.heard()
        pause = network.delay + (size / network.rate if network.rate else 0.0)
        if pause:
            await asyncio.sleep(pause)


def _reset(writer: asyncio.StreamWriter) -> None:
    """Closed with RST (linger 0), as a router does that has lost the way."""
    raw = writer.get_extra_info("socket")
    if raw is not None:
        with contextlib.suppress(OSError):
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
