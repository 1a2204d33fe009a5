"""The ticket simulator's sockets on the outside: where a cable can be plugged in and pulled out."""

import asyncio
import contextlib
import os
import tempfile
import tty
from collections.abc import Callable
from pathlib import Path


class TcpPort:
    def __init__(
        self, receive: Callable[[bytes], None], writers: set[Callable[[bytes], None]], port: int
    ) -> None:
        self._receive = receive
        self._writers = writers
        self._number = port
        self._server: asyncio.Server | None = None
        self._streams: set[asyncio.StreamWriter] = set()

    @property
    def uri(self) -> str:
        return f"tcp://127.0.0.1:{self._number}"

    async def plug(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._number)
        self._number = self._server.sockets[0].getsockname()[1]

    def pull(self) -> None:
        if self._server is not None:
            self._server.close()
        for stream in self._streams:
            stream.transport.abort()

    def close(self) -> None:
        self._server = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._streams.add(writer)
        self._writers.add(writer.write)
        try:
            while data := await reader.read(4096):
                self._receive(data)
        except ConnectionError:
            pass
        finally:
            self._writers.discard(writer.write)
            self._streams.discard(writer)
            writer.close()


class SerialPort:
    """A serial line whose other end is a pseudo-terminal; its name stays the same over a pulled cable."""

    def __init__(self, receive: Callable[[bytes], None], writers: set[Callable[[bytes], None]]) -> None:
        self._receive = receive
        self._writers = writers
        self._folder = tempfile.TemporaryDirectory(prefix="ticket-printer-")
        self._name = Path(self._folder.name) / "line"
        self._ends: tuple[int, int] | None = None

    @property
    def uri(self) -> str:
        return f"serial:{self._name}"

    async def plug(self) -> None:
        ours, theirs = os.openpty()
        tty.setraw(theirs)
        os.set_blocking(ours, False)
        self._ends = (ours, theirs)  # theirs stays open, or reading ours fails while nobody has it
        self._name.symlink_to(os.ttyname(theirs))
        asyncio.get_running_loop().add_reader(ours, self._read)
        self._writers.add(self._write)

    def pull(self) -> None:
        if self._ends is None:
            return
        ends, self._ends = self._ends, None
        asyncio.get_running_loop().remove_reader(ends[0])
        self._writers.discard(self._write)
        self._name.unlink()
        for end in ends:
            os.close(end)

    def close(self) -> None:
        self._folder.cleanup()

    def _read(self) -> None:
        if self._ends is not None:
            with contextlib.suppress(BlockingIOError):
                self._receive(os.read(self._ends[0], 4096))

    def _write(self, data: bytes) -> None:
        if self._ends is not None:
            with contextlib.suppress(BlockingIOError):
                os.write(self._ends[0], data)
