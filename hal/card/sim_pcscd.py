"""A pcscd of one's own with virtual readers, beside the machine's: for tests and the bench.

pcscd has one fixed run directory, so it is started in a mount namespace where another directory
is bound over it. Works as root and, where user namespaces are allowed, as anybody.
"""

import asyncio
import contextlib
import shutil
import socket
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

PCSCD = "/usr/sbin/pcscd"
VPCD = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
ENTER = """
test -d /run/pcscd || { mount -t tmpfs tmpfs /run && mkdir /run/pcscd; } &&
mount --bind "$1" /run/pcscd && exec setpriv --pdeathsig KILL "$0" -f -c "$2"
"""  # and it ends with whoever started it, however that ended
START_DEADLINE = 10.0  # s


class PrivatePcscd:
    """``async with PrivatePcscd() as pcscd``: clients need ``PCSCLITE_CSOCK_NAME=pcscd.socket``."""

    def __init__(self, readers: int = 2) -> None:
        self.ports: Sequence[int] = ()  # one a reader; a card is in while something is connected
        self._pairs = (readers + 1) // 2  # vpcd makes two readers of each entry
        self._process: asyncio.subprocess.Process | None = None

    @property
    def socket(self) -> str:
        return str(self._run / "pcscd.comm")

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    async def __aenter__(self) -> Self:
        # Short, for a Unix socket's name has 108 bytes at most.
        self._home = Path(tempfile.mkdtemp(prefix="pcscd-"))
        self._run, self._plugged, self._bare = (self._home / name for name in ("run", "readers", "none"))
        for directory in (self._run, self._plugged, self._bare):
            directory.mkdir()
        self.ports = [port + slot for port in free_pairs(self._pairs) for slot in (0, 1)]
        for pair, port in enumerate(self.ports[::2]):
            (self._plugged / f"vpcd{pair}").write_text(self._entry(pair, port))
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.kill()
        shutil.rmtree(self._home)

    async def start(self, *, with_readers: bool = True) -> None:
        for stale in self._run.iterdir():
            stale.unlink()
        self._process = await asyncio.create_subprocess_exec(
            *("unshare", "-rm", "sh", "-c", ENTER, PCSCD, str(self._run)),
            str(self._plugged if with_readers else self._bare),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C in a terminal is for who started us
        )
        async with asyncio.timeout(START_DEADLINE):
            while not await self._answers():  # noqa: ASYNC110  another process: there is nothing to wait on
                await asyncio.sleep(0.02)

    async def kill(self) -> None:
        """SIGKILL: a wedged pcscd heeds nothing else."""
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()

    async def restart(self) -> None:
        await self.kill()
        await self.start()

    async def unplug_readers(self) -> None:
        """vpcd cannot lose a reader, so it is a restart without any."""
        await self.kill()
        await self.start(with_readers=False)

    async def plug_readers(self) -> None:
        await self.restart()

    def _entry(self, pair: int, port: int) -> str:
        library = VPCD
        if pair:  # the library keeps its slots in static memory: each entry needs a copy of its own
            library = self._home / f"libifdvpcd{pair}.so"
            shutil.copyfile(VPCD, library)
        return (
            f'FRIENDLYNAME "Virtual Reader {pair}"\nDEVICENAME /dev/null:0x{port:X}\n'
            f"LIBPATH {library}\nCHANNELID 0x{port:X}\n"
        )

    async def _answers(self) -> bool:
        if self._process is not None and self._process.returncode is not None:
            raise RuntimeError(f"pcscd ended with {self._process.returncode}")
        try:
            _, writer = await asyncio.open_unix_connection(self.socket)
        except OSError:
            return False
        writer.close()
        return True


def free_pairs(count: int) -> list[int]:
    """Ports that are free together with the next one."""
    found: list[int] = []
    with contextlib.ExitStack() as held:
        while len(found) < count:
            first = held.enter_context(socket.socket())
            first.bind(("", 0))
            port: int = first.getsockname()[1]
            second = held.enter_context(socket.socket())
            with contextlib.suppress(OSError, OverflowError):
                second.bind(("", port + 1))
                found.append(port)
    return found
