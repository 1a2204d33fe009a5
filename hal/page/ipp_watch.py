"""Following one job at the printer until it is over, however often the link breaks meanwhile."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

from hal.device import Fault, InDoubt, Refused
from hal.page import Accepted, Held, JobNews, Resumed
from hal.page.ipp_client import IppError
from hal.page.ipp_faults import offline, other
from hal.page.ipp_jobs import Job, Jobs

BLIP = 1.0  # s; a printer that is away for less is not worth a word on the screen
OFTEN, SELDOM = 0.1, 0.4  # s between looks: at first, when somebody waits for the first word; and later
AT_FIRST = 3.0  # s


@dataclass
class JobWatch:
    """``accepted``: the printer has said that it has the whole job. Times in seconds.

    There is no limit to how long a job may be held: whoever waits for it knows how long they will.
    """

    jobs: Jobs
    name: str
    number: int | None
    accepted: bool
    lost: float
    stuck: float
    over: bool = False
    _held: Fault | None = None
    _before: Job | None = None
    _began: float = field(default_factory=lambda: asyncio.get_running_loop().time())

    def __post_init__(self) -> None:
        self._seen = self._moved = self._began

    async def news(self) -> AsyncGenerator[JobNews, None]:
        """Ends when the job is printed. Raises ``Refused`` or ``InDoubt`` when it is over otherwise."""
        if self.accepted:
            yield Accepted()
        while not self.over:
            for told in await self._look():
                yield told
            if not self.over:
                await asyncio.sleep(OFTEN if self._now() - self._began < AT_FIRST else SELDOM)

    async def _look(self) -> list[JobNews]:
        try:
            job = await self.jobs.look(self.name, self.number)
            fault = await self.jobs.holding(job)
            if job is not None and job.incomplete and not self.accepted:
                # The link broke within the document: what the printer has will never be whole.
                await self.jobs.cancel(job.number)
        except IppError as trouble:
            return self._away(trouble.fault)
        self._seen = self._now()
        if job is None:
            raise InDoubt(offline("the printer has forgotten the job: it was switched off"))
        if job.over:
            _judge(job)
            self.over = True
        return [*self._acceptance(job), *self._holding(job, fault)]

    def _away(self, fault: Fault) -> list[JobNews]:
        absent = self._now() - self._seen
        if absent > self.lost:
            raise InDoubt(fault)
        return [] if absent < BLIP else self._change(fault)

    def _acceptance(self, job: Job) -> list[JobNews]:
        if self.accepted or job.incomplete:
            return []
        self.accepted = True
        return [Accepted()]

    def _holding(self, job: Job, fault: Fault | None) -> list[JobNews]:
        if fault is not None or self._before is None or job.moved_since(self._before):
            self._moved = self._seen
        if self._seen - self._moved > self.stuck:
            raise InDoubt(other("the printer makes no progress and gives no reason"))
        self.number, self._before = job.number, job
        return self._change(fault)

    def _change(self, fault: Fault | None) -> list[JobNews]:
        if fault == self._held:
            return []
        self._held = fault
        return [Resumed() if fault is None else Held(fault)]

    def _now(self) -> float:
        return asyncio.get_running_loop().time()


def _judge(job: Job) -> None:
    if job.printed:
        return
    fault = other(f"the printer ended the job: {job.why}")
    raise Refused(fault) if job.nothing_printed else InDoubt(fault)
