"""The city's SQLite database: the padrón and the documents issued from it."""

import sqlite3
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from agent.city.sandbox.model import Home, Person, Stay
from agent.city.sandbox.population import Population
from agent.city.sandbox.rules import Register

T = TypeVar("T")

TABLES: dict[type, str] = {Person: "person", Home: "home", Stay: "stay"}
SCHEMA = """
CREATE TABLE person (id INTEGER PRIMARY KEY, given, surname1, surname2, document, nif, sex, born,
    birth_place, nationality, consents, protected, being_removed);
CREATE INDEX person_by_nif ON person (nif);
CREATE TABLE home (id INTEGER PRIMARY KEY, via_type, via, number, block, stair, floor, door,
    postal_code, district, section, entity, establishment);
CREATE TABLE stay (person REFERENCES person, home REFERENCES home, since, until, cause);
CREATE INDEX stay_by_person ON stay (person);
CREATE INDEX stay_by_home ON stay (home);
CREATE TABLE document (id PRIMARY KEY, csv UNIQUE, person REFERENCES person, key, request, kind,
    issued_at, sealed, pdf, UNIQUE (person, key));
"""


@dataclass(frozen=True, repr=False)
class Kept:
    """A document as it was issued; kept for longer than the three months of the rule: always."""

    id: str
    csv: str
    person: int
    key: str
    request: str
    kind: str
    issued_at: datetime
    sealed: bool
    pdf: bytes


class Store:
    def __init__(self, path: Path | str) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.row_factory = sqlite3.Row
        self._database.execute("PRAGMA journal_mode = WAL")

    def close(self) -> None:
        self._database.close()

    @property
    def empty(self) -> bool:
        return self._database.execute("SELECT 1 FROM sqlite_master").fetchone() is None

    def fill(self, population: Population) -> None:
        """Only who is or was registered: a visitor with a card is not in the padrón."""
        registered = {stay.person for stay in population.stays}
        self._database.executescript(f"BEGIN; {SCHEMA}")
        self._insert(Person, (person for person in population.people if person.id in registered))
        self._insert(Home, population.homes)
        self._insert(Stay, population.stays)
        self._database.execute("COMMIT")

    def registered(self, nif: str) -> Register | None:
        """Who has this NIF and lives here today."""
        found = self._all(Person, "SELECT * FROM person WHERE nif = ?", nif)
        if not found:
            return None
        (person,) = found
        stays = self._all(Stay, "SELECT * FROM stay WHERE person = ? ORDER BY since", person.id)
        now = [stay for stay in stays if stay.until is None]
        return self._register(person, stays, now[-1].home) if now else None

    def _register(self, person: Person, stays: list[Stay], home: int) -> Register:
        there = self._all(Stay, "SELECT * FROM stay WHERE home = ? AND until IS NULL", home)
        homes = self._all(
            Home, "SELECT * FROM home WHERE id IN (SELECT home FROM stay WHERE person = ?)", person.id
        )
        mates = self._all(
            Person,
            "SELECT * FROM person WHERE id IN (SELECT person FROM stay WHERE home = ? AND until IS NULL)",
            home,
        )
        by_id = {it.id: it for it in homes}
        return Register(
            person=person,
            home=by_id[home],
            stays=tuple(stays),
            housemates=tuple(mates),
            homes=by_id,
            housemate_since={stay.person: stay.since for stay in there},
        )

    def keep(self, document: Kept) -> None:
        self._database.execute(
            "INSERT INTO document VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                document.id,
                document.csv,
                document.person,
                document.key,
                document.request,
                document.kind,
                document.issued_at.isoformat(),
                int(document.sealed),
                document.pdf,
            ),
        )

    def by_key(self, person: int, key: str) -> Kept | None:
        return self._one("SELECT * FROM document WHERE person = ? AND key = ?", person, key)

    def by_csv(self, csv: str) -> Kept | None:
        return self._one("SELECT * FROM document WHERE csv = ?", csv)

    def issued(self) -> list[dict[str, Any]]:
        """What was issued, newest first, without whose it is."""
        rows = self._database.execute(
            "SELECT id, csv, kind, issued_at, sealed FROM document ORDER BY rowid DESC LIMIT 100"
        )
        return [dict(row) for row in rows]

    def _one(self, query: str, *values: Any) -> Kept | None:
        row = self._database.execute(query, values).fetchone()
        return None if row is None else msgspec.convert(dict(row), Kept, strict=False)

    def _all(self, kind: type[T], query: str, *values: Any) -> list[T]:
        rows = self._database.execute(query, values).fetchall()
        return [msgspec.convert(dict(row), kind, strict=False) for row in rows]

    def _insert(self, kind: type, things: Iterable[Any]) -> None:
        places = ", ".join("?" for _ in fields(kind))
        rows = ([msgspec.to_builtins(value) for value in astuple(thing)] for thing in things)
        self._database.executemany(f"INSERT INTO {TABLES[kind]} VALUES ({places})", rows)
