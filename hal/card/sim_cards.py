"""Emulated cards as data: what the bench and tests put into a virtual reader. Serialisable, in JSON."""

from pathlib import Path
from typing import assert_never

import msgspec

from hal.card.sim_dnie import DnieSpec, SimDnie, card_from_spec
from hal.card.sim_piv import AUTHENTICATION, SIGNATURE, PivCard
from hal.card.sim_pki import Person, Pki


class PivSpec(msgspec.Struct, frozen=True, kw_only=True, tag_field="card", tag="piv"):
    """A PIV card (not a DNIe) of somebody in the same test PKI."""

    nif: str
    given: str
    surname1: str
    surname2: str = ""
    pin: str = "123456"
    tries: int = 3
    tries_left: int = 3
    expired: bool = False

    def __repr__(self) -> str:
        return "PivSpec(…)"


class OtherSpec(msgspec.Struct, frozen=True, kw_only=True, tag_field="card", tag="other"):
    """A card that refuses every command (6D00); the ATR is one of a bank card."""

    atr: bytes = bytes.fromhex("3B6E000000310071D66C53F4000000009000")


CardSpec = DnieSpec | PivSpec | OtherSpec


class OtherCard:
    def __init__(self, atr: bytes) -> None:
        self.atr = atr

    def process(self, apdu: bytes) -> bytes:
        return b"\x6d\x00"

    def reset(self) -> None:
        pass


def make_card(spec: CardSpec, pki: Path) -> SimDnie | PivCard | OtherCard:
    match spec:
        case DnieSpec():
            return card_from_spec(spec, pki)
        case PivSpec():
            return make_piv(spec, pki)
        case OtherSpec(atr=atr):
            return OtherCard(atr)
        case _:
            assert_never(spec)


def make_piv(spec: PivSpec, pki: Path) -> PivCard:
    person = Person(spec.nif, spec.given, spec.surname1, spec.surname2)
    citizen = Pki(pki).citizen(person, expired=spec.expired)
    return PivCard(
        keys={AUTHENTICATION: citizen.authentication.key, SIGNATURE: citizen.signature.key},
        certificates={AUTHENTICATION: citizen.authentication.der, SIGNATURE: citizen.signature.der},
        pin=spec.pin,
        tries=spec.tries,
        tries_left=spec.tries_left,
    )
