"""An A4 printer to try everything on: real IPP on the wire, and a handle for all that can happen to it.

The machine is here (trays, doors, pages, jobs); what it says on the wire is in ``sim_wire.py``.
Only the bench and tests import it.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self

from aiohttp import web

from hal.page.ipp_jobs import JobState
from hal.page.ipp_model import Operation
from hal.page.sim_job import SimJob, bound, count_pages
from hal.page.sim_wire import Misbehaviour, Wire


class PageFault(StrEnum):
    """What can be switched on and off. The last ones are about what it says, not what it is."""

    NO_PAPER = "no-paper"
    JAM = "jam"
    JAM_IN_JOB = "jam-in-job"  # the next job jams as it starts to print
    COVER = "cover"
    NO_TONER = "no-toner"
    REFUSES = "refuses"  # accepts no jobs
    UNPLUGGED = "unplugged"  # power cut; jobs survive it
    UNPLUGGED_FORGETS = "unplugged-forgets"  # power cut; jobs and their history are lost
    NETWORK_CUT = "network-cut"  # it prints on, but cannot be reached
    SLOW = "slow"
    SLOW_LORIS = "slow-loris"
    GARBAGE = "garbage"
    TRUNCATED = "truncated"
    WRONG_STATUS = "wrong-status"
    HTTP_500 = "http-500"


_POWER = frozenset({PageFault.UNPLUGGED, PageFault.UNPLUGGED_FORGETS})
_AWAY = _POWER | {PageFault.NETWORK_CUT}
_REASONS = {
    PageFault.JAM: "media-jam",
    PageFault.COVER: "cover-open",
    PageFault.NO_TONER: "toner-empty",
    PageFault.NO_PAPER: "media-empty",
}
_LOW = 20  # sheets


@dataclass(frozen=True)
class PrintedJob:
    """A job whose last page is in the tray. ``id`` is its job-name."""

    id: str
    pdf: bytes = field(repr=False)
    at: datetime


@dataclass
class IppPrinterSim:
    """``async with IppPrinterSim() as printer``; then ``printer.uri``.

    ``sleep`` may be a test's own clock. ``severity`` is what this maker puts behind reasons:
    "error", "warning", "report" or nothing. ``on_change`` is called after everything that changes.
    """

    seconds_per_page: float = 0.02
    sheets: int = 250
    port: int = 0
    host: str = "127.0.0.1"
    tls: ssl.SSLContext | None = None
    severity: str = "error"
    two_steps: bool = True  # offers Create-Job and Send-Document
    sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    on_change: Callable[[], None] = lambda: None

    printed: list[PrintedJob] = field(default_factory=list)
    pages_out: int = 0  # sheets in the tray, of whole jobs or not
    jobs: dict[int, SimJob] = field(default_factory=dict)
    faults: set[PageFault] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.wire = Wire(self)
        self._later: list[tuple[int, PageFault]] = []
        self._changed = asyncio.Event()
        self._booted = asyncio.get_running_loop().time()
        self._next_job = 1

    # --- life ------------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        self._runner = web.ServerRunner(
            web.Server(self.wire.handle, handler_cancellation=True), shutdown_timeout=0.1
        )
        await self._runner.setup()
        self._socket = bound(self.host, self.port)
        self.port = self._socket.getsockname()[1]
        await self._listen()
        self._work = asyncio.create_task(self._print_jobs())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._work.cancel()
        await asyncio.gather(self._work, return_exceptions=True)
        self.wire.hang_up()
        await self._runner.cleanup()
        self._socket.close()

    @property
    def uri(self) -> str:
        return f"{'ipps' if self.tls else 'ipp'}://{self.host}:{self.port}/ipp/print"

    @property
    def up_time(self) -> int:
        """Seconds since it was switched on, from 1 (RFC 8011, section 5.4.29)."""
        return int(asyncio.get_running_loop().time() - self._booted) + 1

    # --- what can happen to it -------------------------------------------------------------------

    async def set(self, fault: PageFault, on: bool) -> None:
        """Any fault by its name, as the bench page does."""
        if on == (fault in self.faults):
            return
        was_away = bool(self.faults & _AWAY)
        self.faults ^= {fault}
        match fault:
            case PageFault.NO_PAPER:
                self.sheets = 0 if on else 250
            case PageFault.UNPLUGGED | PageFault.UNPLUGGED_FORGETS if on:
                self._lose_power(forget=fault is PageFault.UNPLUGGED_FORGETS)
        if bool(self.faults & _AWAY) != was_away:
            await (self._listen() if was_away else self._vanish())
        self.wire.misbehaviour = next((m for m in Misbehaviour if m.value in self.faults), None)
        self.touch()

    def fail_after(self, pages: int, fault: PageFault) -> None:
        """Switches ``fault`` on when that many more pages are out."""
        if fault is PageFault.NO_PAPER:
            self.sheets = pages
            return
        self._later.append((self.pages_out + pages, fault))

    async def run_out_of_paper(self) -> None:
        await self.set(PageFault.NO_PAPER, True)

    async def add_paper(self, sheets: int = 250) -> None:
        await self.set(PageFault.NO_PAPER, False)
        self.sheets = sheets
        self.touch()

    async def jam(self) -> None:
        await self.set(PageFault.JAM, True)

    async def clear_jam(self) -> None:
        await self.set(PageFault.JAM, False)

    async def open_cover(self) -> None:
        await self.set(PageFault.COVER, True)

    async def close_cover(self) -> None:
        await self.set(PageFault.COVER, False)

    async def unplug(self, *, forget: bool = False) -> None:
        await self.set(PageFault.UNPLUGGED_FORGETS if forget else PageFault.UNPLUGGED, True)

    async def plug(self) -> None:
        for fault in _AWAY:
            await self.set(fault, False)

    def lose_request(self, operation: Operation) -> None:
        """The link breaks before the next such request is seen."""
        self.wire.lost_requests.add(operation)

    def lose_answer(self, operation: Operation) -> None:
        """The next such request is carried out, and the link breaks before its answer."""
        self.wire.lost_answers.add(operation)

    def press_cancel(self) -> None:
        """The cancel key on its panel: ends the job in hand, as any passer-by can."""
        for job in self.jobs.values():
            if not job.over:
                self.end(job, JobState.CANCELED, "job-canceled-at-device")
                return

    # --- what it says of itself (for the wire) ---------------------------------------------------

    @property
    def trouble(self) -> list[str]:
        """What keeps it from printing, as printer-state-reasons without severity."""
        return [reason for fault, reason in _REASONS.items() if fault in self.faults]

    @property
    def reasons(self) -> list[str]:
        suffix = f"-{self.severity}" if self.severity else ""
        told = [reason + suffix for reason in self.trouble]
        if 0 < self.sheets < _LOW:
            told.append("media-low-warning")
        return told or ["none"]

    @property
    def accepting(self) -> bool:
        return PageFault.REFUSES not in self.faults

    @property
    def job_in_hand(self) -> SimJob | None:
        running = (JobState.PROCESSING, JobState.PROCESSING_STOPPED)
        return next((job for job in self.jobs.values() if job.state in running), None)

    def new_job(self, name: str, user: str, copies: int) -> SimJob:
        job = SimJob(self._next_job, name, user, copies, self.up_time)
        self.jobs[job.number] = job
        self._next_job += 1
        return job

    def give(self, job: SimJob, pdf: bytes) -> None:
        job.pdf = pdf
        job.state, job.reason = JobState.PENDING, "none"
        self.touch()

    def end(self, job: SimJob, state: JobState, reason: str) -> None:
        job.state, job.reason, job.ended = state, reason, self.up_time
        self.touch()

    def touch(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
        self.on_change()

    # --- how it works ----------------------------------------------------------------------------

    async def _print_jobs(self) -> None:
        while True:
            changed = self._changed
            job = next((job for job in self.jobs.values() if job.state == JobState.PENDING), None)
            if job is None or self.faults & _POWER:
                await changed.wait()
                continue
            await self._print(job)

    async def _print(self, job: SimJob) -> None:
        pages = count_pages(job.pdf or b"")
        job.state, job.reason, job.started = JobState.PROCESSING, "job-printing", self.up_time
        self.touch()
        if not pages:
            self.end(job, JobState.ABORTED, "document-format-error")
            return
        while job.pages_done < pages * job.copies:
            await self._ready_for(job)
            if job.over or job.number not in self.jobs:
                return
            await self.sleep(self.seconds_per_page)
            if not job.over and not self._blocked:
                await self._page_out(job)
        self.printed.append(PrintedJob(job.name, job.pdf or b"", self.now()))
        self.end(job, JobState.COMPLETED, "job-completed-successfully")

    @property
    def _blocked(self) -> bool:
        return bool(self.trouble or self.faults & _POWER)

    async def _ready_for(self, job: SimJob) -> None:
        if PageFault.JAM_IN_JOB in self.faults:
            self.faults.remove(PageFault.JAM_IN_JOB)
            await self.set(PageFault.JAM, True)
        while self._blocked and not job.over and job.number in self.jobs:
            job.state, job.reason = JobState.PROCESSING_STOPPED, "printer-stopped"
            await self._changed.wait()
        if not job.over:
            job.state, job.reason = JobState.PROCESSING, "job-printing"

    async def _page_out(self, job: SimJob) -> None:
        job.pages_done += 1
        self.pages_out += 1
        self.sheets -= 1
        if not self.sheets:
            self.faults.add(PageFault.NO_PAPER)
        due = [fault for at, fault in self._later if at <= self.pages_out]
        self._later = [(at, fault) for at, fault in self._later if at > self.pages_out]
        for fault in due:
            await self.set(fault, True)
        self.touch()

    def _lose_power(self, *, forget: bool) -> None:
        self._booted = asyncio.get_running_loop().time()
        if forget:
            self.jobs.clear()
            self._next_job = 1

    async def _vanish(self) -> None:
        await self._site.stop()
        self.wire.hang_up()
        # Bound but not listening: refuses connections, and keeps the port from everyone else.
        self._socket = bound(self.host, self.port)

    async def _listen(self) -> None:
        self._site = web.SockSite(self._runner, self._socket, ssl_context=self.tls)
        await self._site.start()
