"""Made-up inhabitants of Alicante: the same ones for the same seed.

Numbers of documents start at 99 million, a range that nobody has been given. ``Role`` names the
characters that the bench's drawer of cards and the tests rely on; what happens to each is in its
comment. Histories end before ``TODAY``, so the population does not depend on the day it is made.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from agent.city.sandbox.model import Cause, DocumentKind, Establishment, Home, Person, Stay
from agent.city.sandbox.nif import dni, nie
from agent.city.sandbox.places import ABROAD, BIRTH_PLACES, MEN, STREETS, SURNAMES, WOMEN

SEED = 3014  # the city's code at the statistics institute
TODAY = date(2026, 6, 30)
HOUSEHOLDS = 92


class Role(StrEnum):
    RESIDENT = "resident"  # lives alone, has lived at two other addresses
    FAMILY_PARENT = "family-parent"  # with a partner and three children; all consent
    PROTECTED = "protected"  # sent to an office and told nothing
    NON_RESIDENT = "non-resident"  # a DNI, but not in this padrón
    FOREIGNER_NIE = "foreigner-nie"  # lives with a partner who consents
    RESIDENCE_HOME = "residence-home"  # in a group establishment: never a collective paper
    NO_COLLECTIVE_CONSENT = "no-collective-consent"  # a flatmate did not tick the box
    BEING_REMOVED = "being-removed"  # de oficio: sent to an office
    LIVES_WITH_BEING_REMOVED = "lives-with-being-removed"  # the collective paper counts, does not name
    LONG_NAME = "long-name"  # the longest that has to fit


@dataclass(frozen=True)
class Population:
    people: tuple[Person, ...]
    homes: tuple[Home, ...]
    stays: tuple[Stay, ...]
    roles: dict[Role, Person]


def populate(seed: int = SEED) -> Population:
    return _Maker(Random(seed)).make()


def people(seed: int = SEED) -> dict[Role, Person]:
    """The characters by role, for whoever makes their cards."""
    return populate(seed).roles


@dataclass
class _Maker:
    random: Random
    people: list[Person] = field(default_factory=list)
    homes: list[Home] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    roles: dict[Role, Person] = field(default_factory=dict)

    def make(self) -> Population:
        self._characters()
        for _ in range(HOUSEHOLDS):
            self.random.choice((self._alone, self._couple, self._family, self._family, self._from_abroad))()
        self._group(Establishment.RESIDENCE, 14)
        self._group(Establishment.CONVENT, 7)
        return Population(tuple(self.people), tuple(self.homes), tuple(self.stays), self.roles)

    # --- households ---------------------------------------------------------------------------

    def _alone(self) -> None:
        self._settle(self._home(), self._person(self._age(24, 88)))

    def _couple(self) -> None:
        home = self._home()
        age = self._age(28, 80)
        self._settle(home, self._person(age, woman=True), self._person(age))

    def _family(self) -> None:
        home = self._home()
        mother, father = self._person(self._age(30, 50), woman=True), self._person(self._age(30, 52))
        self._settle(home, mother, father)
        for _ in range(self.random.randint(1, 3)):
            self._child(home, father, mother, self.random.randint(0, 17))

    def _from_abroad(self) -> None:
        home = self._home()
        country = self.random.choice(ABROAD)
        for woman in self.random.choice(((True,), (False,), (True, False))):
            names = country.women if woman else country.men
            person = self._person(self._age(22, 66), woman=woman)
            second = self.random.choice(country.surnames) if country.second_surname else ""
            foreign = replace(
                person,
                given=self.random.choice(names),
                surname1=self.random.choice(country.surnames),
                surname2=second,
                document=DocumentKind.NIE,
                nif=nie(self.random.choice("XYZ"), 9_900_000 + person.id),
                birth_place=country.birth_place,
                nationality=country.nationality,
            )
            self._settle(home, self._again(foreign))

    def _group(self, kind: Establishment, size: int) -> Home:
        home = self._home(establishment=kind)
        for _ in range(size):
            convent = kind is Establishment.CONVENT
            person = self._person(self._age(70, 97), woman=convent or None)
            self._settle(home, person)
        return home

    # --- characters ---------------------------------------------------------------------------

    def _characters(self) -> None:
        resident = self._named(Role.RESIDENT, "Rosario", "Sempere", "Lledó", "M", date(1954, 3, 8))
        self._lived(resident, self._home(5), date(1954, 3, 8), date(1979, 9, 30), Cause.BIRTH)
        self._lived(resident, self._home(28), date(1979, 9, 30), date(2011, 5, 16), Cause.MOVE)
        self._lived(resident, self._home(8), date(2011, 5, 16), None, Cause.MOVE)

        parent = self._named(Role.FAMILY_PARENT, "Vicent", "Carratalá", "Ferrándiz", "H", date(1983, 11, 21))
        partner = self._again(replace(self._person(date(1985, 2, 2), woman=True), consents=True))
        home = self._home(19)
        self._lived(parent, home, date(2012, 6, 4), None, Cause.ARRIVAL)
        self._lived(partner, home, date(2012, 6, 4), None, Cause.ARRIVAL)
        for age in (14, 9, 3):
            self._child(home, parent, partner, age)

        protected = self._named(Role.PROTECTED, "Nieves", "Gosálbez", "Orts", "M", date(1991, 7, 1))
        self._again(replace(protected, protected=True), Role.PROTECTED)
        self._lived(protected, self._home(30), date(2024, 1, 15), None, Cause.ARRIVAL)

        self._named(Role.NON_RESIDENT, "Tomás", "Ibáñez", "Cuenca", "H", date(1978, 12, 5))

        foreigner = self._named(Role.FOREIGNER_NIE, "Amina", "Benali", "", "M", date(1990, 4, 19))
        self._again(self._made_foreign(foreigner), Role.FOREIGNER_NIE)
        home = self._home(20)
        self._lived(foreigner, home, date(2019, 10, 2), None, Cause.ARRIVAL)
        partner = self._again(replace(self._person(date(1988, 8, 8), woman=False), consents=True))
        self._lived(partner, home, date(2019, 10, 2), None, Cause.MOVE)

        elder = self._named(Role.RESIDENCE_HOME, "Gaspar", "Alemañ", "Baeza", "H", date(1938, 1, 6))
        self._lived(elder, self._group(Establishment.RESIDENCE, 11), date(2021, 2, 1), None, Cause.MOVE)

        home = self._home(34)
        flatmate = self._named(
            Role.NO_COLLECTIVE_CONSENT, "Mireia", "Llorens", "Climent", "M", date(1999, 5, 27)
        )
        other = self._again(replace(self._person(date(1998, 9, 9)), consents=False))
        self._lived(flatmate, home, date(2022, 9, 12), None, Cause.ARRIVAL)
        self._lived(other, home, date(2021, 9, 1), None, Cause.ARRIVAL)

        home = self._home(32)
        leaving = self._named(Role.BEING_REMOVED, "Óscar", "Poveda", "Mira", "H", date(1971, 6, 14))
        self._again(replace(leaving, being_removed=True), Role.BEING_REMOVED)
        staying = self._named(
            Role.LIVES_WITH_BEING_REMOVED, "Begoña", "Torregrosa", "Esplá", "M", date(1969, 10, 10)
        )
        self._lived(leaving, home, date(2005, 3, 3), None, Cause.ARRIVAL)
        self._lived(staying, home, date(2005, 3, 3), None, Cause.ARRIVAL)

        long_name = self._named(
            Role.LONG_NAME,
            "María de los Desamparados Inmaculada",
            "Fernández de Córdoba y Álvarez de las Asturias",
            "Martínez de Irujo-Torregrosa de Bohórquez",
            "M",
            date(1946, 12, 8),
        )
        self._lived(
            long_name, self._home(25, block="III", stair="Izquierda"), date(1988, 4, 4), None, Cause.ARRIVAL
        )

    def _named(self, role: Role, given: str, surname1: str, surname2: str, sex: str, born: date) -> Person:
        person = replace(
            self._person(born, woman=sex == "M"),
            given=given,
            surname1=surname1,
            surname2=surname2,
            consents=True,
            birth_place="Alicante/Alacant",
        )
        return self._again(person, role)

    def _made_foreign(self, person: Person) -> Person:
        return replace(
            person,
            document=DocumentKind.NIE,
            nif=nie("X", 9_900_000 + person.id),
            birth_place="Orán (Argelia)",
            nationality="Argelia",
        )

    # --- parts --------------------------------------------------------------------------------

    def _person(self, born: date, *, woman: bool | None = None) -> Person:
        woman = self.random.random() < 0.5 if woman is None else woman
        number = len(self.people) + 1
        person = Person(
            id=number,
            given=self.random.choice(WOMEN if woman else MEN),
            surname1=self.random.choice(SURNAMES),
            surname2=self.random.choice(SURNAMES),
            document=DocumentKind.DNI,
            nif=dni(99_000_000 + 137 * number),
            sex="M" if woman else "H",
            born=born,
            birth_place=self.random.choice(BIRTH_PLACES),
            nationality="España",
            consents=self.random.random() < 0.85,
            protected=False,
            being_removed=False,
        )
        self.people.append(person)
        return person

    def _again(self, person: Person, role: Role | None = None) -> Person:
        """The same person, known better."""
        self.people[person.id - 1] = person
        if role is not None:
            self.roles[role] = person
        return person

    def _child(self, home: Home, father: Person, mother: Person, age: int) -> None:
        born = TODAY - timedelta(days=365 * age + self.random.randint(1, 360))
        child = replace(
            self._person(born),
            surname1=father.surname1,
            surname2=mother.surname1,
            birth_place="Alicante/Alacant",
            consents=True,
        )
        if age < 14:  # a DNI is compulsory from 14
            child = replace(child, document=DocumentKind.NONE, nif="")
        self._again(child)
        arrived = next(stay.since for stay in self.stays if stay.person == mother.id and stay.home == home.id)
        cause = Cause.BIRTH if born > arrived else Cause.ARRIVAL
        self._lived(child, home, max(born, arrived), None, cause)

    def _home(
        self,
        street: int | None = None,
        *,
        establishment: Establishment | None = None,
        block: str = "",
        stair: str = "",
    ) -> Home:
        where = self.random.choice(STREETS) if street is None else STREETS[street]
        country = where.via_type in ("Partida", "Camino")
        home = Home(
            id=len(self.homes) + 1,
            via_type=where.via_type,
            via=where.via,
            number=str(self.random.randint(1, 96)),
            block=block,
            stair=stair,
            floor="" if establishment or (country and not block) else f"{self.random.randint(1, 8)}.º",
            door=""
            if establishment or (country and not block)
            else self.random.choice(("A", "B", "C", "Izq.", "Dcha.")),
            postal_code=where.postal_code,
            district=where.district,
            section=where.section,
            entity=where.entity,
            establishment=establishment,
        )
        self.homes.append(home)
        return home

    def _settle(self, home: Home, *people: Person) -> None:
        """They moved in together some years ago; some of them had another home in the city before."""
        years = self.random.randint(1, 20)
        moved = TODAY - timedelta(days=365 * years + self.random.randint(0, 364))
        for person in people:
            since = max(moved, person.born + timedelta(days=365 * 18))
            if self.random.random() < 0.3:
                before = since - timedelta(days=self.random.randint(400, 2400))
                self._lived(person, self._home(), before, since, Cause.ARRIVAL)
                self._lived(person, home, since, None, Cause.MOVE)
            else:
                self._lived(person, home, since, None, Cause.ARRIVAL)

    def _lived(self, person: Person, home: Home, since: date, until: date | None, cause: Cause) -> None:
        self.stays.append(Stay(person.id, home.id, since, until, cause))

    def _age(self, least: int, most: int) -> date:
        return TODAY - timedelta(days=self.random.randint(365 * least, 365 * most))
