"""An X server of our own where the machine has no display (Xvfb, no TCP, a free number)."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass


class NoXServer(Exception):
    """Xvfb is not installed, or ended before it was ready."""


@dataclass(frozen=True)
class Size:
    """Pixels."""

    width: int
    height: int

    @classmethod
    def parse(cls, words: str) -> "Size":
        """``1080x1920``. Raises ``ValueError``."""
        width, _, height = words.partition("x")
        size = cls(int(width), int(height))
        if not (0 < size.width <= 8192 and 0 < size.height <= 8192):
            raise ValueError(f"no screen is {words}")
        return size

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


@contextlib.asynccontextmanager
async def xvfb(size: Size, dpi: int = 96, deadline: float = 10.0) -> AsyncIterator[str]:
    """Its display name (``:7``) while it runs. Raises ``NoXServer``."""
    mine, its = os.pipe()
    try:
        process = await asyncio.create_subprocess_exec(
            # The server must not outlive us, however we end.
            *("setpriv", "--pdeathsig", "KILL"),
            *("Xvfb", "-displayfd", str(its), "-screen", "0", f"{size}x24", "-dpi", str(dpi)),
            *("-nolisten", "tcp", "-noreset"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            pass_fds=(its,),
            start_new_session=True,  # Ctrl-C in a terminal is for the bench, which then ends this in its turn
        )
    except OSError as error:
        os.close(mine)
        raise NoXServer("setpriv or Xvfb cannot be started (see image-build/packages.txt)") from error
    finally:
        os.close(its)
    try:
        yield f":{await _display_number(mine, deadline)}"
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


async def _display_number(pipe: int, deadline: float) -> int:
    """What Xvfb writes on ``-displayfd`` once it listens."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(pipe, "rb")
    )
    try:
        async with asyncio.timeout(deadline):
            return int(await reader.readline())
    except (TimeoutError, ValueError):
        raise NoXServer("Xvfb did not come up") from None
    finally:
        transport.close()
