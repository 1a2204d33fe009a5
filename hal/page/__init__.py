"""Page printers: A4 documents, and the promise that "printed" means that the printer said so."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from hal.device import Device, Fault


class Settled(StrEnum):
    PRINTED = "printed"
    NOT_PRINTED = "not-printed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class PageJob:
    """``id`` is the job's name at the printer and how it is found again. Never a person's name."""

    id: str
    pdf: bytes
    copies: int = 1


@dataclass(frozen=True)
class Accepted:
    """The printer has taken the whole job."""


@dataclass(frozen=True)
class Held:
    """The job waits for someone: paper, a cover, a jam."""

    fault: Fault


@dataclass(frozen=True)
class Resumed:
    """What held the job is over."""


JobNews = Accepted | Held | Resumed


class PagePrinter(Device, Protocol):
    def print(self, job: PageJob) -> AsyncGenerator[JobNews, None]:
        """Tells how the job goes and ends when the printer says that it is printed.

        Raises ``Refused`` when nothing was printed, ``InDoubt`` when some of it may have been. It
        never sends a job twice. Closing the iterator early cancels the job at the printer.
        """
        ...

    async def settle(self, job_id: str) -> Settled:
        """Asks the printer what became of a job that we lost sight of (crash, power cut)."""
        ...
