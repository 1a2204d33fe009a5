"""A4 printers over IPP, straight to the printer: what it says about a job is what we say.

No spooler in between: after a power cut a spooler either forgets a job that was printed or sends it
again, and a citizen's document must come out once, before its owner and nobody else.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Mapping
from typing import Any

import msgspec

from hal.device import Fault, Health, Refused
from hal.page import JobNews, PageJob, Settled
from hal.page.ipp_client import IppError
from hal.page.ipp_faults import other
from hal.page.ipp_jobs import Job, Jobs, Printer
from hal.page.ipp_watch import JobWatch
from hal.registry import settings

log = logging.getLogger(__name__)

HEALTH = 2.5  # s; within the 3 s that ``Device.health`` promises
WITHDRAW = 3.0  # s


class IppSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Times in seconds. ``ca``: PEM file that an ipps printer's certificate must go back to."""

    uri: str
    ca: str | None = None
    document_format: str = "application/pdf"
    media: str = "iso_a4_210x297mm"
    answer: float = 5.0  # a request without a document
    document: float = 60.0  # until the printer has taken a document
    lost: float = 60.0  # how long a job is looked for when the printer is away
    stuck: float = 180.0  # no progress, and no reason given
    settle: float = 20.0


def open_driver(table: Mapping[str, Any]) -> "IppPrinter":
    """Raises ``ValueError`` (``msgspec.ValidationError`` is one) for settings that cannot be."""
    return IppPrinter(settings(table, IppSettings))


class IppPrinter:
    def __init__(self, settings: IppSettings) -> None:
        self._settings = settings
        self._jobs = Jobs(settings.uri, settings.ca, settings.answer, settings.document)
        self._given_up: set[str] = set()  # names of jobs that must not come out any more
        self._wake = asyncio.Event()

    async def run(self) -> None:
        """Withdraws jobs that were given up while the printer was away, as soon as it is back."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            for name in tuple(self._given_up):
                await self._withdraw(name)
            if self._given_up:
                # Often, however long it takes: a printer that is back prints what it still has at once.
                await asyncio.sleep(1.0)
                self._wake.set()

    async def health(self) -> Health:
        try:
            printer = await self._jobs.printer(HEALTH)
        except IppError as trouble:
            return Health.unsure(trouble.fault)
        fault = self._fault(printer)
        return Health.works() if fault is None else Health.faulty(fault)

    async def print(self, job: PageJob) -> AsyncIterator[JobNews]:
        printer = await self._ready()
        number, printed = None, False
        try:
            number = await self._create(job, printer)
            watch = JobWatch(
                self._jobs,
                job.id,
                number,
                accepted=await self._send(job, printer, number),
                lost=self._settings.lost,
                stuck=self._settings.stuck,
            )
            async with contextlib.aclosing(watch.news()) as news:
                async for told in news:
                    yield told
            printed = True
        finally:
            if not printed:
                self._given_up.add(job.id)
                await self._withdraw(job.id, number)
                if job.id in self._given_up:
                    log.warning("a job could not be withdrawn yet", extra={"job": job.id})
                    self._wake.set()

    async def settle(self, job_id: str) -> Settled:
        """A job found waiting is withdrawn: its owner has left, and it must not come out for the next."""
        try:
            async with asyncio.timeout(self._settings.settle):
                job = await self._last_of(job_id)
        except (IppError, TimeoutError):
            return Settled.UNKNOWN
        if job is None:
            return Settled.UNKNOWN  # printers forget: that it does not know the job proves nothing
        if job.printed:
            return Settled.PRINTED
        return Settled.NOT_PRINTED if job.nothing_printed else Settled.UNKNOWN

    # --- before it prints ------------------------------------------------------------------------

    async def _ready(self) -> Printer:
        try:
            printer = await self._jobs.printer(self._settings.answer)
        except IppError as trouble:
            raise Refused(trouble.fault) from None
        fault = self._fault(printer)
        if fault is not None:
            raise Refused(fault)
        return printer

    def _fault(self, printer: Printer) -> Fault | None:
        wanted = self._settings.document_format
        if printer.formats and wanted not in printer.formats:
            return other(f"the printer does not take {wanted} (document-format-supported)")
        return printer.fault

    async def _create(self, job: PageJob, printer: Printer) -> int | None:
        """The job's number, where jobs are made in two steps; before the second nothing is printed."""
        if not printer.two_steps:
            return None
        try:
            return await self._jobs.create(job, printer, self._settings.media)
        except IppError as trouble:
            raise Refused(trouble.fault) from None

    async def _send(self, job: PageJob, printer: Printer, number: int | None) -> bool:
        """True when the printer says that it has the document; false when we do not know."""
        form = self._settings.document_format
        try:
            if number is None:
                await self._jobs.print_job(job, printer, self._settings.media, form)
            else:
                await self._jobs.send(job, number, form)
        except IppError as trouble:
            if not trouble.taken:
                raise Refused(trouble.fault) from None
            return False
        return True

    # --- jobs that must not come out any more ----------------------------------------------------

    async def _withdraw(self, name: str, number: int | None = None) -> None:
        """Takes it off the list of jobs given up, unless the printer does not answer."""
        with contextlib.suppress(IppError, TimeoutError):
            async with asyncio.timeout(WITHDRAW):
                await self._jobs.withdraw(name, number)
            self._given_up.discard(name)

    async def _last_of(self, name: str) -> Job | None:
        """The job when it is over. It gets half of the time to end by itself."""
        loop = asyncio.get_running_loop()
        patience = loop.time() + self._settings.settle / 2
        while True:
            job = await self._jobs.find(name)
            if job is None or job.over:
                return job
            if loop.time() > patience or await self._jobs.holding(job) is not None:
                await self._jobs.cancel(job.number)
            await asyncio.sleep(0.2)
