"""``kiosk test card`` as a technician runs it: a process of its own, a reader, a card."""

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from hal.card.sim import CardSim
from hal.card.sim_cards import CardSpec
from hal.card.sim_ocsp import OcspResponder
from hal.card.sim_pcscd import PrivatePcscd
from hal.card.sim_pki import Pki
from tests.cards import ANA, DNIE, PATIENCE, PIV, Make, settings

pytestmark = pytest.mark.asyncio(loop_scope="module")

KIOSK = "from agent.cli.main import main; main()"
CONSENT = "y\n"


@dataclass
class Bench:
    pcscd: PrivatePcscd
    sim: CardSim
    pki: Pki
    responder: OcspResponder
    directory: Path

    async def kiosk(self, *arguments: str, make: Make = DNIE, typed: str = "") -> tuple[int, str]:
        """``kiosk test card``: how it ended and all that it said."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", KIOSK, "test", "card", "--config", str(self.config(make)), *arguments),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate(typed.encode())
        assert process.returncode is not None
        return process.returncode, said.decode()

    async def put(self, card: CardSpec) -> None:
        """In, and powered by pcscd: the card before it is forgotten."""
        await self.sim.trace()
        await self.sim.insert(card)
        async with asyncio.timeout(PATIENCE):
            while not any(one.is_reset for one in await self.sim.trace()):  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    def config(self, make: Make) -> Path:
        table = settings(make, self.pcscd, self.pki, self.responder.url, slot=0)
        file = self.directory / f"{make.kind}.toml"
        device = {"driver": str(make.kind), **table}
        file.write_text(f'[kiosk]\nid = "K1"\n[city]\nadapter = "rest"\n[devices]\ncard = {toml(device)}\n')
        return file

    async def pins_presented(self, make: Make = DNIE) -> int:
        return sum(map(make.presents_pin, await self.sim.trace()))


def toml(value: Any) -> str:
    match value:
        case dict():
            return "{" + ", ".join(f"{key} = {toml(one)}" for key, one in value.items()) + "}"
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
    return str(value)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bench(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bench]:
    directory = tmp_path_factory.mktemp("kiosk")
    pki = Pki(directory / "pki")
    async with (
        PrivatePcscd() as pcscd,
        OcspResponder(pki) as responder,
        CardSim(pcscd.ports[0], pki.directory) as sim,
    ):
        yield Bench(pcscd, sim, pki, responder, directory)


async def test_with_consent_the_pin_is_tried_once_and_the_card_identifies(bench: Bench) -> None:
    for make in (DNIE, PIV):
        await bench.put(make.card())
        code, said = await bench.kiosk(make=make, typed=f"{CONSENT}{make.pin}\n")
        assert code == 0, said
        assert "not revoked" in said
        assert "signed and verified in" in said
        assert await bench.pins_presented(make) == 1


async def test_without_consent_it_only_reads(bench: Bench) -> None:
    await bench.put(DNIE.card())
    code, said = await bench.kiosk(typed="n\n")
    assert code == 0, said
    assert "the chip is genuine; 3" in said
    assert await bench.pins_presented() == 0


async def test_a_wrong_pin_is_not_tried_again(bench: Bench) -> None:
    await bench.put(DNIE.card())
    code, said = await bench.kiosk(typed=f"{CONSENT}{DNIE.wrong_pin}\n{DNIE.wrong_pin}\n")
    assert code == 1
    assert "wrong-pin; tries left: 2" in said
    assert await bench.pins_presented() == 1


async def test_with_few_tries_left_no_pin_is_tried_unless_told_so(bench: Bench) -> None:
    await bench.put(DNIE.card(tries_left=2))
    _, said = await bench.kiosk(typed=f"{CONSENT}{DNIE.pin}\n")
    assert "2 tries are left" in said
    assert await bench.pins_presented() == 0
    code, said = await bench.kiosk("--few-tries", typed=f"{CONSENT}{DNIE.pin}\n")
    assert code == 0, said
    assert await bench.pins_presented() == 1


async def test_the_trace_and_what_is_said_have_nothing_personal(bench: Bench) -> None:
    trace = bench.directory / "trace.txt"
    await bench.put(DNIE.card())
    _, said = await bench.kiosk("--trace", str(trace), typed=f"{CONSENT}{DNIE.pin}\n")
    told = said + trace.read_text()
    assert len(trace.read_text().splitlines()) > 50
    for secret in (ANA.nif, ANA.given, ANA.surname1, DNIE.pin):
        assert secret not in told
        assert secret.encode().hex().upper() not in told


async def test_an_empty_reader_and_a_wrong_configuration_are_told_in_words(bench: Bench) -> None:
    await bench.sim.remove()
    await bench.pcscd.restart()  # one that has never seen the card
    code, said = await bench.kiosk("--wait", "0.6")
    assert code == 1
    assert "no card was put in" in said
    code, said = await bench.kiosk("--config", str(bench.directory / "none.toml"))
    assert code == 2
    assert "none.toml" in said
