"""The card's own certificates: those of the chip, not of the person.

A chip that does not come from the DNIe's factory cannot show them, and must not get a PIN. Real ones
are RSA-1024 signed with SHA-1, and their validity is not looked at: they live as long as the card.
"""

import hashlib

from asn1crypto.x509 import Certificate

from hal.card.cwa14890 import NotGenuine
from hal.card.iso9796 import RsaPublic
from hal.card.terminal import Generation, TerminalProfile
from hal.card.tlv import BadTlv, first

# DigestInfo up to the digest (RFC 8017, 9.2, note 1)
_DIGEST_INFO = {
    "sha1": bytes.fromhex("3021300906052B0E03021A05000414"),
    "sha256": bytes.fromhex("3031300D060960864801650304020105000420"),
    "sha384": bytes.fromhex("3041300D060960864801650304020205000430"),
    "sha512": bytes.fromhex("3051300D060960864801650304020305000440"),
}
_KEY_SIZES = range(128, 513)  # bytes


def verified(authority: bytes, chip: bytes, profile: TerminalProfile) -> tuple[Generation, RsaPublic]:
    """The generation whose root made the card, and the chip's key. Both certificates DER, maybe padded.

    The root that verifies the chain decides the generation, so no name or document number is
    compared. Raises ``NotGenuine``.
    """
    ca, leaf = _parsed(authority), _parsed(chip)
    generation = next((one for one in profile.generations if _signed_by(ca, one.root)), None)
    if generation is None or not _signed_by(leaf, _key(ca)):
        raise NotGenuine
    return generation, _key(leaf)


def _parsed(data: bytes) -> Certificate:
    try:
        certificate = Certificate.load(first(data).encoded)
        certificate.native  # noqa: B018  asn1crypto parses on touch: touch it all here, once
    except (BadTlv, ValueError, TypeError, KeyError, RecursionError, OverflowError) as broken:
        raise NotGenuine from broken
    return certificate


def _key(certificate: Certificate) -> RsaPublic:
    info = certificate.public_key
    if info.algorithm != "rsa":
        raise NotGenuine
    numbers = info["public_key"].parsed.native
    key = RsaPublic(numbers["modulus"], numbers["public_exponent"])
    if key.size not in _KEY_SIZES or key.n < 0 or key.n % 2 == 0 or not 3 <= key.e < 1 << 32:
        raise NotGenuine
    return key


def _signed_by(certificate: Certificate, key: RsaPublic) -> bool:
    """PKCS#1 v1.5 by arithmetic: a system's policy may forbid SHA-1, and these cards have nothing else."""
    algorithm = certificate["signature_algorithm"]
    try:
        known = algorithm.signature_algo == "rsassa_pkcs1v15" and algorithm.hash_algo in _DIGEST_INFO
    except ValueError:  # an algorithm that has no name
        return False
    signature: bytes = certificate.signature
    if not known or len(signature) != key.size:
        return False
    signed = certificate["tbs_certificate"].dump()
    info = _DIGEST_INFO[algorithm.hash_algo]
    info += hashlib.new(algorithm.hash_algo, signed, usedforsecurity=False).digest()
    expected = b"\x00\x01" + b"\xff" * (key.size - len(info) - 3) + b"\x00" + info
    return pow(int.from_bytes(signature, "big"), key.e, key.n) == int.from_bytes(expected, "big")
