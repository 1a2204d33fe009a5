"""Everything around the kiosk breaks, and it says so, and is there for the next visitor."""

import pytest

from agent.bench.handles import Handles
from agent.bench.network import Wire
from agent.bench.person import Person
from tests.e2e.conftest import Tray
from tests.e2e.padron import asks_for, identifies, is_told


@pytest.mark.parametrize(
    "fault",
    ["city.error", "city.wrong-json", "city.wrong-types", "city.redirect", "city.huge", "city.dropped"],
)
async def test_a_city_that_answers_nonsense_is_told_as_no_answer(
    bench: Handles, person: Person, paper: Tray, fault: str
) -> None:
    await identifies(person)
    await person.reads("choose", having="volante")
    await bench.faults.turn(fault, True)
    for answer in ("volante", "aid", "me"):
        await person.reads("choose", having=answer)
        await person.taps(answer)
    seen = await person.reads("sorry", having="finish", deadline=20)
    assert seen.code is not None
    assert seen.code.startswith("K-CITY")
    assert paper.empty


async def test_a_network_cut_takes_the_procedure_off_the_menu_and_back(
    bench: Handles, person: Person
) -> None:
    bench.network.set(Wire.CUT)
    seen = await person.bench.watcher.sees(
        lambda seen: seen.screen == "home" and all(one.id != "padron" for one in seen.targets), 20
    )
    assert seen.screen == "home"
    bench.network.set(Wire.OPEN)
    await person.reads("home", having="padron", deadline=20)


async def test_a_printer_that_loses_power_before_the_job_is_told_with_another_kiosk(
    bench: Handles, person: Person, paper: Tray
) -> None:
    await identifies(person)
    await asks_for(person)
    await bench.faults.turn("printer.unplugged", True)
    await person.taps("print")
    seen = await person.reads("sorry", having="finish", deadline=30)
    assert seen.code == "K-PRINTER-OFFLINE"
    assert paper.empty


@pytest.mark.parametrize("fault", ["card.mute", "card.garbage", "card.yank", "card.status"])
async def test_a_card_that_fails_in_mid_use_ends_in_words_and_the_next_one_is_served(
    bench: Handles, person: Person, fault: str
) -> None:
    await person.taps("padron")
    await person.reads("wait")
    await person.inserts("resident")
    await person.reads("pin")
    await bench.faults.turn(fault, True)
    await person.types_pin("24681357")
    seen = await person.reads("sorry", having="finish", deadline=30)
    assert seen.code is not None
    assert seen.code.startswith("K-CARD")
    await person.takes_card()
    await person.taps("finish")
    await person.reads("home", having="padron", deadline=20)
    await identifies(person, "family")
    await person.reads("choose", having="volante")


async def test_a_revocation_service_that_is_silent_is_not_the_cards_fault(
    bench: Handles, person: Person
) -> None:
    await bench.faults.turn("ocsp.down", True)
    await identifies(person)
    await is_told(person, "K-CARD-UNCHECKED")


async def test_a_smart_card_service_that_restarts_is_survived(bench: Handles, person: Person) -> None:
    await bench.faults.turn("reader.restart", True)
    await identifies(person)
    await person.reads("choose", having="volante")


async def test_a_reader_that_comes_back_works_without_a_restart(bench: Handles, person: Person) -> None:
    await bench.faults.turn("reader.unplugged", True)
    await person.bench.watcher.sees(
        lambda seen: seen.screen == "home" and all(one.id != "padron" for one in seen.targets), 20
    )
    await bench.faults.turn("reader.unplugged", False)
    await person.reads("home", having="padron", deadline=20)
    await identifies(person)
    await person.reads("choose", having="volante")
