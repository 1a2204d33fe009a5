"""The city as flows see it: what it knows, what it can be asked, and how it says no."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

import msgspec

from flows.devices import Identity


class Citizen(msgspec.Struct, frozen=True):
    """Somebody the city has recognised. ``session`` is the city's handle for this visit."""

    session: str
    given: str
    surname: str

    def __repr__(self) -> str:
        return "Citizen(…)"  # a name must not reach a log


class Scope(StrEnum):
    INDIVIDUAL = "individual"
    COLLECTIVE = "colectivo"


class Kind(StrEnum):
    VOLANTE = "volante"
    CERTIFICADO = "certificado"


class PadronSheet(msgspec.Struct, frozen=True, kw_only=True):
    """What the kiosk may know of a padrón sheet before a document is asked for: as little as will do."""

    protected: bool  # a neutral refusal; nobody learns why (BOE-A-2020-4784, 8.1)
    collective_allowed: bool  # everybody at the address, never a subset
    address: str
    household: int  # people at the address, if collective_allowed; else 1
    has_history: bool

    def __repr__(self) -> str:
        return "PadronSheet(…)"


class PadronRequest(msgspec.Struct, frozen=True, kw_only=True):
    kind: Kind
    scope: Scope
    historic: bool
    purpose: str  # a code of the city pack


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A paper the city issued and the kiosk inspected (seal, shape, size), ready to show and print."""

    id: str
    csv: str
    verify_url: str
    sealed: bool
    pdf: bytes
    pages: tuple[bytes, ...]  # PNG, for the screen
    issued_at: datetime

    def __repr__(self) -> str:
        return f"Document(id={self.id!r}, pages={len(self.pages)})"


class CityTrouble(Exception):
    """The city did not do what was asked. ``code`` is for the technician and the help line."""

    code = "K-CITY"


class CityDown(CityTrouble):
    """No answer, or one that cannot be understood: nothing was decided."""

    code = "K-CITY-DOWN"


class CityRefused(CityTrouble):
    """The city answered no, for a reason of its own that a person at an office can explain."""

    code = "K-CITY-REFUSED"


class BrokenSeal(CityTrouble):
    """The document came, but its seal does not hold or it is not a document. It is not printed."""

    code = "K-CITY-SEAL"


class City(Protocol):
    """Each call raises ``CityTrouble``; each is safe to repeat (idempotency keys are the adapter's)."""

    async def nonce(self) -> bytes:
        """32 bytes, fresh, that the card will sign to identify its holder."""
        ...

    async def recognise(self, identity: Identity) -> Citizen: ...

    async def padron_sheet(self, citizen: Citizen) -> PadronSheet | None:
        """``None``: not registered in this city."""
        ...

    async def issue(self, citizen: Citizen, request: PadronRequest, language: str) -> Document: ...

    async def forget(self, citizen: Citizen) -> None:
        """The visit is over: the city closes its session. Never raises."""
        ...
