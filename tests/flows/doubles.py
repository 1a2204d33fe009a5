"""Python-level doubles of what a flow asks for: unit tests of flows only. Devices have real simulators."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec

from flows.city import Citizen, CityTrouble, Document, PadronRequest, PadronSheet
from flows.devices import CardProblem, CardTrouble, Identity, PrintTrouble, Trouble
from flows.secret import Secret

PIN = "Clave#2026x"
SHEET = PadronSheet(
    protected=False,
    collective_allowed=True,
    address="Calle San Fernando, 12, 3.º B",
    household=3,
    has_history=True,
)


@dataclass
class CardDouble:
    pin: str = PIN
    tries: int = 3
    inside: bool = False
    problem: CardProblem | None = None  # of the card as it lies in the reader
    refuses: CardProblem | None = None  # when the PIN is right
    hangs: bool = False  # the identification never ends
    pins_tried: int = 0
    _moved: asyncio.Event = field(default_factory=asyncio.Event)

    def insert(self) -> None:
        self.inside = True
        self._moved.set()

    def pull(self) -> None:
        self.inside = False
        self._moved.set()

    async def inserted(self) -> None:
        await self._until(True)
        if self.problem is not None:
            raise CardTrouble(self.problem)

    async def removed(self) -> None:
        await self._until(False)

    async def tries_left(self) -> int | None:
        return self.tries

    async def identify(self, nonce: bytes, pin: Secret) -> Identity:
        self.pins_tried += 1
        if self.hangs:
            await asyncio.Event().wait()
        if pin.reveal() != self.pin:
            self.tries -= 1
            problem = CardProblem.BLOCKED if self.tries == 0 else CardProblem.WRONG_PIN
            raise CardTrouble(problem, tries_left=self.tries)
        if self.refuses is not None:
            raise CardTrouble(self.refuses)
        return Identity(nonce=nonce, signature=b"s", certificate=b"c", chain=(), ocsp=None)

    async def _until(self, inside: bool) -> None:
        while self.inside != inside:
            self._moved.clear()
            await self._moved.wait()


@dataclass
class CityDouble:
    sheet: PadronSheet | None = SHEET
    trouble: dict[str, CityTrouble] = field(default_factory=dict)  # call → what it raises
    requests: list[PadronRequest] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    forgotten: int = 0

    async def nonce(self) -> bytes:
        self._raise("nonce")
        return bytes(32)

    async def recognise(self, identity: Identity) -> Citizen:
        self._raise("recognise")
        return Citizen(session="s-1", given="CARMEN", surname="ESPLÁ")

    async def padron_sheet(self, citizen: Citizen) -> PadronSheet | None:
        self._raise("padron_sheet")
        return self.sheet

    async def issue(self, citizen: Citizen, request: PadronRequest, language: str) -> Document:
        self._raise("issue")
        self.requests.append(request)
        self.languages.append(language)
        return Document(
            id=f"doc-{len(self.requests)}",
            csv="AAAAA-BBBBB-CCCCC-DDDDD-EEEEE",
            verify_url="https://sede.example/validar",
            sealed=False,
            pdf=b"%PDF-1.7",
            pages=(b"png",),
            issued_at=datetime(2026, 11, 24, tzinfo=UTC),
        )

    async def forget(self, citizen: Citizen) -> None:
        self.forgotten += 1

    def protects(self) -> None:
        self.sheet = replace_sheet(protected=True)

    def _raise(self, call: str) -> None:
        if call in self.trouble:
            raise self.trouble[call]


def replace_sheet(**changes: bool) -> PadronSheet:

    return msgspec.structs.replace(SHEET, **changes)


@dataclass
class PrinterDouble:
    fails: PrintTrouble | None = None
    paper: asyncio.Event = field(default_factory=asyncio.Event)
    out_of: Trouble | None = None
    printed: list[str] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.paper.set()

    def runs_out(self) -> None:
        self.out_of = Trouble.NO_PAPER
        self.paper.clear()

    async def trouble(self) -> Trouble | None:
        return self.out_of

    async def mended(self) -> None:
        await self.paper.wait()
        self.fails = None

    async def print(self, job: str, pdf: bytes) -> AsyncGenerator[Trouble | None, None]:
        if self.fails is not None:
            raise self.fails
        done = False
        try:
            yield None
            if not self.paper.is_set():
                yield self.out_of
                await self.paper.wait()
                yield None
            self.printed.append(job)
            done = True
        finally:
            if not done:
                self.cancelled.append(job)
