"""The kiosk's configuration: one TOML file, checked whole before anything starts."""

from pathlib import Path
from typing import Any

import msgspec

from hal.registry import as_path


class BadConfig(Exception):
    """The file cannot be used; the message names the key and what is wrong with it."""


class KioskSection(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str
    city: str = "alicante"
    place: str = ""
    socket: Path = Path("/run/kiosk/agent.sock")
    state: Path = Path("/var/lib/kiosk")
    nearest: str | None = None  # name of the kiosk, of the city pack, to which people are sent


class AccessSection(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who may connect to the socket as what: Unix user ids. Empty: only the supervisor's own."""

    screen: tuple[int, ...] = ()
    technician: tuple[int, ...] = ()


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    kiosk: KioskSection
    access: AccessSection = AccessSection()
    city: dict[str, Any]  # adapter = "rest", and the adapter's own settings
    devices: dict[str, dict[str, Any]]  # card, page, ticket: driver = "…", and the driver's own settings


def load(path: Path) -> Config:
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Config, dec_hook=as_path)
    except OSError as error:
        raise BadConfig(f"{path}: {error.strerror}") from error
    except msgspec.MsgspecError as error:
        raise BadConfig(f"{path}: {error}") from error
