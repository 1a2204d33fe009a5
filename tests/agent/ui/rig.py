"""A supervisor that says what a test tells it to, a real ``kiosk-ui``, and a finger on a real X server."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from PIL import Image, ImageGrab
from Xlib import X
from Xlib.display import Display
from Xlib.ext import xtest

from agent.protocol import LONGEST_TO_AGENT, Draw, Drawn, FromScreen, Target, encoder, from_screen

M = TypeVar("M")
_ROOT = Path(__file__).parents[3]
DEADLINE = 15.0  # s; generous, for a busy machine


@dataclass
class Heard:
    message: FromScreen
    at: float  # s, monotonic


@dataclass
class Supervisor:
    """The other end of the socket."""

    path: Path
    heard: list[Heard] = field(default_factory=list)
    connections: int = 0
    _writer: asyncio.StreamWriter | None = None
    _server: asyncio.Server | None = None
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def open(self) -> None:
        self.path.unlink(missing_ok=True)
        self._server = await asyncio.start_unix_server(self._serve, self.path, limit=LONGEST_TO_AGENT)

    async def vanish(self) -> None:
        """As when its process is killed."""
        assert self._server is not None
        self._server.close()
        self.path.unlink(missing_ok=True)
        self.hang_up()

    def hang_up(self) -> None:
        if self._writer is not None:
            self._writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self.connections += 1
        with contextlib.suppress(OSError):
            while line := await reader.readline():
                self.heard.append(Heard(from_screen.decode(line), time.monotonic()))
                async with self._changed:
                    self._changed.notify_all()
        writer.close()

    def say(self, raw: bytes) -> None:
        assert self._writer is not None
        self._writer.write(raw)

    def draw(self, draw: Draw) -> None:
        self.say(encoder().encode(draw) + b"\n")

    def said(self, kind: type[M], since: int = 0) -> list[M]:
        return [h.message for h in self.heard[since:] if isinstance(h.message, kind)]

    async def next(self, kind: type[M], since: int = 0, where: Callable[[M], bool] = lambda _: True) -> M:
        """The first message of that kind from the ``since``-th on."""
        async with asyncio.timeout(DEADLINE):
            async with self._changed:
                while True:
                    for message in self.said(kind, since):
                        if where(message):
                            return message
                    await self._changed.wait()

    async def drawn(self, draw: Draw) -> Drawn:
        """Sends it and waits until it is on the display."""
        since = len(self.heard)
        self.draw(draw)
        return await self.next(Drawn, since, lambda d: d.seq == draw.seq)


@dataclass
class Finger:
    """Touches the X server as a hand would the glass."""

    display: Any
    name: str

    def _fake(self, kind: int, detail: int = 0, x: int = 0, y: int = 0) -> None:
        xtest.fake_input(self.display, kind, detail=detail, x=x, y=y)
        self.display.sync()

    def move(self, x: int, y: int) -> None:
        self._fake(X.MotionNotify, x=x, y=y)

    def press(self, target: Target) -> None:
        self.move(*middle(target))
        self._fake(X.ButtonPress, 1)

    def release(self) -> None:
        self._fake(X.ButtonRelease, 1)

    def tap(self, target: Target) -> None:
        self.press(target)
        self.release()

    def picture(self) -> Image.Image:
        return ImageGrab.grab(xdisplay=self.name)


def middle(target: Target) -> tuple[int, int]:
    return target.x + target.width // 2, target.y + target.height // 2


def target(drawn: Drawn, name: str) -> Target:
    return next(t for t in drawn.targets if t.id == name)


@contextlib.asynccontextmanager
async def supervisor(folder: Path) -> AsyncIterator[Supervisor]:
    made = Supervisor(folder / "agent.sock")
    await made.open()
    try:
        yield made
    finally:
        await made.vanish()


@contextlib.asynccontextmanager
async def display(width: int = 1080, height: int = 1920) -> AsyncIterator[Finger]:
    read, write = os.pipe()
    xvfb = await asyncio.create_subprocess_exec(
        "Xvfb",
        *("-displayfd", str(write), "-screen", "0", f"{width}x{height}x24"),
        *("-nolisten", "tcp", "-noreset"),
        pass_fds=(write,),
        stderr=asyncio.subprocess.DEVNULL,
    )
    os.close(write)
    try:
        number = await asyncio.to_thread(os.read, read, 16)
        name = f":{int(number)}"
        connection = Display(name)
        try:
            yield Finger(connection, name)
        finally:
            connection.close()
    finally:
        os.close(read)
        xvfb.terminate()
        await xvfb.wait()


@dataclass
class Screen:
    process: asyncio.subprocess.Process
    started_at: float
    log: Path

    def rss(self) -> int:
        """kB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0])

    def cpu(self) -> float:
        """s of a core used so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextlib.asynccontextmanager
async def screen(
    socket: Path, folder: Path, *, size: str = "1080x1920", dpi: str = "102", on: Finger | None = None
) -> AsyncIterator[Screen]:
    """The real process; on no display it draws off screen."""
    where = {"DISPLAY": on.name, "SDL_VIDEODRIVER": "x11"} if on else {"SDL_VIDEODRIVER": "offscreen"}
    log = folder / "ui.log"
    with log.open("wb") as out:
        started_at = time.monotonic()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "agent.ui.main"),
            *("--socket", str(socket), "--size", size, "--dpi", dpi),
            env={**os.environ, **where, "HOME": str(folder)},
            cwd=_ROOT,
            stderr=out,
        )
    try:
        yield Screen(process, started_at, log)
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()
