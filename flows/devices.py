"""Devices as flows see them: what a person does with them, and how they fail in words for a person."""

from collections.abc import AsyncGenerator
from enum import StrEnum
from typing import Protocol

import msgspec

from flows.secret import Secret


class Need(StrEnum):
    """What a procedure cannot do without."""

    CARD = "card"
    PAGE_PRINTER = "page-printer"
    TICKET_PRINTER = "ticket-printer"
    CITY = "city"


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """A signed challenge and what proves it; all DER. The city checks it again by itself."""

    nonce: bytes
    signature: bytes  # RSA PKCS#1 v1.5, SHA-256, over ``nonce``
    certificate: bytes
    chain: tuple[bytes, ...]
    ocsp: bytes | None

    def __repr__(self) -> str:
        return "Identity(…)"  # the certificate has the NIF in it


class CardProblem(StrEnum):
    UNREADABLE = "unreadable"  # mute, upside down, dirty chip
    UNKNOWN = "unknown"  # a card that is not a citizen's: bank card, health card
    DEAD = "dead"  # the card itself says that it is spent
    NOT_GENUINE = "not-genuine"  # its component certificates do not hold
    WRONG_PIN = "wrong-pin"
    BLOCKED = "blocked"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNTRUSTED = "untrusted"  # no path to a configured anchor
    UNCHECKED = "unchecked"  # the revocation service did not answer
    PULLED = "pulled"
    READER = "reader"  # the reader or its worker failed


class CardTrouble(Exception):
    """``tries_left`` goes with ``WRONG_PIN`` when the card tells it. ``code`` is for the technician."""

    def __init__(self, problem: CardProblem, *, tries_left: int | None = None) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.tries_left = tries_left
        self.code = f"K-CARD-{problem.name.replace('_', '-')}"


class CardSlot(Protocol):
    async def inserted(self) -> None:
        """Returns when a citizen's card is in and can be used. Raises ``CardTrouble`` for any other card."""
        ...

    async def tries_left(self) -> int | None:
        """PIN tries, asked before the PIN; ``None`` where the card does not tell."""
        ...

    async def identify(self, nonce: bytes, pin: Secret) -> Identity:
        """Tries the PIN once, signs, checks chain and revocation. Raises ``CardTrouble``."""
        ...

    async def removed(self) -> None:
        """Returns when no card is in."""
        ...


class Trouble(StrEnum):
    """Why a printer does not print, in what a person can see of it."""

    NO_PAPER = "no-paper"
    JAM = "jam"
    COVER = "cover"
    NO_TONER = "no-toner"
    OFFLINE = "offline"
    OTHER = "other"


class PrintTrouble(Exception):
    """``in_doubt``: some of it may be on paper; else nothing is."""

    def __init__(self, trouble: Trouble, *, in_doubt: bool) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble
        self.in_doubt = in_doubt
        self.code = f"K-PRINTER-{trouble.name.replace('_', '-')}"


class PagePrinter(Protocol):
    async def trouble(self) -> Trouble | None:
        """What would keep it from printing now."""
        ...

    async def mended(self) -> None:
        """Returns when nothing that can be seen keeps it from printing."""
        ...

    def print(self, job: str, pdf: bytes) -> AsyncGenerator[Trouble | None, None]:
        """Yields ``None`` when the job is accepted and each time trouble clears, a ``Trouble`` while it waits
        for someone; ends when the printer says that it is printed. Raises ``PrintTrouble``. Closing
        the iterator early cancels the job.
        """
        ...
