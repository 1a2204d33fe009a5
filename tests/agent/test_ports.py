"""Devices as flows see them: on the real page printer driver, its simulator and the real journal."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest

from agent.ledger.prints import PrintJournal, PrintState
from agent.ports import READER_BACK, CardPort, PrinterPort
from flows.devices import CardProblem, CardTrouble, PrintTrouble, Trouble
from flows.secret import Secret
from hal.card import CardError, Problem, SignedChallenge, Slot
from hal.page.ipp import open_driver
from hal.page.sim import IppPrinterSim, PageFault
from tests.clock import FakeClock, eventually


def a_page() -> bytes:
    document, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    document.new_page(595, 842)
    document.save(out)
    return out.getvalue()


PDF = a_page()


@dataclass
class Corner:
    sim: IppPrinterSim
    port: PrinterPort
    journal: PrintJournal
    clock: FakeClock

    def states(self) -> list[PrintState]:
        jobs = [job.id for job in self.sim.printed] + [job.id for job in self.journal.open_jobs()]
        entries = [self.journal.entry(job) for job in jobs]
        return [entry.state for entry in entries if entry is not None]


@pytest.fixture
async def corner(tmp_path: Path) -> AsyncIterator[Corner]:
    async with IppPrinterSim(seconds_per_page=0.01) as sim:
        driver = open_driver({"uri": sim.uri})
        running = asyncio.ensure_future(driver.run())
        journal, clock = PrintJournal(tmp_path / "prints.sqlite"), FakeClock()
        yield Corner(sim, PrinterPort(driver, journal, clock), journal, clock)
        running.cancel()
        await asyncio.wait({running})
        journal.close()


async def test_what_came_out_is_printed_in_the_journal_too(corner: Corner) -> None:
    assert [news async for news in corner.port.print("doc-1", PDF)] == [None]
    assert corner.states() == [PrintState.PRINTED]


async def test_a_document_is_in_the_journal_before_the_printer_hears_of_it(corner: Corner) -> None:
    await corner.sim.set(PageFault.NO_PAPER, True)
    with pytest.raises(PrintTrouble) as refused:
        async for _news in corner.port.print("doc-1", PDF):
            pass
    assert (refused.value.trouble, refused.value.in_doubt) == (Trouble.NO_PAPER, False)
    assert refused.value.code == "K-PRINTER-NO-PAPER"
    assert corner.journal.open_jobs() == ()
    assert corner.sim.printed == []


async def test_a_jam_in_mid_job_is_told_and_its_end_too(corner: Corner) -> None:
    await corner.sim.set(PageFault.JAM_IN_JOB, True)
    told = []
    async for news in corner.port.print("doc-1", PDF):
        told.append(news)
        if news is Trouble.JAM:
            await corner.sim.set(PageFault.JAM, False)
    assert told == [None, Trouble.JAM, None]
    assert corner.states() == [PrintState.PRINTED]


async def test_who_leaves_while_it_waits_calls_the_job_back(corner: Corner) -> None:
    await corner.sim.set(PageFault.JAM_IN_JOB, True)
    async with aclosing(corner.port.print("doc-1", PDF)) as news:
        async for told in news:
            if told is Trouble.JAM:
                break
    await corner.sim.set(PageFault.JAM, False)
    assert all(job.over for job in corner.sim.jobs.values())
    assert corner.sim.printed == []


async def test_nothing_is_printed_that_the_journal_cannot_hold(corner: Corner) -> None:
    corner.journal.close()
    with pytest.raises(PrintTrouble):
        async for _news in corner.port.print("doc-1", PDF):
            pass
    assert corner.sim.jobs == {}


async def test_mended_is_when_the_printer_says_so(corner: Corner) -> None:
    await corner.sim.set(PageFault.COVER, True)
    waiting = asyncio.ensure_future(corner.port.mended())
    await eventually(lambda: bool(corner.clock._sleepers))
    await corner.sim.set(PageFault.COVER, False)
    await corner.clock.advance(1.0)
    async with asyncio.timeout(5):
        await waiting


class ReaderDouble:
    """An ``IdentityReader`` in name only."""

    def __init__(self) -> None:
        self.slot = Slot.NO_READER
        self._told: list[Callable[[Slot], None]] = []
        self.problem: Problem | None = None

    def watch(self, told: Callable[[Slot], None]) -> Callable[[], None]:
        self._told.append(told)
        return lambda: self._told.remove(told)

    def becomes(self, slot: Slot) -> None:
        self.slot = slot
        for told in tuple(self._told):
            told(slot)

    async def identify(self, challenge: bytes, pin: str) -> SignedChallenge:
        raise CardError(self.problem or Problem.READER, tries_left=2)


async def test_a_reader_that_is_being_started_again_is_waited_for() -> None:
    reader = ReaderDouble()
    waiting = asyncio.ensure_future(CardPort(reader).inserted())  # type: ignore[arg-type]
    await asyncio.sleep(0)
    for slot in (Slot.EMPTY, Slot.READING, Slot.READY):
        reader.becomes(slot)
    async with asyncio.timeout(READER_BACK):
        await waiting


@pytest.mark.parametrize(
    ("slot", "problem"),
    [
        (Slot.MUTE, CardProblem.UNREADABLE),
        (Slot.UNKNOWN_CARD, CardProblem.UNKNOWN),
        (Slot.DEAD_CARD, CardProblem.DEAD),
        (Slot.NOT_GENUINE, CardProblem.NOT_GENUINE),
    ],
)
async def test_a_card_of_no_use_is_told_as_what_it_is(slot: Slot, problem: CardProblem) -> None:
    reader = ReaderDouble()
    reader.slot = slot
    with pytest.raises(CardTrouble) as told:
        await CardPort(reader).inserted()  # type: ignore[arg-type]
    assert told.value.problem is problem


@pytest.mark.parametrize("problem", list(Problem))
async def test_every_outcome_of_a_driver_has_words_for_a_person(problem: Problem) -> None:
    reader = ReaderDouble()
    reader.problem = problem
    with pytest.raises(CardTrouble) as told:
        await CardPort(reader).identify(bytes(32), Secret("1234"))  # type: ignore[arg-type]
    assert told.value.problem.value == problem.value
    assert told.value.tries_left == 2
    assert "1234" not in str(told.value)
