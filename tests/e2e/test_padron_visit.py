"""The padrón procedure through the real screen, card, printer and city: the way through, and the ways out."""

import asyncio
import subprocess

import pytest

from agent.bench.cards import WRONG_PIN
from agent.bench.handles import Handles
from agent.bench.network import Wire
from agent.bench.person import Person
from tests.e2e.conftest import Tray
from tests.e2e.padron import identifies, to_the_preview


def words_on(pdf: bytes) -> str:
    """By a reader that is not ours (poppler)."""
    told = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return told.stdout.decode()


async def test_a_neighbour_takes_a_volante_home(person: Person, bench: Handles, paper: Tray) -> None:
    await to_the_preview(person)
    await person.taps("print")
    await person.reads("done")
    await person.takes_card()
    await person.taps("finish")
    await person.reads("home")
    (volante,) = paper.pages
    assert volante.pdf is not None
    words = words_on(volante.pdf)
    assert bench.drawer["resident"].holder.split()[-1].lower() in words.lower()
    assert "caduc" not in words.lower()


async def test_a_family_takes_a_certificado_for_everybody(person: Person, paper: Tray) -> None:
    await to_the_preview(person, "family", kind="certificado", who="everyone")
    await person.taps("print")
    await person.reads("done")
    (certificado,) = paper.pages
    assert certificado.pdf is not None
    assert b"/ByteRange" in certificado.pdf  # it carries the city's seal to the paper's last byte


async def test_everything_is_said_in_valencian_to_who_asks_for_it(person: Person, paper: Tray) -> None:
    await person.chooses_language("ca@valencia")
    await to_the_preview(person)
    await person.taps("print")
    seen = await person.reads("done")
    assert seen.look.language.value == "ca@valencia"
    assert len(paper.pages) == 1


async def test_one_wrong_pin_may_be_mended(person: Person) -> None:
    await person.taps("padron")
    await person.reads("wait")
    await person.inserts("resident")
    await person.reads("pin")
    await person.types_pin(WRONG_PIN)
    await person.reads("pin")
    await person.types_pin("24681357")
    await person.reads("choose", having="volante")


async def test_a_wrong_pin_on_the_last_try_blocks_the_card_and_says_where_to_go(
    person: Person, paper: Tray
) -> None:
    await person.taps("padron")
    await person.reads("wait")
    await person.inserts("last-try")
    await person.reads("show", having="go-on")
    await person.taps("go-on")
    await person.reads("pin")
    await person.types_pin(WRONG_PIN)
    seen = await person.reads("sorry")
    assert seen.code == "K-CARD-BLOCKED"
    assert paper.empty


@pytest.mark.parametrize(
    ("card", "code"),
    [("blocked", "K-CARD-BLOCKED"), ("dead", "K-CARD-DEAD"), ("forged", "K-CARD-NOT-GENUINE")],
)
async def test_a_card_that_cannot_be_used_is_refused_before_any_pin(
    person: Person, card: str, code: str
) -> None:
    await person.taps("padron")
    await person.reads("wait")
    await person.inserts(card)
    seen = await person.reads("sorry")
    assert seen.code == code


@pytest.mark.parametrize(("card", "code"), [("expired", "K-CARD-EXPIRED"), ("revoked", "K-CARD-REVOKED")])
async def test_certificates_that_no_longer_count_end_the_visit(person: Person, card: str, code: str) -> None:
    await identifies(person, card)
    seen = await person.reads("sorry")
    assert seen.code == code


@pytest.mark.parametrize("card", ["bank", "other-chip"])
async def test_a_card_that_is_no_dnie_is_given_back_and_asked_for_again(person: Person, card: str) -> None:
    await person.taps("padron")
    await person.reads("wait")
    await person.inserts(card)
    async with asyncio.timeout(10):
        while person.sees is None or person.sees.code != "K-CARD-UNKNOWN":  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await person.takes_card()
    await person.presents("resident")
    await person.reads("choose", having="volante")


@pytest.mark.parametrize("card", ["protected", "non-resident"])
async def test_who_cannot_be_helped_here_is_sent_to_an_office(person: Person, card: str, paper: Tray) -> None:
    await identifies(person, card)
    seen = await person.reads("sorry")
    assert seen.code is None  # a code would tell the person beside them why
    assert paper.empty


async def test_a_card_pulled_in_the_middle_ends_the_visit(person: Person, paper: Tray) -> None:
    await identifies(person)
    await person.reads("choose", having="volante")
    await person.takes_card()
    seen = await person.reads("sorry")
    assert seen.code == "K-CARD-PULLED"
    assert paper.empty


async def test_a_printer_without_paper_waits_and_prints_once_it_has_some(
    person: Person, bench: Handles, paper: Tray
) -> None:
    await to_the_preview(person)
    await bench.faults.turn("printer.no-paper", True)
    await person.taps("print")
    await person.reads("wait", having="give-up")
    await bench.faults.turn("printer.no-paper", False)
    await person.reads("done")
    assert len(paper.pages) == 1


async def test_a_job_that_jams_is_printed_once_the_jam_is_cleared(
    person: Person, bench: Handles, paper: Tray
) -> None:
    await to_the_preview(person)
    await bench.faults.turn("printer.jam-in-job", True)
    await person.taps("print")
    await person.reads("wait", having="give-up")
    await bench.faults.turn("printer.jam", False)
    await person.reads("done")
    assert len(paper.pages) == 1


async def test_a_job_that_jams_is_called_back_by_who_does_not_want_to_wait(
    person: Person, bench: Handles, paper: Tray
) -> None:
    await to_the_preview(person)
    await bench.faults.turn("printer.jam-in-job", True)
    await person.taps("print")
    await person.reads("wait", having="give-up")
    await person.taps("give-up")
    await person.reads("sorry")
    await bench.faults.turn("printer.jam", False)
    await person.taps("finish")
    await person.reads("show")
    await person.takes_card()
    await person.reads("home")
    assert paper.empty


async def test_a_city_that_cannot_be_reached_is_said_before_any_paper(
    person: Person, bench: Handles, paper: Tray
) -> None:
    await identifies(person)
    await person.reads("choose", having="volante")
    bench.network.set(Wire.CUT)
    for answer in ("volante", "aid", "me"):
        await person.reads("choose", having=answer)
        await person.taps(answer)
    seen = await person.reads("sorry", deadline=25.0)
    assert seen.code == "K-CITY-DOWN"
    assert paper.empty


@pytest.mark.parametrize("fault", ["city.broken-seal", "city.no-seal"])
async def test_a_certificado_whose_seal_does_not_hold_is_not_printed(
    person: Person, bench: Handles, paper: Tray, fault: str
) -> None:
    await bench.faults.turn(fault, True)
    await identifies(person)
    for answer in ("certificado", "aid", "me"):
        await person.reads("choose", having=answer)
        await person.taps(answer)
    seen = await person.reads("sorry")
    assert seen.code == "K-CITY-SEAL"
    assert paper.empty


async def test_cancelling_leads_home_with_the_card_in_the_hand(person: Person, paper: Tray) -> None:
    await identifies(person)
    await person.reads("choose", having="volante")
    await person.taps("wish:cancel")
    await person.reads("show")
    await person.takes_card()
    await person.reads("home")
    assert paper.empty
