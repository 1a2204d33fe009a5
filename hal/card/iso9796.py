"""RSA as CWA 14890-1 uses it: signatures with message recovery (ISO/IEC 9796-2, scheme 1, SHA-1).

Raw arithmetic on purpose: no general library offers this padding, and the terminal's keys, which
its maker published, are no secret that timing could give away.
"""

import hashlib
import os
from dataclasses import dataclass

HEAD, TAIL = 0x6A, 0xBC
HASH = 20  # bytes of SHA-1, the only hash of this generation of cards


class BadSignature(Exception):
    """It does not open with the key that should have made it."""


@dataclass(frozen=True)
class RsaPublic:
    n: int
    e: int

    @property
    def size(self) -> int:
        """Bytes of the modulus."""
        return (self.n.bit_length() + 7) // 8


@dataclass(frozen=True, repr=False)
class RsaPrivate:
    n: int
    e: int
    d: int

    @property
    def public(self) -> RsaPublic:
        return RsaPublic(self.n, self.e)

    def agrees(self) -> bool:
        """Whether ``d`` belongs to ``n`` and ``e``: what it signs, the public half opens."""
        probe = int.from_bytes(hashlib.sha256(b"probe").digest(), "big")
        return self.n > probe and pow(pow(probe, self.d, self.n), self.e, self.n) == probe


def sign(message: bytes, key: RsaPrivate) -> int:
    """``message`` already has head, hash and tail. The smaller of the signature and its complement."""
    signature = pow(int.from_bytes(message, "big"), key.d, key.n)
    return min(signature, key.n - signature)


def opened(signature: int, key: RsaPublic) -> bytes:
    """The recovered message, head to tail. Raises ``BadSignature``."""
    if signature >= key.n:
        raise BadSignature
    recovered = pow(signature, key.e, key.n)
    for candidate in (recovered, key.n - recovered):
        message = candidate.to_bytes(key.size, "big")
        if message[0] == HEAD and message[-1] == TAIL:
            return message
    raise BadSignature


def seal(secret: bytes, binding: bytes, signer: RsaPrivate, receiver: RsaPublic) -> bytes:
    """What INTERNAL and EXTERNAL AUTHENTICATE carry (CWA 14890-1, 8.4.1): ``secret`` signed, then encrypted.

    ``binding`` is the other side's random number and serial, hashed but not carried.
    """
    size = (signer.n.bit_length() + 7) // 8
    padding = os.urandom(size - 2 - len(secret) - HASH)
    digest = hashlib.sha1(padding + secret + binding, usedforsecurity=False).digest()
    message = bytes([HEAD]) + padding + secret + digest + bytes([TAIL])
    return pow(sign(message, signer), receiver.e, receiver.n).to_bytes(receiver.size, "big")


def unseal(token: bytes, secret_size: int, binding: bytes, receiver: RsaPrivate, signer: RsaPublic) -> bytes:
    """The secret, if the signer made the token for this ``binding``. Raises ``BadSignature``."""
    value = int.from_bytes(token, "big")
    if value >= receiver.n:
        raise BadSignature
    message = opened(pow(value, receiver.d, receiver.n), signer)
    carried, digest = message[1 : -1 - HASH], message[-1 - HASH : -1]
    if hashlib.sha1(carried + binding, usedforsecurity=False).digest() != digest:
        raise BadSignature
    return carried[-secret_size:]
