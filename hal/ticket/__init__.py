"""Ticket printers: paper rolls."""

from dataclasses import dataclass
from typing import Protocol

from hal.device import Device


@dataclass(frozen=True)
class Line:
    text: str
    bold: bool = False
    big: bool = False  # double width and height
    centred: bool = False


@dataclass(frozen=True)
class Qr:
    data: str
    size: int = 6  # dots a module


@dataclass(frozen=True)
class Rule:
    """A line across the paper."""


@dataclass(frozen=True)
class Ticket:
    parts: tuple[Line | Qr | Rule, ...]
    cut: bool = True


class TicketPrinter(Device, Protocol):
    """``print`` returns only when the printer has taken every byte and says it is ready again.

    Otherwise it raises: ``Refused`` before anything was printed, ``InDoubt`` when a deadline or a
    broken link leaves us unsure. It never prints twice by itself.
    """

    async def print(self, ticket: Ticket) -> None: ...
