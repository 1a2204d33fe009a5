"""What a padrón paper may say, and to whom (BOE-A-2020-4784, section 8.1). Pure functions.

- One person, or everybody at the address; never a subset.
- Everybody only where every adult there consents, in no group establishment, and with nobody under
  protection among them: the paper would carry their address.
- People in a file of removal de oficio are counted in the observations and not named.
- People under protection, and those being removed, are attended at an office. Nobody is told why.
- The paper says what its purpose needs and no more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from agent.city.sandbox.model import Home, Person, Stay
from flows.cities import Field, Purpose

ADULT = timedelta(days=round(18 * 365.25))


class Kind(StrEnum):
    VOLANTE = "volante"
    CERTIFICADO = "certificado"


class Scope(StrEnum):
    INDIVIDUAL = "individual"
    COLLECTIVE = "colectivo"


class OfficeOnly(Exception):
    """A person at an office has to look into it; the citizen is told no more than that."""


@dataclass(frozen=True, repr=False)
class Register:
    """What the padrón has on one person: their stays, where they live, and who lives there too."""

    person: Person
    home: Home
    stays: tuple[Stay, ...]  # all of theirs, oldest first
    housemates: tuple[Person, ...]  # everybody at the home today, the person included
    homes: Mapping[int, Home]  # of their stays
    housemate_since: Mapping[int, date]  # person → since when at this home


@dataclass(frozen=True, repr=False)
class Sheet:
    office_only: bool
    collective_allowed: bool
    address: str
    household: int
    has_history: bool


@dataclass(frozen=True, repr=False)
class PersonLine:
    name: str
    facts: Mapping[Field, str]  # only those the purpose needs and the padrón has


@dataclass(frozen=True, repr=False)
class HistoryLine:
    since: date
    until: date | None
    address: str
    cause: str  # a key of the city's model texts


@dataclass(frozen=True, repr=False)
class Content:
    """All that one paper says, but its model texts."""

    kind: Kind
    scope: Scope
    purpose: Purpose
    home: Home
    people: tuple[PersonLine, ...]
    history: tuple[HistoryLine, ...]
    being_removed: int


def sheet(register: Register) -> Sheet:
    if office_only(register.person):
        return Sheet(True, False, "", 1, False)
    collective = collective_allowed(register)
    return Sheet(
        office_only=False,
        collective_allowed=collective,
        address=register.home.in_words(),
        household=len(named(register)) if collective else 1,
        has_history=len(register.stays) > 1,
    )


def office_only(person: Person) -> bool:
    return person.protected or person.being_removed


def collective_allowed(register: Register) -> bool:
    if register.home.establishment is not None or any(mate.protected for mate in register.housemates):
        return False
    _, *others = named(register)  # who asks has no need to consent
    return all(mate.consents or not adult(mate) for mate in others)


def adult(person: Person, today: date | None = None) -> bool:
    return (today or date.today()) - person.born >= ADULT


def named(register: Register) -> tuple[Person, ...]:
    """Who is named in a collective paper: the person first, then the others by age."""
    others = [mate for mate in register.housemates if mate != register.person and not mate.being_removed]
    return (register.person, *sorted(others, key=lambda mate: (mate.born, mate.id)))


def content(register: Register, kind: Kind, scope: Scope, *, historic: bool, purpose: Purpose) -> Content:
    """What the paper says. Raises ``OfficeOnly``."""
    if office_only(register.person):
        raise OfficeOnly
    collective = scope is Scope.COLLECTIVE
    if collective and (historic or not collective_allowed(register)):
        raise OfficeOnly
    people = named(register) if collective else (register.person,)
    return Content(
        kind=kind,
        scope=scope,
        purpose=purpose,
        home=register.home,
        people=tuple(person_line(person, register, purpose) for person in people),
        history=history(register) if historic else (),
        being_removed=sum(mate.being_removed for mate in register.housemates) if collective else 0,
    )


def person_line(person: Person, register: Register, purpose: Purpose) -> PersonLine:
    return PersonLine(
        name=person.full_name,
        facts={
            field: value for field in purpose.fields if (value := fact(field, person, register)) is not None
        },
    )


def fact(field: Field, person: Person, register: Register) -> str | None:
    match field:
        case Field.DOCUMENT:
            return f"{person.document.value} {person.nif}" if person.nif else None
        case Field.BIRTH_DATE:
            return numeric(person.born)
        case Field.BIRTH_PLACE:
            return person.birth_place
        case Field.NATIONALITY:
            return person.nationality
        case Field.SEX:
            return person.sex
        case Field.REGISTERED_SINCE:
            return numeric(registered_since(person, register))


def registered_since(person: Person, register: Register) -> date:
    """In the city without a gap; of a housemate, at this home: their earlier homes are their own."""
    if person != register.person:
        return register.housemate_since[person.id]
    since = register.stays[-1].since
    for earlier, later in zip(reversed(register.stays[:-1]), reversed(register.stays), strict=False):
        if earlier.until != later.since:
            break
        since = earlier.since
    return since


def history(register: Register) -> tuple[HistoryLine, ...]:
    return tuple(
        HistoryLine(stay.since, stay.until, register.homes[stay.home].in_words(), stay.cause.value)
        for stay in register.stays
    )


def numeric(day: date) -> str:
    return f"{day:%d/%m/%Y}"
