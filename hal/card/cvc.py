"""Card verifiable certificates of CWA 14890-1: what a terminal shows to a card that cannot read X.509.

``7F21 { 5F37 signature · 5F38 rest of the message · 42 issuer }``. The signature recovers the head of
the message, and its SHA-1; the message is: profile (1), issuer CAR (8), holder CHR (12), holder's
role CHA (7), algorithm (6 or 7), modulus (128), exponent (4).
"""

import hashlib
from dataclasses import dataclass

from hal.card.iso9796 import HASH, HEAD, TAIL, BadSignature, RsaPrivate, RsaPublic, opened, sign
from hal.card.tlv import BadTlv, first, tlv

KEY = 128  # bytes; these hierarchies are RSA-1024
_EXPONENT = 4
_HEADER = 1 + 8 + 12 + 7


@dataclass(frozen=True)
class Holder:
    """What a certificate says once it is opened with its issuer's key."""

    car: bytes
    chr: bytes
    cha: bytes
    key: RsaPublic


@dataclass(frozen=True)
class Cvc:
    encoded: bytes
    signature: bytes
    rest: bytes
    car: bytes

    @classmethod
    def parse(cls, encoded: bytes) -> "Cvc":
        """Raises ``BadTlv``."""
        outer = first(encoded)
        parts = {part.tag: part.value for part in outer.children()}
        if outer.tag != 0x7F21 or not {0x5F37, 0x5F38, 0x42} <= parts.keys():
            raise BadTlv("not a card verifiable certificate")
        if len(parts[0x5F37]) != KEY or len(parts[0x42]) != 8:
            raise BadTlv("a certificate of another size")
        return cls(outer.encoded, parts[0x5F37], parts[0x5F38], parts[0x42])

    def modulus_tail(self) -> bytes:
        """The end of the holder's modulus, which no key is needed to read."""
        return self.rest[:-_EXPONENT]

    def opened_by(self, issuer: RsaPublic) -> Holder:
        """Raises ``BadSignature`` when ``issuer`` did not sign it, or it says what it must not."""
        recovered = opened(int.from_bytes(self.signature, "big"), issuer)
        message = recovered[1 : -1 - HASH] + self.rest
        if hashlib.sha1(message, usedforsecurity=False).digest() != recovered[-1 - HASH : -1]:
            raise BadSignature
        if len(message) < _HEADER + KEY + _EXPONENT or message[1:9] != self.car:
            raise BadSignature
        modulus, exponent = message[-KEY - _EXPONENT : -_EXPONENT], message[-_EXPONENT:]
        key = RsaPublic(int.from_bytes(modulus, "big"), int.from_bytes(exponent, "big"))
        return Holder(car=message[1:9], chr=message[9:21], cha=message[21:28], key=key)


def issue(holder: Holder, issuer: RsaPrivate, algorithm: bytes) -> Cvc:
    """Signs a certificate; only test hierarchies do."""
    message = b"".join(
        (
            b"\x01",
            holder.car,
            holder.chr,
            holder.cha,
            algorithm,
            holder.key.n.to_bytes(KEY, "big"),
            holder.key.e.to_bytes(_EXPONENT, "big"),
        )
    )
    carried = KEY - 2 - HASH
    digest = hashlib.sha1(message, usedforsecurity=False).digest()
    recovered = bytes([HEAD]) + message[:carried] + digest + bytes([TAIL])
    signature = sign(recovered, issuer).to_bytes(KEY, "big")
    body = tlv(0x5F37, signature) + tlv(0x5F38, message[carried:]) + tlv(0x42, holder.car)
    return Cvc.parse(tlv(0x7F21, body))
