"""A city is data: a folder with ``city.toml``, a logo, and the model texts of its papers.

``load("alicante")`` gives what every screen and procedure may want to know of the city. Words that a
person reads are given language by language in the pack, with the names of the locales as keys;
Spanish is compulsory.
"""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from flows.screens import Icon
from flows.text import Text, in_each, verbatim

PACKS = Path(__file__).parent

S = TypeVar("S")


class NoSuchCity(LookupError):
    """There is no such pack, or it does not make sense; the message names the file and the key."""


class Field(StrEnum):
    """What a padrón paper may say of a person besides name and address, which it always says."""

    DOCUMENT = "document"
    BIRTH_DATE = "birth-date"
    BIRTH_PLACE = "birth-place"
    NATIONALITY = "nationality"
    SEX = "sex"
    REGISTERED_SINCE = "registered-since"


class Colours(msgspec.Struct, frozen=True, kw_only=True):
    """``#rrggbb``. Text on ``background``, ``on_primary`` on ``primary``: contrast of at least 7:1."""

    primary: str
    on_primary: str
    accent: str
    background: str
    text: str


class Office(msgspec.Struct, frozen=True, kw_only=True):
    name: Text
    address: Text


class NearbyKiosk(msgspec.Struct, frozen=True, kw_only=True):
    """Another kiosk of the city, by its identity in the city's network."""

    id: str
    name: Text
    address: Text


class Purpose(msgspec.Struct, frozen=True, kw_only=True):
    """What a padrón paper is for; it says ``fields`` and no more (BOE-A-2020-4784, 8.1)."""

    code: str
    label: Mapping[str, str]
    icon: Icon
    fields: tuple[Field, ...]


class CityPack(msgspec.Struct, frozen=True, kw_only=True):
    brand: str  # the folder's name, for whoever looks for the logo
    name: str  # "Alicante"
    official_name: str  # "Alicante/Alacant"
    council: Text
    dir3: str  # code of the city in the state's directory of public bodies
    ine: str  # province and municipality
    languages: tuple[str, ...]
    help_line: str
    help_line_free: str  # free of charge from any telephone
    verify_url: str  # where anybody checks a CSV; told to people, never called by the kiosk
    colours: Colours
    offices: tuple[Office, ...]  # the one to send people to first
    purposes: tuple[Purpose, ...]
    kiosks: tuple[NearbyKiosk, ...]

    def purpose(self, code: str) -> Purpose:
        """Raises ``KeyError`` for a code the pack does not have."""
        for purpose in self.purposes:
            if purpose.code == code:
                return purpose
        raise KeyError(code)


def folder(name: str) -> Path:
    """Where the pack's files are (``logo.png``, ``logo.svg``). Raises ``NoSuchCity``."""
    found = PACKS / name
    if not name.isidentifier() or not (found / "city.toml").is_file():
        raise NoSuchCity(f"no city pack is called {name!r}")
    return found


def load(name: str) -> CityPack:
    """Raises ``NoSuchCity``."""
    return read_toml(folder(name) / "city.toml", CityPack, brand=name)


def read_toml(path: Path, kind: type[S], **more: str) -> S:
    try:
        table = msgspec.toml.decode(path.read_bytes())
        return msgspec.convert({**table, **more}, kind, dec_hook=_words)
    except (OSError, msgspec.DecodeError, msgspec.ValidationError) as wrong:
        raise NoSuchCity(f"{path.parent.name}/{path.name}: {wrong}") from wrong


def _words(kind: type, value: Any) -> Any:
    """A string is shown as it is; a table has the words of each language."""
    if kind is not Text:
        raise NotImplementedError(kind.__name__)
    if isinstance(value, str):
        return verbatim(value)
    if not isinstance(value, dict) or "es" not in value:
        raise ValueError("words want a string, or a table with at least 'es'")
    return in_each(value)
