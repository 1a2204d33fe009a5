"""Child processes with their logs, restarted as systemd restarts the real ones."""

import asyncio
import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path

from agent.bench.waiting import until

GRACE = 5.0  # s a process has to end by itself, before SIGKILL
PAUSES = (0.1, 0.5, 1.0, 2.0, 5.0)  # s before each restart in a row
HOPELESS = 3  # starts without coming up, after which nobody waits any more
STEADY = 10.0  # s of life after which the pauses start over


class Life(StrEnum):
    OFF = "off"
    STARTING = "starting"
    RUNNING = "running"
    PAUSING = "pausing"  # it ended, and is about to be started again


class NotReady(Exception):
    """A process that did not come up. The message ends with the last lines of its log."""


async def at_once() -> None:
    """Ready as soon as it is started."""


class Service:
    """One program, kept running. ``ready`` returns when it can be used, and is cancelled if it ends."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log: Path,
        *,
        environment: Mapping[str, str] | None = None,
        ready: Callable[[], Awaitable[None]] = at_once,
        told: Callable[[str, str], None] = lambda name, what: None,
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        self.name = name
        self.log = log
        self.life = Life.OFF
        self.starts = 0
        self._command = command
        self._environment = {**os.environ, **(environment or {})}
        self._ready = ready
        self._told = told
        self._pauses = pauses
        self._process: asyncio.subprocess.Process | None = None
        self._task: asyncio.Task[None] | None = None
        self._up = asyncio.Event()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    def start(self) -> None:
        if self._task is None:
            self.life = Life.STARTING
            self._task = asyncio.get_running_loop().create_task(self._run(), name=self.name)

    def running_in(self, stack: contextlib.AsyncExitStack) -> None:
        """Started, and stopped with the stack."""
        stack.push_async_callback(self.stop)
        self.start()

    async def ready(self, deadline: float = 15.0) -> None:
        """Raises ``NotReady``."""
        with contextlib.suppress(TimeoutError):
            await until(lambda: self._up.is_set() or self.starts > HOPELESS, deadline)
        if not self._up.is_set():
            raise NotReady(f"{self.name} did not come up:\n{self.tail()}")

    async def stop(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self.life = Life.OFF

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        """As a crash would: the program itself. What it leaves behind is killed when it is gone."""
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(how)

    def tail(self, lines: int = 15) -> str:
        with contextlib.suppress(OSError):
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        return ""

    async def _run(self) -> None:
        failures = 0
        while True:
            born = time.monotonic()
            await self._live_once()
            failures = 0 if time.monotonic() - born > STEADY else failures + 1
            pause = self._pauses[min(failures, len(self._pauses)) - 1] if failures else 0.0
            self.life = Life.PAUSING
            await asyncio.sleep(pause)

    async def _live_once(self) -> None:
        self.life = Life.STARTING
        process = self._process = await self._spawn()
        self.starts += 1
        self._told(self.name, "started" if self.starts == 1 else "started again")
        becoming = asyncio.create_task(self._become_ready())
        try:
            await process.wait()
            self._told(self.name, _ended(process.returncode))
        finally:
            self._up.clear()
            becoming.cancel()
            await asyncio.wait([becoming])
            await _end(process)
            self._process = None

    async def _become_ready(self) -> None:
        await self._ready()
        self.life = Life.RUNNING
        self._up.set()

    async def _spawn(self) -> asyncio.subprocess.Process:
        with self.log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                # Nothing outlives the bench, however the bench ends.
                *("setpriv", "--pdeathsig", "KILL", *self._command),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._environment,
                start_new_session=True,  # so that what it started goes with it, as with a control group
            )


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            async with asyncio.timeout(GRACE):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _ended(code: int | None) -> str:
    if code is not None and code < 0:
        return f"ended by {signal.Signals(-code).name}"
    return f"ended with {code}"


def children(pid: int) -> dict[int, str]:
    """Processes that ``pid`` started, and their command lines."""
    found: dict[int, str] = {}
    with contextlib.suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            with contextlib.suppress(OSError):
                words = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
                found[int(child)] = b" ".join(words).decode(errors="replace").strip()
    return found


async def listening(host: str, port: int) -> None:
    """Returns when somebody accepts connections there."""
    while True:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection(host, port)
            writer.close()
            return
        await asyncio.sleep(0.02)


async def listening_at(path: Path) -> None:
    """The same for a Unix socket."""
    while True:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_unix_connection(path)
            writer.close()
            return
        await asyncio.sleep(0.02)
