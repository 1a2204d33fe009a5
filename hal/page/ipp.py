"""A4 printers over IPP, straight to the printer: what it says about a job is what we say.

No spooler in between: after a power cut a spooler either forgets a job that was printed or sends it
again, and a citizen's document must come out once, before its owner and nobody else.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from typing import Any

import msgspec

from hal.device import Fault, Health, InDoubt, Refused
from hal.page import Accepted, Held, JobNews, PageJob, Resumed, Settled
from hal.page.ipp_client import Declined, NoAnswer
from hal.page.ipp_faults import offline, other
from hal.page.ipp_jobs import Job, Jobs, Printer
from hal.registry import settings

log = logging.getLogger(__name__)

BLIP = 1.0  # s; a printer that is away for less is not worth a word on the screen
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
    return IppPrinter(settings(table, IppSettings))


class IppPrinter:
    def __init__(self, settings: IppSettings) -> None:
        self._settings = settings
        self._jobs = Jobs(settings.uri, settings.ca, settings.answer, settings.document)
        self._abandoned: set[str] = set()  # names of jobs that must not come out any more
        self._abandon = asyncio.Event()

    async def run(self) -> None:
        """Withdraws jobs that were given up while the printer was away, as soon as it is back."""
        while True:
            await self._abandon.wait()
            for name in tuple(self._abandoned):
                await self._withdraw(name)
            if self._abandoned:
                await asyncio.sleep(1.0)

    async def health(self) -> Health:
        try:
            printer = await self._jobs.printer(HEALTH)
        except NoAnswer as lost:
            return Health.unsure(lost.fault)
        except Declined as no:
            return Health.unsure(other(f"the printer does not describe itself: {no}"))
        fault = self._fault(printer)
        return Health.works() if fault is None else Health.faulty(fault)

    async def print(self, job: PageJob) -> AsyncIterator[JobNews]:
        printer = await self._ready()
        number, ended = None, False
        try:
            number = await self._create(job, printer)
            sent = await self._send(job, printer, number)
            async with contextlib.aclosing(self._follow(job.id, number, sent)) as news:
                async for told in news:
                    yield told
            ended = True
        finally:
            if not ended:
                self._give_up(job.id)
                await self._withdraw(job.id, number)

    async def settle(self, job_id: str) -> Settled:
        """A job found waiting is withdrawn: its owner has left, and it must not come out for the next."""
        try:
            async with asyncio.timeout(self._settings.settle):
                job = await self._last_of(job_id)
        except (NoAnswer, Declined, TimeoutError):
            return Settled.UNKNOWN
        if job is None:
            return Settled.UNKNOWN  # printers forget: that it does not know the job proves nothing
        if job.printed:
            return Settled.PRINTED
        return Settled.NOT_PRINTED if job.nothing_printed else Settled.UNKNOWN

    # --- before the job --------------------------------------------------------------------------

    async def _ready(self) -> Printer:
        try:
            printer = await self._jobs.printer(self._settings.answer)
        except NoAnswer as lost:
            raise Refused(lost.fault) from None
        except Declined as no:
            raise Refused(other(f"the printer does not describe itself: {no}")) from None
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
        except NoAnswer as lost:
            raise Refused(lost.fault) from None
        except Declined as no:
            raise Refused(other(f"the printer did not take the job: {no}")) from None

    async def _send(self, job: PageJob, printer: Printer, number: int | None) -> bool:
        """True when the printer says that it has the document; false when we do not know."""
        form = self._settings.document_format
        try:
            if number is None:
                await self._jobs.print_job(job, printer, self._settings.media, form)
            else:
                await self._jobs.send(job, number, form)
        except Declined as no:
            raise Refused(other(f"the printer did not take the document: {no}")) from None
        except NoAnswer as lost:
            if not lost.sent:
                raise Refused(lost.fault) from None
            return False
        return True

    # --- while it prints -------------------------------------------------------------------------

    async def _follow(self, name: str, number: int | None, sent: bool) -> AsyncGenerator[JobNews, None]:
        loop = asyncio.get_running_loop()
        start = seen = moved = loop.time()
        held: Fault | None = None
        before: Job | None = None
        if sent:
            yield Accepted()
        while True:
            try:
                job = await self._jobs.look(name, number)
                fault = None if job is not None and job.over else await self._holding(job)
            except (NoAnswer, Declined) as lost:
                fault = lost.fault if isinstance(lost, NoAnswer) else other(f"no word of the job: {lost}")
                if loop.time() - seen > self._settings.lost:
                    raise InDoubt(fault) from None
                if loop.time() - seen < BLIP:
                    fault = held
            else:
                seen = loop.time()
                if job is None:
                    raise InDoubt(offline("the printer has forgotten the job: it was switched off"))
                if job.over:
                    _judge(job)
                    if held is not None:
                        yield Resumed()
                    return
                if not sent and job.incomplete:
                    # The link broke within the document: what is there will never be whole.
                    await self._withdraw(name, job.number)
                elif not sent:
                    sent = True
                    yield Accepted()
                if fault is not None or before is None or job.moved_since(before):
                    moved = seen
                if seen - moved > self._settings.stuck:
                    raise InDoubt(other("the printer makes no progress and gives no reason"))
                number, before = job.number, job
            if fault != held:
                yield Resumed() if fault is None else Held(fault)
                held = fault
            await asyncio.sleep(0.1 if loop.time() - start < 3.0 else 0.4)

    async def _holding(self, job: Job | None) -> Fault | None:
        printer = await self._jobs.printer(self._settings.answer)
        if printer.fault is None and job is not None and job.stopped:
            return other("the printer has stopped the job and gives no reason (job-state)")
        return printer.fault

    # --- jobs that must not come out any more ----------------------------------------------------

    def _give_up(self, name: str) -> None:
        self._abandoned.add(name)
        self._abandon.set()

    async def _withdraw(self, name: str, number: int | None = None) -> None:
        """Cancels the job if the printer still has it. Without an answer, ``run`` tries again."""
        try:
            async with asyncio.timeout(WITHDRAW):
                job = await self._jobs.look(name, number)
                if job is not None and not job.over:
                    await self._jobs.cancel(job.number)
        except (NoAnswer, Declined, TimeoutError):
            log.warning("a job could not be withdrawn yet", extra={"job": name})
            return
        self._abandoned.discard(name)
        if not self._abandoned:
            self._abandon.clear()

    async def _last_of(self, name: str) -> Job | None:
        """The job when it is over. It gets half of the time to end by itself."""
        loop = asyncio.get_running_loop()
        patience = loop.time() + self._settings.settle / 2
        while True:
            job = await self._jobs.find(name)
            if job is None or job.over:
                return job
            if loop.time() > patience or await self._holding(job) is not None:
                await self._jobs.cancel(job.number)
            await asyncio.sleep(0.2)


def _judge(job: Job) -> None:
    if job.printed:
        return
    fault = other(f"the printer ended the job: {job.why}")
    raise Refused(fault) if job.nothing_printed else InDoubt(fault)
