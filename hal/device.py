"""What every driver shares: its health, its faults, and how it says that it could not.

Health is three-valued. A device that does not answer is not "ready with plenty of paper": it is
unsure, and after the supervisor's debounce, faulty.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class State(StrEnum):
    WORKS = "works"
    FAULTY = "faulty"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Fault:
    """For a technician: ``code`` as ``K-PRINTER-COVER``, what was seen, what to do."""

    code: str
    cause: str
    fix: str
    kind: str = "other"  # within the device kind: "no-paper", "jam", "cover", "offline" …


@dataclass(frozen=True)
class Health:
    state: State
    fault: Fault | None = None

    @classmethod
    def works(cls) -> "Health":
        return cls(State.WORKS)

    @classmethod
    def faulty(cls, fault: Fault) -> "Health":
        return cls(State.FAULTY, fault)

    @classmethod
    def unsure(cls, fault: Fault) -> "Health":
        return cls(State.UNSURE, fault)


class DeviceError(Exception):
    """A device could not do what was asked."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"{fault.code}: {fault.cause}")
        self.fault = fault


class Refused(DeviceError):
    """Nothing was done."""


class InDoubt(DeviceError):
    """A deadline or a broken link leaves us unsure what was done. Never repeated by itself."""


class Device(Protocol):
    async def run(self) -> None:
        """Lives as long as the device is wanted and keeps it usable: reopens, respawns its worker.

        Returns only by cancellation, and lets go of everything then.
        """
        ...

    async def health(self) -> Health:
        """Never raises, and answers within 3 s whatever the device does."""
        ...
