"""The card's own certificates: those of the chip, not of the person.

A chip that does not come from the DNIe's factory cannot show them, and must not get a PIN. Real ones
are RSA-1024 signed with SHA-1, and their validity is not looked at: they live as long as the card.
"""

from asn1crypto.x509 import Certificate
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

from hal.card.cwa14890 import NotGenuine
from hal.card.iso9796 import RsaPublic
from hal.card.terminal import Generation, TerminalProfile
from hal.card.tlv import BadTlv, first

_HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha1": hashes.SHA1(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
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
    algorithm = certificate["signature_algorithm"]
    try:
        if algorithm.signature_algo != "rsassa_pkcs1v15" or algorithm.hash_algo not in _HASHES:
            return False
        RSAPublicNumbers(key.e, key.n).public_key().verify(
            certificate.signature,
            certificate["tbs_certificate"].dump(),
            PKCS1v15(),
            _HASHES[algorithm.hash_algo],
        )
    except (InvalidSignature, ValueError):  # ValueError: an unknown algorithm, numbers that cannot be a key
        return False
    return True
