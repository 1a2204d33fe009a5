"""What a padrón knows: people, homes, and who lived where and when."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DocumentKind(StrEnum):
    DNI = "DNI"
    NIE = "NIE"
    NONE = "none"  # children before their first DNI


class Cause(StrEnum):
    """Why somebody was registered at a home."""

    BIRTH = "birth"
    ARRIVAL = "arrival"  # from another municipality or from abroad
    MOVE = "move"  # within the city
    OMISSION = "omission"


class Establishment(StrEnum):
    """Group establishments: papers for one person only (BOE-A-2020-4784, 8.1)."""

    RESIDENCE = "residence"
    CONVENT = "convent"


@dataclass(frozen=True, repr=False)
class Person:
    id: int
    given: str
    surname1: str
    surname2: str  # empty for many foreigners
    document: DocumentKind
    nif: str  # with its letter; empty without a document
    sex: str  # "M" woman, "H" man, as the padrón writes it
    born: date
    birth_place: str
    nationality: str
    consents: bool  # to be named in papers of other people at the address
    protected: bool
    being_removed: bool

    @property
    def surnames(self) -> str:
        return f"{self.surname1} {self.surname2}".strip()

    @property
    def full_name(self) -> str:
        return f"{self.given} {self.surnames}"


@dataclass(frozen=True)
class Home:
    id: int
    via_type: str
    via: str
    number: str
    block: str
    stair: str
    floor: str
    door: str
    postal_code: str
    district: str
    section: str
    entity: str  # village or island, where it is not the city itself
    establishment: Establishment | None

    def in_words(self) -> str:
        """As it is written on an envelope, without the postal code: "Calle Portugal, 17, 3.º B"."""
        parts = [f"{self.via_type} {self.via}", self.number]
        parts += [f"bloque {self.block}"] if self.block else []
        parts += [f"escalera {self.stair}"] if self.stair else []
        parts += [f"{self.floor} {self.door}".strip()] if self.floor else []
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class Stay:
    """Registered at ``home`` from ``since`` until ``until``; ``None``: still."""

    person: int
    home: int
    since: date
    until: date | None
    cause: Cause
