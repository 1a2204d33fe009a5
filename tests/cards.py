"""A reader on a table with a drawer of cards: the real pcscd, a real worker process, emulated cards."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hal.card import Slot
from hal.card.messages import Kind
from hal.card.reader import CardReader, open_driver, open_driver_pkcs11
from hal.card.sim import CardSim, Exchange
from hal.card.sim_cards import CardSpec, PivSpec
from hal.card.sim_component import terminal_profile_file
from hal.card.sim_dnie import DnieSpec
from hal.card.sim_ocsp import OcspResponder
from hal.card.sim_pcscd import PrivatePcscd
from hal.card.sim_pki import Citizen, Person, Pki

ANA = Person("12345678Z", "ANA", "GARCÍA", "PÉREZ")
BLAS = Person("87654321X", "BLAS", "NAVARRO", "SEMPERE")
VERIFY, CRYPTOGRAM = 0x20, 0x87
PATIENCE = 10.0  # s; a test machine may be busy


@dataclass(frozen=True)
class Make:
    """What differs between the kinds of card, seen from outside."""

    kind: Kind
    spec: type[DnieSpec] | type[PivSpec]
    pin: str
    wrong_pin: str
    signs: int  # the instruction byte of a signature
    asks_tries: int  # bytes of a VERIFY that has no PIN in it
    tells_tries: bool

    def card(self, person: Person = ANA, **knobs: Any) -> CardSpec:
        names = {"given": person.given, "surname1": person.surname1, "surname2": person.surname2}
        return self.spec(**{"nif": person.nif, "pin": self.pin, **names, **knobs})

    def presents_pin(self, exchange: Exchange) -> bool:
        """A VERIFY with data, which in a channel is a cryptogram (87); without, it asks for the tries."""
        command = exchange.command
        data = command[5:]
        return (
            not exchange.is_reset
            and command[1] == VERIFY
            and bool(data)
            and (not exchange.secured or data[0] == CRYPTOGRAM)
        )


DNIE = Make(Kind.DNIE, DnieSpec, "Abc12345", "Zyx98765", 0x2A, 18, True)
PIV = Make(Kind.PKCS11, PivSpec, "123456", "654321", 0x87, 5, False)


@dataclass
class Table:
    make: Make
    pcscd: PrivatePcscd
    sim: CardSim
    pki: Pki
    responder: OcspResponder
    reader: CardReader
    port: int

    def __post_init__(self) -> None:
        self.slots: list[Slot] = []  # every one that was told
        self.reader.watch(self.slots.append)

    def card(self, person: Person = ANA, **knobs: Any) -> CardSpec:
        return self.make.card(person, **knobs)

    def citizen(self, person: Person = ANA) -> Citizen:
        return self.pki.citizen(person)

    async def put(self, card: CardSpec | None = None, slot: Slot = Slot.READY) -> None:
        await self.sim.insert(card or self.card())
        await self.until_slot(slot)

    async def take_out(self) -> None:
        await self.sim.remove()
        await self.until_slot(Slot.EMPTY)

    async def until_slot(self, slot: Slot) -> None:
        await until(lambda: self.reader.slot is slot)

    async def pins_presented(self) -> int:
        return sum(map(self.make.presents_pin, await self.sim.trace()))


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - any condition, seen from outside
            await asyncio.sleep(0.005)


def settings(make: Make, pcscd: PrivatePcscd, pki: Pki, ocsp_url: str, slot: int) -> dict[str, Any]:
    return {
        "reader": f"00 {slot:02}",
        "pcscd": pcscd.socket,
        "trust": {
            "anchors": [str(pki.root_file)],
            "intermediates": [str(pki.intermediate_file)],
            "ocsp_url": ocsp_url,
            "ocsp_timeout": 0.5,
            "production": False,
        },
        "dnie": {"terminal": str(terminal_profile_file(pki))} if make is DNIE else {},
        "deadlines": {"reading": 1.5, "question": 2.0, "pin": 2.5, "silence": 4.0},
    }


@asynccontextmanager
async def running(make: Make, table: dict[str, Any]) -> AsyncIterator[CardReader]:
    reader = (open_driver if make is DNIE else open_driver_pkcs11)(table)
    run = asyncio.create_task(reader.run())
    try:
        yield reader
    finally:
        run.cancel()
        await asyncio.gather(run, return_exceptions=True)


@asynccontextmanager
async def laid(make: Make, pki_directory: Path, readers: int = 1) -> AsyncIterator[list[Table]]:
    """Readers under one pcscd, each with a worker and a hand of its own."""
    pki = Pki(pki_directory)
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        pcscd = await enter(PrivatePcscd(readers))
        responder = await enter(OcspResponder(pki))
        tables = []
        for slot, port in enumerate(pcscd.ports[:readers]):
            sim = await enter(CardSim(port, pki_directory))
            reader = await enter(running(make, settings(make, pcscd, pki, responder.url, slot)))
            tables.append(Table(make, pcscd, sim, pki, responder, reader, port))
        yield tables
