"""Model texts of a city's padrón papers. The back office reads them; a kiosk never does."""

from collections.abc import Mapping

import msgspec

from flows.cities import folder, read_toml

Words = Mapping[str, str]  # locale → words, for the official languages


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of paper. ``titles``: individual, colectivo, historic; ``openings``: individual, colectivo."""

    titles: Mapping[str, Words]
    openings: Mapping[str, Words]
    closing: Words


class BeingRemoved(msgspec.Struct, frozen=True, kw_only=True):
    one: Words
    many: Words


class Papers(msgspec.Struct, frozen=True, kw_only=True):
    council: Words
    register: Words
    place: Words
    volante: Model
    certificado: Model
    seal: Words
    verify: Words
    being_removed: BeingRemoved
    labels: Mapping[str, Words]
    causes: Mapping[str, Words]


def load_papers(name: str) -> Papers:
    """Raises ``NoSuchCity``."""
    return read_toml(folder(name) / "papers.toml", Papers)
