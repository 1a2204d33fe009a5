"""Identity cards: what a reader with a citizen's card in it promises.

A visit opens one session a card; any transport error ends the session, and a new one starts with a
new connection and a new authentication. Reading a card identifies nobody: only ``identify`` does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from hal.device import Device


class Slot(StrEnum):
    """What is in the reader. Only with ``READY`` can the card be used."""

    NO_READER = "no-reader"
    EMPTY = "empty"
    READING = "reading"
    READY = "ready"
    MUTE = "mute"
    UNKNOWN_CARD = "unknown-card"
    DEAD_CARD = "dead-card"
    NOT_GENUINE = "not-genuine"


class Problem(StrEnum):
    """Outcomes of using a card that are not success; each is told to the person in its own words."""

    WRONG_PIN = "wrong-pin"
    BLOCKED = "blocked"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNTRUSTED = "untrusted"
    UNCHECKED = "unchecked"
    NOT_GENUINE = "not-genuine"
    PULLED = "pulled"
    UNREADABLE = "unreadable"
    READER = "reader"


class CardError(Exception):
    def __init__(self, problem: Problem, *, tries_left: int | None = None) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.tries_left = tries_left


@dataclass(frozen=True, repr=False)
class SignedChallenge:
    """All DER but ``signature`` (RSA PKCS#1 v1.5 over SHA-256 of the challenge). Has a NIF: never logged."""

    signature: bytes
    certificate: bytes
    chain: tuple[bytes, ...]
    ocsp: bytes | None


class IdentityReader(Device, Protocol):
    @property
    def slot(self) -> Slot: ...

    def watch(self, told: Callable[[Slot], None]) -> Callable[[], None]:
        """``told`` at every change, from the event loop; the returned call ends it."""
        ...

    async def tries_left(self) -> int | None:
        """PIN tries, without spending one. Raises ``CardError``."""
        ...

    async def identify(self, challenge: bytes, pin: str) -> SignedChallenge:
        """Component chain verified, PIN tried once, challenge signed, certificate chain, validity and
        revocation checked against the configured anchors. Raises ``CardError``.
        """
        ...

    async def sign(self, digest: bytes, pin: str) -> bytes:
        """RSA PKCS#1 v1.5 over a SHA-256 digest with the signature key; one PIN a signature."""
        ...

    async def public_info(self) -> dict[str, str]:
        """What a technician may see without a PIN: card generation, chip serial, ATR. No personal data."""
        ...
