"""Emulated DNIe as data: which card, whose, and what is wrong with it. The card is in ``sim_chip.py``."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from hal.card.iso9796 import RsaPublic
from hal.card.sim_chip import SimDnie
from hal.card.sim_component import Components
from hal.card.sim_pki import Person, Pki
from hal.card.terminal import load

__all__ = ["DnieSpec", "SimDnie", "card_from_spec"]


class DnieSpec(msgspec.Struct, frozen=True, kw_only=True, tag_field="card", tag="dnie"):
    """A card to emulate, in JSON. ``serial`` is the chip's, hexadecimal."""

    nif: str
    given: str
    surname1: str
    surname2: str = ""
    version: int = 3
    generation: int = 2
    pin: str = "12345678"
    tries: int = 3
    tries_left: int = 3
    serial: str = "06012B5D8D4C2A"
    idesp: str = "BMP100201"
    dead: bool = False
    genuine: bool = True  # else its component certificates are of another root
    cloned: bool = False  # right certificates, but not the key in them
    expired: bool = False
    terminals: str = ""  # a profile file: the terminals the card accepts, instead of the test PKI's

    def __repr__(self) -> str:
        return "DnieSpec(…)"


def card_from_spec(spec: DnieSpec | Mapping[str, Any], pki_dir: Path) -> SimDnie:
    """The card ``spec`` describes, out of the PKI in ``pki_dir``. Raises ``msgspec.ValidationError``."""
    wanted = spec if isinstance(spec, DnieSpec) else msgspec.convert(dict(spec), DnieSpec)
    pki = Pki(pki_dir)
    person = Person(wanted.nif, wanted.given, wanted.surname1, wanted.surname2)
    components = Components(pki, wanted.generation)
    return SimDnie(
        version=wanted.version,
        serial=bytes.fromhex(wanted.serial),
        chip=components.chip(bytes.fromhex(wanted.serial), genuine=wanted.genuine, cloned=wanted.cloned),
        terminal_roots=_roots(wanted, components),
        citizen=pki.citizen(person, expired=wanted.expired),
        issuer=pki.intermediate.der,
        pin=wanted.pin,
        tries=wanted.tries,
        tries_left=wanted.tries_left,
        idesp=wanted.idesp,
        dead=wanted.dead,
    )


def _roots(spec: DnieSpec, components: Components) -> tuple[RsaPublic, ...]:
    if not spec.terminals:
        return (components.terminals().root,)
    return tuple(generation.root for generation in load(Path(spec.terminals)).generations)
