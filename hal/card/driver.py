"""What a card driver is inside the card worker: synchronous, over one connection to one card.

The worker (``hal/card/worker.py``) owns PC/SC and the deadlines; a driver only speaks to the card.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


class LinkLost(Exception):
    """The card or the reader is gone, was reset, or answered what is not an answer. The session is over."""


# Sends one command APDU and gives the response with its two status bytes. 61xx and 6Cxx are the
# driver's to handle. Raises LinkLost.
Transmit = Callable[[bytes], bytes]


@dataclass(frozen=True, repr=False)
class Certificates:
    """DER. ``chain`` is what the card carries of the issuers (the DNIe carries its intermediate CA)."""

    authentication: bytes
    signature: bytes | None
    chain: tuple[bytes, ...]


class CardDriver(Protocol):
    """Made for one session. Each call may raise ``CardError`` or ``LinkLost``."""

    def public_info(self) -> dict[str, str]:
        """Generation, chip serial, and the like. No personal data."""
        ...

    def tries_left(self) -> int | None: ...

    def certificates(self) -> Certificates:
        """May need no PIN (DNIe 3.0 on) or be known only after one (DNIe 2.0)."""
        ...

    def authenticate(self, challenge: bytes, pin: str) -> bytes:
        """One PIN try; PKCS#1 v1.5 SHA-256 signature by the authentication key.

        The card's own component chain was verified before the PIN left this process.
        """
        ...

    def sign(self, digest: bytes, pin: str) -> bytes:
        """One PIN try; PKCS#1 v1.5 signature over a SHA-256 digest by the signature key."""
        ...
