"""An identity reader as the supervisor has it: the slot as its worker last told it, calls with a deadline.

Nothing here touches PC/SC. A worker that does not answer in time is killed; the card that
silenced it is left alone by the next one until it is taken out.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import msgspec

from hal import registry
from hal.card import CardError, Problem, SignedChallenge, Slot
from hal.card import messages as m
from hal.card.settings import CardSettings
from hal.device import Fault, Health
from hal.worker import Worker, WorkerGone, WorkerLate

MODULE = "hal.card.worker"

NO_WORKER = Fault(
    "K-CARD-WORKER",
    "the card worker does not run, or ended and is being started again",
    "`journalctl -u kiosk-supervisor` has its last words; if it recurs, `kiosk test card`",
    "worker",
)
NO_PCSCD = Fault(
    "K-CARD-PCSCD",
    "pcscd does not answer",
    "`systemctl status pcscd.socket pcscd.service`; `systemctl restart pcscd`",
    "pcscd",
)
NO_READER = Fault(
    "K-CARD-NO-READER",
    "pcscd runs and has no reader, or none whose name matches the configuration",
    "check the reader's cable; `kiosk test card` lists the readers by name",
    "no-reader",
)
MANY_MUTE = Fault(
    "K-CARD-MUTE",
    "one card after another did not answer",
    "clean the reader's contacts with a cleaning card; if it stays, replace the reader",
    "mute",
)
MUTE_CARDS = 3  # in a row, until the reader itself is suspected


def open_driver(table: Mapping[str, Any]) -> "CardReader":
    return CardReader(m.Kind.DNIE, registry.settings(table, CardSettings))


def open_driver_pkcs11(table: Mapping[str, Any]) -> "CardReader":
    return CardReader(m.Kind.PKCS11, registry.settings(table, CardSettings))


class CardReader:
    """An ``IdentityReader``."""

    def __init__(self, kind: m.Kind, settings: CardSettings) -> None:
        self._kind = kind
        self._settings = settings
        self._slot = Slot.NO_READER
        self._link: m.Link | None = None  # None: no worker has told us anything yet
        self._listeners: list[Callable[[Slot], None]] = []
        self._worker = Worker(MODULE, on_news=self._hear, on_start=self._begin_again)
        self._heard = asyncio.Event()
        self._hello = asyncio.Event()
        self._answering = 0
        self._shun = False
        self._mute_in_a_row = 0
        self._unfit: Fault | None = None

    @property
    def slot(self) -> Slot:
        return self._slot

    @property
    def worker_pid(self) -> int | None:
        return self._worker.pid

    def watch(self, told: Callable[[Slot], None]) -> Callable[[], None]:
        self._listeners.append(told)
        return lambda: self._listeners.remove(told)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._worker.run())
            tasks.create_task(self._start_workers())
            tasks.create_task(self._kill_when_silent())

    async def health(self) -> Health:
        if not self._worker.alive or self._link is None:
            return Health.unsure(NO_WORKER)
        if self._unfit is not None:
            return Health.faulty(self._unfit)
        if self._link is m.Link.NO_PCSCD:
            return Health.faulty(NO_PCSCD)
        if self._link is m.Link.NO_READER:
            return Health.faulty(NO_READER)
        return Health.unsure(MANY_MUTE) if self._mute_in_a_row >= MUTE_CARDS else Health.works()

    async def tries_left(self) -> int | None:
        answer = await self._ask(m.AskTries(), self._settings.deadlines.question)
        return answer.left if isinstance(answer, m.Tries) else refuse(answer)

    async def identify(self, challenge: bytes, pin: str) -> SignedChallenge:
        answer = await self._ask(m.Identify(challenge=challenge, pin=pin), self._settings.deadlines.pin)
        if not isinstance(answer, m.Identified):
            refuse(answer)
        return SignedChallenge(answer.signature, answer.certificate, answer.chain, answer.ocsp)

    async def sign(self, digest: bytes, pin: str) -> bytes:
        answer = await self._ask(m.Sign(digest=digest, pin=pin), self._settings.deadlines.pin)
        return answer.signature if isinstance(answer, m.Signed) else refuse(answer)

    async def public_info(self) -> dict[str, str]:
        answer = await self._ask(m.AskInfo(), self._settings.deadlines.question)
        return answer.items if isinstance(answer, m.Info) else refuse(answer)

    async def _ask(self, question: m.Question, deadline: float) -> m.Answer:
        if not self._worker.alive or self._link is None:
            raise CardError(Problem.READER)
        self._answering += 1
        try:
            body = await self._worker.ask(msgspec.msgpack.encode(question), deadline)
            return _decode_answer(body)
        except WorkerLate:
            self._silenced()
            raise CardError(Problem.UNREADABLE) from None
        except WorkerGone:
            raise CardError(Problem.READER) from None
        except msgspec.DecodeError:
            self._worker.kill()
            raise CardError(Problem.READER) from None
        finally:
            self._answering -= 1
            self._heard.set()

    async def _begin_again(self) -> None:
        """A new process was started: nothing is known, but that a card is being shunned."""
        self._link = self._unfit = None
        if not self._shun:
            self._change(Slot.NO_READER)

    async def _start_workers(self) -> None:
        """Each new worker says hello and is told what to watch."""
        while True:
            await self._hello.wait()
            self._hello.clear()
            order = m.Watch(kind=self._kind, settings=self._settings, shun=self._shun)
            try:
                await self._worker.ask(msgspec.msgpack.encode(order), self._settings.deadlines.question)
            except WorkerGone:
                continue
            if self._link is None:  # the next thing it does is to ask pcscd, which may hang
                self._link = m.Link.NO_PCSCD

    async def _kill_when_silent(self) -> None:
        """A worker says something every two seconds, but while it reads a card or answers."""
        while True:
            self._heard.clear()
            deadlines = self._settings.deadlines
            limit = deadlines.reading if self._slot is Slot.READING else deadlines.silence
            try:
                async with asyncio.timeout(limit):
                    await self._heard.wait()
            except TimeoutError:
                if self._answering == 0 and self._worker.alive:
                    if self._slot is Slot.READING:
                        self._silenced()
                    self._worker.kill()  # otherwise it is pcscd that hangs, and no card's fault

    def _silenced(self) -> None:
        """The card, if there is one, is what hung the worker."""
        if self._slot in (Slot.READING, Slot.READY):
            self._shun = True
            self._change(Slot.MUTE)

    def _hear(self, body: bytes) -> None:
        try:
            news = _decode_news(body)
        except msgspec.DecodeError:
            self._worker.kill()
            return
        self._heard.set()
        match news:
            case m.Hello():
                self._hello.set()
            case m.Unfit(code=code, cause=cause, fix=fix):
                self._unfit = Fault(code, cause, fix, "configuration")
            case m.SlotIs(slot=slot, link=link):
                self._link = link
                self._shun = self._shun and slot is Slot.MUTE
                self._change(slot)

    def _change(self, slot: Slot) -> None:
        if slot is self._slot:
            return
        self._slot = slot
        if slot is Slot.MUTE:
            self._mute_in_a_row += 1
        elif slot is Slot.READY:
            self._mute_in_a_row = 0
        for told in tuple(self._listeners):
            told(slot)


_decode_answer: Callable[[bytes], m.Answer] = msgspec.msgpack.Decoder(m.Answer).decode
_decode_news: Callable[[bytes], m.News] = msgspec.msgpack.Decoder(m.News).decode


def refuse(answer: m.Answer) -> NoReturn:
    if isinstance(answer, m.Failed):
        raise CardError(answer.problem, tries_left=answer.tries_left)
    raise CardError(Problem.READER)
