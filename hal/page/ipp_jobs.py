"""The printer and its jobs in our words: what is asked with which attributes, and how it is read."""

from dataclasses import dataclass
from enum import IntEnum

from hal.device import Fault
from hal.page import PageJob
from hal.page.ipp_client import Declined, IppClient, NoAnswer
from hal.page.ipp_faults import fault_of, other, safe
from hal.page.ipp_model import Attribute, Group, GroupTag, Operation, Status, Tag, attribute

_JOB = (
    "job-id",
    "job-name",
    "job-state",
    "job-state-reasons",
    "job-impressions-completed",
    "job-media-sheets-completed",
)
_PRINTER = (
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "document-format-supported",
    "operations-supported",
    "media-supported",
    "sides-supported",
    "copies-supported",
)
_MOST_JOBS = 500  # of a printer's history; more than any kiosk prints in a day


class JobState(IntEnum):
    PENDING = 3
    PENDING_HELD = 4
    PROCESSING = 5
    PROCESSING_STOPPED = 6
    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9


@dataclass(frozen=True)
class Job:
    number: int
    name: str | None
    state: int
    reasons: frozenset[str]
    pages: int | None  # that came out; None where the printer does not count

    @property
    def over(self) -> bool:
        return self.state >= JobState.CANCELED

    @property
    def printed(self) -> bool:
        return self.state == JobState.COMPLETED and "job-completed-with-errors" not in self.reasons

    @property
    def nothing_printed(self) -> bool:
        return self.state in (JobState.CANCELED, JobState.ABORTED) and self.pages == 0

    @property
    def stopped(self) -> bool:
        return self.state in (JobState.PROCESSING_STOPPED, JobState.PENDING_HELD)

    @property
    def incomplete(self) -> bool:
        """The printer waits for the rest of the document."""
        return bool(self.reasons & {"job-incoming", "job-data-insufficient"})

    @property
    def why(self) -> str:
        return ", ".join(safe(reason) for reason in sorted(self.reasons)) or f"state {self.state}"

    def moved_since(self, before: "Job") -> bool:
        return (self.state, self.pages) != (before.state, before.pages)


@dataclass(frozen=True)
class Printer:
    attributes: Group

    @property
    def fault(self) -> Fault | None:
        return fault_of(
            self.attributes.words("printer-state-reasons"),
            self.attributes.number("printer-state"),
            self.attributes.flag("printer-is-accepting-jobs"),
        )

    @property
    def formats(self) -> tuple[str, ...]:
        return self.attributes.words("document-format-supported")

    @property
    def two_steps(self) -> bool:
        known = {value.data for value in self.attributes.get("operations-supported")}
        return {Operation.CREATE_JOB, Operation.SEND_DOCUMENT} <= known

    def template(self, copies: int, media: str) -> tuple[Attribute, ...]:
        """Only what this printer knows: some refuse a job for an attribute they could have ignored."""
        wanted = []
        if copies > 1:
            wanted.append(attribute(Tag.INTEGER, "copies", copies))
        if media in self.attributes.words("media-supported"):
            wanted.append(attribute(Tag.KEYWORD, "media", media))
        if "one-sided" in self.attributes.words("sides-supported"):
            wanted.append(attribute(Tag.KEYWORD, "sides", "one-sided"))
        return tuple(wanted)


class Jobs:
    """Every call raises ``IppError``. ``answer`` and ``document``: deadlines in seconds."""

    def __init__(self, uri: str, ca: str | None, answer: float, document: float) -> None:
        self._client = IppClient(uri, ca)
        self._answer = answer
        self._document = document

    async def printer(self, deadline: float) -> Printer:
        answer = await self._client.ask(
            Operation.GET_PRINTER_ATTRIBUTES, _requested(_PRINTER), deadline=deadline
        )
        group = answer.group(GroupTag.PRINTER)
        if group.number("printer-state") is None:
            raise NoAnswer(other("the printer does not tell its state"), taken=True)
        return Printer(group)

    async def holding(self, job: Job | None) -> Fault | None:
        """What keeps that job from going on."""
        if job is not None and job.over:
            return None
        fault = (await self.printer(self._answer)).fault
        if fault is None and job is not None and job.stopped:
            return other("the printer has stopped the job and gives no reason (job-state)")
        return fault

    async def create(self, job: PageJob, printer: Printer, media: str) -> int:
        answer = await self._client.ask(
            Operation.CREATE_JOB,
            *_named(job),
            template=printer.template(job.copies, media),
            deadline=self._answer,
        )
        return _job(answer.group(GroupTag.JOB)).number

    async def send(self, job: PageJob, number: int, form: str) -> None:
        await self._client.ask(
            Operation.SEND_DOCUMENT,
            attribute(Tag.INTEGER, "job-id", number),
            attribute(Tag.MIME, "document-format", form),
            attribute(Tag.BOOLEAN, "last-document", True),
            document=job.pdf,
            deadline=self._document,
        )

    async def print_job(self, job: PageJob, printer: Printer, media: str, form: str) -> None:
        await self._client.ask(
            Operation.PRINT_JOB,
            *_named(job),
            attribute(Tag.MIME, "document-format", form),
            template=printer.template(job.copies, media),
            document=job.pdf,
            deadline=self._document,
        )

    async def look(self, name: str, number: int | None) -> Job | None:
        """The job by its number, if it still has our name (printers start numbers anew), else by name."""
        if number is None:
            return await self.find(name)
        try:
            answer = await self._client.ask(
                Operation.GET_JOB_ATTRIBUTES,
                attribute(Tag.INTEGER, "job-id", number),
                _requested(_JOB),
                deadline=self._answer,
            )
        except Declined as no:
            if no.status != Status.NOT_FOUND:
                raise
            return await self.find(name)
        job = _job(answer.group(GroupTag.JOB))
        return job if job.name in (name, None) else await self.find(name)

    async def find(self, name: str) -> Job | None:
        """Completed jobs last: one that ends between the two questions is not overlooked."""
        for which in ("not-completed", "completed"):
            answer = await self._client.ask(
                Operation.GET_JOBS,
                attribute(Tag.INTEGER, "limit", _MOST_JOBS),
                attribute(Tag.KEYWORD, "which-jobs", which),
                _requested(_JOB),
                deadline=self._answer,
            )
            for group in answer.all(GroupTag.JOB):
                if group.words("job-name") == (name,):
                    return _job(group)
        return None

    async def withdraw(self, name: str, number: int | None) -> None:
        """Cancels the job if the printer still has it."""
        job = await self.look(name, number)
        if job is not None and not job.over:
            await self.cancel(job.number)

    async def cancel(self, number: int) -> None:
        """A job that is over already is no error."""
        try:
            await self._client.ask(
                Operation.CANCEL_JOB, attribute(Tag.INTEGER, "job-id", number), deadline=self._answer
            )
        except Declined as no:
            if no.status not in (Status.NOT_POSSIBLE, Status.NOT_FOUND):
                raise


def _requested(names: tuple[str, ...]) -> Attribute:
    return attribute(Tag.KEYWORD, "requested-attributes", *names)


def _named(job: PageJob) -> tuple[Attribute, ...]:
    return (
        attribute(Tag.NAME, "job-name", job.id),
        # False: better a document with the printer's own idea of sides than none. What matters (A4)
        # is in the PDF, and copies are never dropped by a printer that lists them.
        attribute(Tag.BOOLEAN, "ipp-attribute-fidelity", False),
    )


def _job(group: Group) -> Job:
    number, state = group.number("job-id"), group.number("job-state")
    if number is None or state is None:
        raise NoAnswer(other("the printer tells of a job without number or state"), taken=True)
    counted = [group.number("job-impressions-completed"), group.number("job-media-sheets-completed")]
    names = group.words("job-name")
    return Job(
        number,
        names[0] if names else None,
        state,
        frozenset(group.words("job-state-reasons")),
        max((pages for pages in counted if pages is not None), default=None),
    )
