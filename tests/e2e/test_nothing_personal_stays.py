"""After visits of people whose data we know, their data is looked for everywhere the kiosk writes."""

from pathlib import Path

import pytest

from agent.bench.cards import PIN, PIN_WITH_LETTERS, WRONG_PIN
from agent.bench.handles import Handles
from agent.bench.person import Person
from agent.city.sandbox.population import Role, people
from tests.e2e.conftest import Tray
from tests.e2e.padron import asks_for, identifies, takes_everything_and_leaves

RAW = ("utf-8", "utf-16-le", "latin-1")


def planted() -> list[bytes]:
    """What is personal of the people who come, in the encodings it may be written in."""
    words = [PIN, PIN_WITH_LETTERS, WRONG_PIN]
    for role in (Role.RESIDENT, Role.FAMILY_PARENT):
        person = people()[role]
        words += [person.nif, person.given, person.surname1, person.full_name]
    return [spelling.encode(raw) for word in words for spelling in {word, word.upper()} for raw in RAW]


def written_by_the_kiosk(data: Path) -> list[Path]:
    """Everything under the bench's folder but what its peers keep for themselves."""
    others = {"city", "pki", "citizen-anchors"}
    return [
        path
        for path in data.rglob("*")
        if path.is_file() and not others & set(path.relative_to(data).parts) and path.name != "city.log"
    ]


@pytest.fixture
def data(bench: Handles) -> Path:
    return bench.data


async def test_names_numbers_and_pins_are_nowhere(
    bench: Handles, person: Person, paper: Tray, data: Path
) -> None:
    await identifies(person)
    await asks_for(person)
    await person.taps("print")
    await takes_everything_and_leaves(person)
    await identifies(person, "family")
    await asks_for(person, kind="certificado", who="everyone")
    await person.taps("wish:cancel")
    await person.reads("show")
    await person.takes_card()
    await person.reads("home", having="padron")
    await bench.faults.turn("city.wrong-types", True)  # errors quote what they do not understand
    await identifies(person)
    await person.reads("sorry", having="finish", deadline=20)
    await bench.faults.turn("city.wrong-types", False)
    files = written_by_the_kiosk(data)
    assert len(files) >= 4  # its logs, its journal, its configuration
    found = [
        f"{path.name} has {needle[:1]!r}…"
        for path in files
        for needle in planted()
        if needle in path.read_bytes()
    ]
    assert found == []


async def test_nothing_personal_is_on_a_command_line_or_in_an_environment(
    bench: Handles, person: Person
) -> None:
    await identifies(person)
    await person.reads("choose", having="volante")
    shown = [
        Path(f"/proc/{pid}/{what}").read_bytes()  # noqa: ASYNC240 - /proc is no disk
        for pid in filter(None, bench.pids().values())
        for what in ("cmdline", "environ")
    ]
    assert len(shown) >= 6
    assert not any(needle in raw for raw in shown for needle in planted())


async def test_the_search_finds_what_is_planted(tmp_path: Path) -> None:
    """A search that finds nothing anywhere would prove nothing."""
    (tmp_path / "some.log").write_text(f"hello {people()[Role.RESIDENT].nif}")
    assert any(needle in path.read_bytes() for path in written_by_the_kiosk(tmp_path) for needle in planted())
