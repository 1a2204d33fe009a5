"""Drivers by entry point, so that a city can add one in a package of its own.

``setup.cfg`` names each under ``kiosk.drivers`` as ``<kind>.<driver>``, for example
``page.ipp = hal.page.ipp:open_driver``. The object named takes the driver's settings (the device's
TOML table without ``driver``) and gives the device.
"""

from collections.abc import Callable, Mapping
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, TypeVar

import msgspec

GROUP = "kiosk.drivers"

S = TypeVar("S")

Make = Callable[[Mapping[str, Any]], Any]


class NoSuchDriver(LookupError):
    """No installed package offers the driver, or two do."""


def driver(kind: str, name: str) -> Make:
    found = tuple(entry_points(group=GROUP, name=f"{kind}.{name}"))
    if len(found) != 1:
        raise NoSuchDriver(f"{len(found)} drivers are called {kind}.{name}; installed: {installed(kind)}")
    make: Make = found[0].load()
    return make


def installed(kind: str) -> list[str]:
    return sorted(entry.name for entry in entry_points(group=GROUP) if entry.name.startswith(f"{kind}."))


def settings(table: Mapping[str, Any], into: type[S]) -> S:
    """The settings, or a ``msgspec.ValidationError`` that names the wrong key."""
    return msgspec.convert(dict(table), into, dec_hook=as_path)


def as_path(kind: type, value: Any) -> Any:
    """For msgspec, which reads no paths by itself."""
    if kind is Path and isinstance(value, str):
        return Path(value)
    raise NotImplementedError(kind.__name__)
