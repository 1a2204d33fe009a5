"""The cards in the drawer: the characters of the invented population, and cards that do not work."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from agent.bench.drawer import Card
from agent.city.sandbox.model import Person
from agent.city.sandbox.population import Role, people
from hal.card import sim_pki
from hal.card.sim_cards import CardSpec, OtherSpec, PivSpec
from hal.card.sim_dnie import DnieSpec
from hal.card.sim_ocsp import OcspResponder, Status

PIN = "24681357"
WRONG_PIN = "97531864"
PIN_WITH_LETTERS = "Mar-2030"  # a DNIe's may have letters and signs


@dataclass(frozen=True)
class Wanted:
    """A card of somebody of the population; ``changes`` go to its ``DnieSpec``."""

    id: str
    role: Role
    words: str
    changes: dict[str, Any]
    revoked: bool = False


PEOPLE = (
    Wanted("resident", Role.RESIDENT, "lives alone, two earlier addresses", {}),
    Wanted(
        "family",
        Role.FAMILY_PARENT,
        "lives with a family that consents; a PIN with letters",
        {"version": 4, "pin": PIN_WITH_LETTERS},
    ),
    Wanted(
        "old-card", Role.LONG_NAME, "the longest name, on an old DNIe 2.0", {"version": 2, "generation": 1}
    ),
    Wanted("protected", Role.PROTECTED, "protected: told nothing", {}),
    Wanted("non-resident", Role.NON_RESIDENT, "not in the padrón", {}),
    Wanted("flatmate", Role.NO_COLLECTIVE_CONSENT, "a flatmate does not consent", {"version": 4}),
    Wanted("nursing-home", Role.RESIDENCE_HOME, "in a residence", {}),
    Wanted("being-removed", Role.BEING_REMOVED, "being removed de oficio", {}),
    Wanted("landlord", Role.LIVES_WITH_BEING_REMOVED, "lives with somebody being removed", {}),
    Wanted("last-try", Role.RESIDENT, "one PIN try left", {"tries_left": 1}),
    Wanted("blocked", Role.RESIDENT, "PIN blocked", {"tries_left": 0}),
    Wanted("expired", Role.RESIDENT, "certificates expired", {"expired": True}),
    Wanted("revoked", Role.FAMILY_PARENT, "certificates revoked", {}, revoked=True),
    Wanted("forged", Role.RESIDENT, "not a genuine chip", {"genuine": False}),
    Wanted("dead", Role.RESIDENT, "the chip is spent", {"dead": True}),
)


def cards(pki: sim_pki.Pki, responder: OcspResponder) -> Iterator[Card]:
    population = people()
    for wanted in PEOPLE:
        yield _dnie(wanted, population[wanted.role], pki, responder)
    foreigner = population[Role.FOREIGNER_NIE]
    yield Card(
        id="other-chip",
        holder=foreigner.full_name,
        words="a certificate card that is no DNIe (PIV)",
        kind="PIV",
        pin="123456",
        make=_ready(
            PivSpec(
                nif=foreigner.nif,
                given=foreigner.given,
                surname1=foreigner.surname1,
                surname2=foreigner.surname2,
            )
        ),
    )
    yield Card("bank", "A bank card", "not for identification", "EMV", "", _ready(OtherSpec()))


def _dnie(wanted: Wanted, person: Person, pki: sim_pki.Pki, responder: OcspResponder) -> Card:
    spec = DnieSpec(
        nif=person.nif,
        given=person.given,
        surname1=person.surname1,
        surname2=person.surname2,
        **{"pin": PIN, **wanted.changes},
    )

    async def make() -> CardSpec:
        await asyncio.to_thread(_tell_responder, wanted, spec, pki, responder)
        return spec

    return Card(
        id=wanted.id,
        holder=person.full_name,
        words=wanted.words,
        kind=f"DNIe {spec.version}.0",
        pin=spec.pin,
        make=make,
    )


def _tell_responder(wanted: Wanted, spec: DnieSpec, pki: sim_pki.Pki, responder: OcspResponder) -> None:
    """Two cards of the drawer are of one person; the last one inserted says how their certificates are."""
    person = sim_pki.Person(spec.nif, spec.given, spec.surname1, spec.surname2)
    citizen = pki.citizen(person, expired=spec.expired)
    responder.says(citizen, Status.REVOKED if wanted.revoked else Status.GOOD)


def _ready(spec: CardSpec) -> Any:
    async def make() -> CardSpec:
        return spec

    return make
