"""Both printers on the wire, and what they print, collected as it comes out."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from agent.bench.papers import Papers
from agent.bench.waiting import running
from hal.page.sim import IppPrinterSim
from hal.ticket.sim import TicketPrinterSim


@dataclass(frozen=True)
class Printers:
    page: IppPrinterSim
    ticket: TicketPrinterSim

    @classmethod
    @contextlib.asynccontextmanager
    async def on(cls, papers: Papers) -> AsyncIterator["Printers"]:
        moved = asyncio.Event()
        async with (
            IppPrinterSim(on_change=moved.set) as page,
            TicketPrinterSim(on_change=moved.set) as ticket,
        ):
            printers = cls(page, ticket)
            async with running(printers._collect(papers, moved)):
                yield printers

    async def _collect(self, papers: Papers, moved: asyncio.Event) -> None:
        pages = tickets = jobs = 0
        while True:
            await moved.wait()
            moved.clear()
            if len(self.page.jobs) > jobs:
                papers.accepted()
            jobs = len(self.page.jobs)
            for job in self.page.printed[pages:]:
                pages += 1
                await papers.pages(job.id, job.pdf)
            for ticket in self.ticket.tickets[tickets:]:
                tickets += 1
                papers.ticket(f"ticket {tickets}", ticket.png)
