"""Devices as drivers offer them, made into devices as flows see them."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from agent import log
from agent.clock import Clock
from agent.ledger.prints import Ended, JournalTrouble, PrintJournal
from flows.devices import CardProblem, CardTrouble, Identity, PrintTrouble, Trouble
from flows.secret import Secret
from hal.card import CardError, IdentityReader, Problem, Slot
from hal.device import DeviceError, Fault, InDoubt, State
from hal.page import Held, PageJob, PagePrinter

UNUSABLE: dict[Slot, CardProblem] = {
    Slot.NO_READER: CardProblem.READER,
    Slot.MUTE: CardProblem.UNREADABLE,
    Slot.UNKNOWN_CARD: CardProblem.UNKNOWN,
    Slot.DEAD_CARD: CardProblem.DEAD,
    Slot.NOT_GENUINE: CardProblem.NOT_GENUINE,
}


MENDED_EVERY = 0.5  # s from one look at a printer that waits for somebody to the next
READER_BACK = 8.0  # s a visitor waits for a reader that is being started again, before hearing of it


class CardPort:
    """``flows.devices.CardSlot`` on a reader."""

    def __init__(self, reader: IdentityReader) -> None:
        self._reader = reader

    async def inserted(self) -> None:
        try:
            async with asyncio.timeout(READER_BACK):
                await self._when(lambda slot: slot is not Slot.NO_READER)
        except TimeoutError:
            raise CardTrouble(CardProblem.READER) from None
        slot = await self._when(lambda slot: slot is Slot.READY or slot in UNUSABLE)
        if slot is not Slot.READY:
            raise CardTrouble(UNUSABLE[slot])

    async def removed(self) -> None:
        await self._when(lambda slot: slot in (Slot.EMPTY, Slot.NO_READER))

    async def tries_left(self) -> int | None:
        try:
            return await self._reader.tries_left()
        except CardError as error:
            raise trouble(error) from None

    async def identify(self, nonce: bytes, pin: Secret) -> Identity:
        try:
            signed = await self._reader.identify(nonce, pin.reveal())
        except CardError as error:
            raise trouble(error) from None
        return Identity(
            nonce=nonce,
            signature=signed.signature,
            certificate=signed.certificate,
            chain=signed.chain,
            ocsp=signed.ocsp,
        )

    async def _when(self, wanted: Callable[[Slot], bool]) -> Slot:
        if wanted(self._reader.slot):
            return self._reader.slot
        reached: asyncio.Future[Slot] = asyncio.get_running_loop().create_future()

        def told(slot: Slot) -> None:
            if wanted(slot) and not reached.done():
                reached.set_result(slot)

        forget = self._reader.watch(told)
        try:
            return await reached
        finally:
            forget()


def trouble(error: CardError) -> CardTrouble:
    return CardTrouble(PROBLEMS[error.problem], tries_left=error.tries_left)


PROBLEMS: dict[Problem, CardProblem] = {problem: CardProblem(problem.value) for problem in Problem}


class PrinterPort:
    """``flows.devices.PagePrinter`` on a driver, with every job in the journal before it is sent."""

    def __init__(self, printer: PagePrinter, journal: PrintJournal, clock: Clock) -> None:
        self._printer = printer
        self._clock = clock
        self._journal = journal

    async def trouble(self) -> Trouble | None:
        health = await self._printer.health()
        if health.state is State.WORKS or health.fault is None:
            return None
        return seen_as(health.fault)

    async def mended(self) -> None:
        while await self.trouble() is not None:
            await self._clock.sleep(MENDED_EVERY)

    async def print(self, job: str, pdf: bytes) -> AsyncGenerator[Trouble | None, None]:
        number = await self._begin(job)
        ended = Ended.IN_DOUBT  # until we know better, also when the visitor walks away
        try:
            async with aclosing(self._printer.print(PageJob(id=number, pdf=pdf))) as news:
                async for told in news:
                    yield seen_as(told.fault) if isinstance(told, Held) else None
            ended = Ended.PRINTED
        except DeviceError as error:
            in_doubt = isinstance(error, InDoubt)
            ended = Ended.IN_DOUBT if in_doubt else Ended.REFUSED
            raise PrintTrouble(seen_as(error.fault), in_doubt=in_doubt) from None
        finally:
            await self._settle(number, ended)

    async def _begin(self, document: str) -> str:
        try:
            return await asyncio.to_thread(self._journal.begin, document)
        except JournalTrouble as error:
            log.crash(log.get("prints"), "journal-broken", error, code=error.code)
            raise PrintTrouble(Trouble.OTHER, in_doubt=False) from None

    async def _settle(self, number: str, ended: Ended) -> None:
        try:
            await asyncio.to_thread(self._journal.settle, number, ended)
        except JournalTrouble as error:
            # The job stays open in the journal: the printer is asked about it at the next start.
            log.crash(log.get("prints"), "journal-broken", error, code=error.code)


def seen_as(fault: Fault) -> Trouble:
    try:
        return Trouble(fault.kind)
    except ValueError:
        return Trouble.OTHER
