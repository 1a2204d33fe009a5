"""BOE-A-2020-4784, section 8.1, clause by clause."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from agent.city.sandbox import rules
from agent.city.sandbox.model import Cause, DocumentKind, Establishment, Home, Person, Stay
from agent.city.sandbox.rules import Kind, OfficeOnly, Register, Scope
from flows.cities import Field, Purpose
from flows.screens import Icon

BARE = Purpose(code="bare", label={"es": "Nada más"}, icon=Icon.OTHER, fields=())
ALL = Purpose(code="all", label={"es": "Todo"}, icon=Icon.OTHER, fields=tuple(Field))
HERE = Home(1, "Calle", "Mayor", "3", "", "", "2.º", "B", "03002", "01", "001", "", None)
BEFORE = replace(HERE, id=2, via="Bailén")


def person(number: int, **changes: object) -> Person:
    made = Person(
        id=number,
        given=f"Nombre{number}",
        surname1="Uno",
        surname2="Dos",
        document=DocumentKind.DNI,
        nif=f"9900000{number}A",
        sex="M",
        born=date(1980, 1, number),
        birth_place="Elche/Elx",
        nationality="España",
        consents=True,
        protected=False,
        being_removed=False,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def register(*mates: Person, home: Home = HERE, stays: tuple[Stay, ...] = ()) -> Register:
    """The first one asks."""
    first = mates[0]
    return Register(
        person=first,
        home=home,
        stays=stays or (Stay(first.id, home.id, date(2010, 5, 1), None, Cause.ARRIVAL),),
        housemates=mates,
        homes={1: home, 2: BEFORE},
        housemate_since={mate.id: date(2015, 6, mate.id) for mate in mates},
    )


def paper(found: Register, scope: Scope, *, historic: bool = False, purpose: Purpose = ALL) -> rules.Content:
    return rules.content(found, Kind.VOLANTE, scope, historic=historic, purpose=purpose)


def everything_said(content: rules.Content) -> str:
    return repr(
        (
            [(line.name, dict(line.facts)) for line in content.people],
            [(line.since, line.until, line.address, line.cause) for line in content.history],
        )
    )


def test_an_individual_paper_names_one_person() -> None:
    content = paper(register(person(1), person(2)), Scope.INDIVIDUAL)
    assert [line.name for line in content.people] == ["Nombre1 Uno Dos"]
    assert "Nombre2" not in everything_said(content)


def test_a_collective_paper_names_everybody_who_asks_first() -> None:
    child = person(3, born=date(2016, 1, 1), consents=False)
    content = paper(register(person(2), person(1), child), Scope.COLLECTIVE)
    assert [line.name[:7] for line in content.people] == ["Nombre2", "Nombre1", "Nombre3"]


def refusing() -> Iterator[object]:
    yield pytest.param(register(person(1), person(2, consents=False)), id="an adult does not consent")
    yield pytest.param(register(person(1), person(2, protected=True)), id="somebody there is protected")
    for kind in Establishment:
        home = replace(HERE, establishment=kind)
        yield pytest.param(register(person(1), person(2), home=home), id=f"a {kind.value}")


@pytest.mark.parametrize("found", tuple(refusing()))
def test_no_collective_paper_where(found: Register) -> None:
    sheet = rules.sheet(found)
    assert (sheet.collective_allowed, sheet.household) == (False, 1)
    with pytest.raises(OfficeOnly):
        paper(found, Scope.COLLECTIVE)


@pytest.mark.parametrize("found", tuple(refusing()))
def test_but_an_individual_one_there(found: Register) -> None:
    assert len(paper(found, Scope.INDIVIDUAL).people) == 1


def test_who_asks_has_no_need_to_consent() -> None:
    found = register(person(1, consents=False), person(2))
    assert len(paper(found, Scope.COLLECTIVE).people) == 2


@pytest.mark.parametrize("flag", ["protected", "being_removed"])
def test_who_has_to_go_to_the_office_gets_no_paper_and_no_reason(flag: str) -> None:
    found = register(person(1, **{flag: True}))
    assert rules.sheet(found) == rules.Sheet(True, False, "", 1, False)
    for scope in Scope:
        with pytest.raises(OfficeOnly) as refused:
            paper(found, scope)
        assert not str(refused.value)


def test_people_being_removed_are_counted_and_not_named() -> None:
    leaving = [person(number, being_removed=True, consents=False) for number in (3, 4)]
    found = register(person(1), person(2), *leaving)
    content = paper(found, Scope.COLLECTIVE)
    assert content.being_removed == 2
    assert "Nombre3" not in everything_said(content)
    assert rules.sheet(found).household == 2


def test_an_individual_paper_does_not_speak_of_who_is_being_removed() -> None:
    found = register(person(1), person(2, being_removed=True))
    assert paper(found, Scope.INDIVIDUAL).being_removed == 0


def test_the_paper_says_what_its_purpose_needs_and_no_more() -> None:
    found = register(person(1))
    assert paper(found, Scope.INDIVIDUAL, purpose=BARE).people[0].facts == {}
    facts = paper(found, Scope.INDIVIDUAL, purpose=ALL).people[0].facts
    assert facts == {
        Field.DOCUMENT: "DNI 99000001A",
        Field.BIRTH_DATE: "01/01/1980",
        Field.BIRTH_PLACE: "Elche/Elx",
        Field.NATIONALITY: "España",
        Field.SEX: "M",
        Field.REGISTERED_SINCE: "01/05/2010",
    }


def test_a_child_without_document_has_none_on_the_paper() -> None:
    child = person(2, document=DocumentKind.NONE, nif="", born=date(2020, 1, 1))
    content = paper(register(person(1), child), Scope.COLLECTIVE)
    assert Field.DOCUMENT not in content.people[1].facts


MOVED = (
    Stay(1, 2, date(1990, 1, 1), date(1995, 1, 1), Cause.ARRIVAL),
    Stay(1, 2, date(2000, 1, 1), date(2010, 5, 1), Cause.ARRIVAL),
    Stay(1, 1, date(2010, 5, 1), None, Cause.MOVE),
)


def test_registered_since_is_without_a_gap() -> None:
    facts = paper(register(person(1), stays=MOVED), Scope.INDIVIDUAL).people[0].facts
    assert facts[Field.REGISTERED_SINCE] == "01/01/2000"


def test_of_the_others_only_since_when_they_are_there() -> None:
    content = paper(register(person(1), person(2), stays=MOVED), Scope.COLLECTIVE)
    assert content.people[1].facts[Field.REGISTERED_SINCE] == "02/06/2015"


def test_the_historic_paper_has_every_home_oldest_first() -> None:
    content = paper(register(person(1), stays=MOVED), Scope.INDIVIDUAL, historic=True)
    assert [line.address.split(",")[0] for line in content.history] == ["Calle Bailén"] * 2 + ["Calle Mayor"]
    assert [line.until for line in content.history][-1] is None


def test_a_paper_that_is_not_historic_has_no_earlier_home() -> None:
    content = paper(register(person(1), stays=MOVED), Scope.INDIVIDUAL)
    assert "Bailén" not in everything_said(content)


def test_there_is_no_history_of_others() -> None:
    with pytest.raises(OfficeOnly):
        paper(register(person(1), person(2), stays=MOVED), Scope.COLLECTIVE, historic=True)


def test_who_never_moved_has_no_history_to_offer() -> None:
    assert not rules.sheet(register(person(1))).has_history
    assert rules.sheet(register(person(1), stays=MOVED)).has_history
