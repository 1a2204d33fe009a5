"""The promise of ``hal.page.PagePrinter``, that every driver of page printers keeps."""

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator

import pypdfium2
import pytest

from hal.device import InDoubt, Refused, State
from hal.page import Accepted, Held, JobNews, PageJob, PagePrinter, Resumed, Settled
from hal.page.ipp_model import Operation
from hal.page.sim import IppPrinterSim, PageFault
from hal.registry import driver


def a_pdf(pages: int = 1) -> bytes:
    document, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    for _ in range(pages):
        document.new_page(595, 842).close()
    document.save(out)
    document.close()
    return out.getvalue()


def a_job(pages: int = 1, id: str = "0193-a") -> PageJob:
    return PageJob(id, a_pdf(pages))


@pytest.fixture(params=["two-steps", "one-step"])
async def paper(request: pytest.FixtureRequest) -> AsyncIterator[IppPrinterSim]:
    """The printer itself: what is in its trays, and what can happen to it."""
    async with IppPrinterSim(two_steps=request.param == "two-steps") as sim:
        yield sim


@pytest.fixture
async def printer(paper: IppPrinterSim) -> AsyncIterator[PagePrinter]:
    made: PagePrinter = driver("page", "ipp")({"uri": paper.uri, "answer": 0.5, "lost": 1.6, "settle": 2.0})
    running = asyncio.create_task(made.run())
    yield made
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


class Visit:
    """Somebody who waits at the printer and remembers what was told."""

    def __init__(self, printer: PagePrinter, job: PageJob) -> None:
        self.told: list[JobNews] = []
        self._task = asyncio.create_task(self._wait(printer.print(job)))

    async def _wait(self, news: AsyncIterator[JobNews]) -> None:
        async for word in news:
            self.told.append(word)

    def held_by(self) -> str | None:
        last = self.told[-1] if self.told else None
        return last.fault.kind if isinstance(last, Held) else None

    async def end(self) -> list[JobNews]:
        await self._task
        return self.told

    async def walk_away(self) -> None:
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task


# --- it prints -----------------------------------------------------------------------------------


async def test_a_document_is_printed_once_and_as_it_was_given(printer, paper):
    job = a_job(pages=3)
    assert await Visit(printer, job).end() == [Accepted()]
    assert [(printed.id, printed.pdf) for printed in paper.printed] == [(job.id, job.pdf)]
    assert paper.pages_out == 3


async def test_the_iterator_ends_only_when_the_last_page_is_out(printer, paper, until):
    paper.sheets = 2
    visit = Visit(printer, a_job(pages=3))
    await until(lambda: visit.held_by() == "no-paper")
    assert paper.pages_out == 2
    assert paper.printed == []
    await paper.add_paper()
    assert await visit.end() == [Accepted(), visit.told[1], Resumed()]
    assert len(paper.printed) == 1


async def test_two_documents_come_out_in_their_order(printer, paper):
    await Visit(printer, a_job(id="first")).end()
    await Visit(printer, a_job(id="second")).end()
    assert [printed.id for printed in paper.printed] == ["first", "second"]


async def test_the_job_is_accepted_within_a_second(printer, paper, until):
    paper.seconds_per_page = 3.0
    visit = Visit(printer, a_job())
    async with asyncio.timeout(1):
        await until(lambda: visit.told == [Accepted()])
    await visit.walk_away()


async def test_copies_are_printed(printer, paper):
    await Visit(printer, PageJob("job", a_pdf(2), copies=3)).end()
    assert paper.pages_out == 6


# --- it cannot -----------------------------------------------------------------------------------

SEEN_FROM_OUTSIDE = {
    PageFault.NO_PAPER: "no-paper",
    PageFault.JAM: "jam",
    PageFault.COVER: "cover",
    PageFault.NO_TONER: "no-toner",
    PageFault.UNPLUGGED: "offline",
    PageFault.NETWORK_CUT: "offline",
    PageFault.REFUSES: "other",
}


@pytest.mark.parametrize(("fault", "kind"), SEEN_FROM_OUTSIDE.items())
async def test_a_job_that_cannot_be_printed_is_refused_with_the_reason(printer, paper, fault, kind):
    await paper.set(fault, True)
    with pytest.raises(Refused) as refused:
        await Visit(printer, a_job()).end()
    assert refused.value.fault.kind == kind
    assert refused.value.fault.code == f"K-PRINTER-{kind.upper()}"
    assert paper.jobs == {}


@pytest.mark.parametrize("fault", [PageFault.JAM, PageFault.COVER, PageFault.NO_TONER, PageFault.NO_PAPER])
async def test_trouble_while_printing_is_told_and_the_job_goes_on_when_it_is_over(
    printer, paper, until, fault
):
    paper.fail_after(1, fault)
    visit = Visit(printer, a_job(pages=3))
    await until(lambda: visit.held_by() == SEEN_FROM_OUTSIDE[fault])
    await paper.set(fault, False)
    assert [type(word) for word in await visit.end()] == [Accepted, Held, Resumed]
    assert paper.pages_out == 3


async def test_a_document_that_is_no_document_is_refused(printer, paper):
    with pytest.raises(Refused, match="document-format-error"):
        await Visit(printer, PageJob("job", b"not a PDF")).end()
    assert paper.pages_out == 0


async def test_a_job_ended_at_the_panel_before_a_page_came_out_is_refused(printer, paper, until):
    paper.seconds_per_page = 1.0
    visit = Visit(printer, a_job(pages=2))
    await until(lambda: Accepted() in visit.told)
    paper.press_cancel()
    with pytest.raises(Refused, match="job-canceled-at-device"):
        await visit.end()


async def test_a_job_ended_at_the_panel_after_a_page_came_out_is_in_doubt(printer, paper, until):
    paper.fail_after(1, PageFault.JAM)
    visit = Visit(printer, a_job(pages=2))
    await until(lambda: visit.held_by() == "jam")
    paper.press_cancel()
    with pytest.raises(InDoubt):
        await visit.end()


# --- somebody leaves -----------------------------------------------------------------------------


async def test_walking_away_cancels_the_job_at_the_printer(printer, paper, until):
    paper.fail_after(1, PageFault.JAM)
    visit = Visit(printer, a_job(pages=3))
    await until(lambda: visit.held_by() == "jam")
    await visit.walk_away()
    assert all(job.over for job in paper.jobs.values())
    await paper.clear_jam()
    await Visit(printer, a_job(id="the next person")).end()
    assert [printed.id for printed in paper.printed] == ["the next person"]


async def test_a_job_given_up_while_the_printer_was_away_is_withdrawn_when_it_is_back(printer, paper, until):
    paper.fail_after(1, PageFault.UNPLUGGED)
    visit = Visit(printer, a_job(pages=3))
    await until(lambda: visit.held_by() == "offline")
    await visit.walk_away()
    await paper.jam()  # or it would be printed before anyone can withdraw it
    await paper.plug()
    await until(lambda: all(job.over for job in paper.jobs.values()))
    assert paper.printed == []


# --- the link breaks -----------------------------------------------------------------------------


async def test_a_network_cut_in_mid_job_ends_well_when_the_network_is_back(printer, paper, until):
    paper.fail_after(1, PageFault.NETWORK_CUT)
    visit = Visit(printer, a_job(pages=3))
    await until(lambda: paper.printed != [])
    await paper.plug()
    await visit.end()
    assert len(paper.printed) == 1


async def test_a_printer_that_stays_away_leaves_the_job_in_doubt(printer, paper):
    paper.fail_after(1, PageFault.UNPLUGGED)
    with pytest.raises(InDoubt) as doubt:
        await Visit(printer, a_job(pages=3)).end()
    assert doubt.value.fault.kind == "offline"


async def test_a_printer_that_forgot_the_job_in_a_power_cut_leaves_it_in_doubt(printer, paper, until):
    paper.fail_after(1, PageFault.UNPLUGGED_FORGETS)
    visit = Visit(printer, a_job(pages=3))
    await until(lambda: PageFault.UNPLUGGED_FORGETS in paper.faults)
    await paper.plug()
    with pytest.raises(InDoubt, match="forgotten"):
        await visit.end()
    assert paper.printed == []


async def test_a_stranger_with_our_jobs_number_is_not_taken_for_ours(printer, paper, until):
    paper.fail_after(1, PageFault.UNPLUGGED_FORGETS)
    visit = Visit(printer, a_job(pages=3))
    await until(lambda: PageFault.UNPLUGGED_FORGETS in paper.faults)
    stranger = paper.new_job("somebody else's", "office", 1)
    paper.give(stranger, a_pdf())
    assert stranger.number == 1
    await paper.plug()
    with pytest.raises(InDoubt, match="forgotten"):
        await visit.end()


async def test_an_answer_lost_after_the_document_was_taken_does_not_print_it_twice(printer, paper):
    paper.lose_answer(Operation.SEND_DOCUMENT if paper.two_steps else Operation.PRINT_JOB)
    assert await Visit(printer, a_job(pages=2)).end() == [Accepted()]
    assert paper.pages_out == 2


async def test_a_document_lost_on_its_way_is_not_told_as_printed(printer, paper):
    paper.lose_request(Operation.SEND_DOCUMENT if paper.two_steps else Operation.PRINT_JOB)
    with pytest.raises((Refused, InDoubt)):
        await Visit(printer, a_job()).end()
    assert paper.printed == []
    assert all(job.over for job in paper.jobs.values())


async def test_it_prints_again_after_a_power_cut_without_a_restart(printer, paper):
    await paper.unplug(forget=True)
    with pytest.raises(Refused):
        await Visit(printer, a_job(id="lost")).end()
    await paper.plug()
    await Visit(printer, a_job(id="found")).end()
    assert [printed.id for printed in paper.printed] == ["found"]


# --- it talks nonsense ---------------------------------------------------------------------------

NONSENSE = [
    PageFault.GARBAGE,
    PageFault.TRUNCATED,
    PageFault.WRONG_STATUS,
    PageFault.HTTP_500,
    PageFault.SLOW_LORIS,
]


@pytest.mark.parametrize("fault", NONSENSE)
async def test_a_printer_that_talks_nonsense_gets_no_document(printer, paper, fault):
    await paper.set(fault, True)
    with pytest.raises(Refused):
        await Visit(printer, a_job()).end()
    assert paper.jobs == {}


@pytest.mark.parametrize("fault", NONSENSE)
async def test_nonsense_in_mid_job_is_waited_out(printer, paper, until, fault):
    paper.seconds_per_page = 0.1
    paper.fail_after(1, fault)
    visit = Visit(printer, a_job(pages=3))
    await until(lambda: paper.printed != [])
    await paper.set(fault, False)
    await visit.end()
    assert paper.pages_out == 3


# --- health --------------------------------------------------------------------------------------


async def test_a_printer_with_paper_works(printer):
    assert (await printer.health()).state is State.WORKS


@pytest.mark.parametrize(("fault", "kind"), SEEN_FROM_OUTSIDE.items())
async def test_health_names_what_is_wrong_and_what_to_do(printer, paper, fault, kind):
    await paper.set(fault, True)
    health = await printer.health()
    assert health.state is (State.UNSURE if kind == "offline" else State.FAULTY)
    assert health.fault is not None
    assert health.fault.kind == kind
    assert health.fault.cause
    assert health.fault.fix


@pytest.mark.parametrize("fault", NONSENSE)
async def test_health_is_unsure_within_three_seconds_whatever_the_printer_does(printer, paper, fault):
    await paper.set(fault, True)
    async with asyncio.timeout(3):
        assert (await printer.health()).state is State.UNSURE


# --- settling ------------------------------------------------------------------------------------


async def test_a_job_that_came_out_while_we_were_dead_is_settled_as_printed(printer, paper):
    await Visit(printer, a_job(id="ours")).end()
    assert await printer.settle("ours") is Settled.PRINTED


async def test_a_job_still_printing_is_waited_for(printer, paper):
    paper.give(paper.new_job("ours", "kiosk", 1), a_pdf(5))
    assert await printer.settle("ours") is Settled.PRINTED
    assert paper.pages_out == 5


async def test_a_job_still_waiting_is_withdrawn_because_its_owner_has_left(printer, paper):
    await paper.jam()
    paper.give(paper.new_job("ours", "kiosk", 1), a_pdf(2))
    assert await printer.settle("ours") is Settled.NOT_PRINTED
    await paper.clear_jam()
    await Visit(printer, a_job(id="next")).end()
    assert [printed.id for printed in paper.printed] == ["next"]


async def test_a_job_half_printed_cannot_be_settled_either_way(printer, paper, until):
    paper.fail_after(1, PageFault.JAM)
    paper.give(paper.new_job("ours", "kiosk", 1), a_pdf(2))
    await until(lambda: PageFault.JAM in paper.faults)
    assert await printer.settle("ours") is Settled.UNKNOWN


async def test_a_job_the_printer_does_not_know_is_unknown_not_unprinted(printer):
    assert await printer.settle("never seen") is Settled.UNKNOWN


@pytest.mark.parametrize("fault", [PageFault.UNPLUGGED, PageFault.GARBAGE, PageFault.SLOW_LORIS])
async def test_settling_with_a_printer_that_does_not_answer_is_unknown(printer, paper, fault):
    await paper.set(fault, True)
    assert await printer.settle("ours") is Settled.UNKNOWN
