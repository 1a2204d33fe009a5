"""From a card that signs to somebody identified: the checks that no driver may skip."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Protocol

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from hal.card import CardError, Problem, SignedChallenge
from hal.card.driver import CardDriver, Certificates


class Checks(Protocol):
    def check(self, certificate: bytes, chain: Sequence[bytes]) -> bytes | None:
        """The OCSP response that vouches for it. Raises ``CardError``."""
        ...


def identify(driver: CardDriver, checks: Checks, challenge: bytes, pin: str) -> SignedChallenge:
    """Raises ``CardError`` or ``LinkLost``. The signature is verified first: a reader may lie, too."""
    refuse_if_expired(driver)
    signature = driver.authenticate(challenge, pin)
    certificates = driver.certificates()
    refuse_unless_signed(signature, challenge, certificates.authentication)
    refuse_unless_one_person(certificates)
    ocsp = checks.check(certificates.authentication, certificates.chain)
    return SignedChallenge(signature, certificates.authentication, certificates.chain, ocsp)


def refuse_if_expired(driver: CardDriver) -> None:
    """Before the PIN, where the card shows its certificates: nobody need spend a try on an expired one."""
    try:
        certificate = driver.certificates().authentication
    except CardError:
        return
    if load(certificate).not_valid_after_utc < datetime.now(UTC):
        raise CardError(Problem.EXPIRED)


def refuse_unless_signed(signature: bytes, challenge: bytes, certificate: bytes) -> None:
    key = load(certificate).public_key()
    if not isinstance(key, RSAPublicKey):
        raise CardError(Problem.NOT_GENUINE)
    try:
        key.verify(signature, challenge, PKCS1v15(), SHA256())
    except InvalidSignature:
        raise CardError(Problem.NOT_GENUINE) from None


def refuse_unless_one_person(certificates: Certificates) -> None:
    """Both certificates of a card are the same person's (subject serialNumber: the NIF)."""
    if certificates.signature is None:
        return
    if nif(certificates.authentication) != nif(certificates.signature):
        raise CardError(Problem.NOT_GENUINE)


def nif(certificate: bytes) -> list[str]:
    numbers = load(certificate).subject.get_attributes_for_oid(x509.NameOID.SERIAL_NUMBER)
    return [str(number.value) for number in numbers]


def load(certificate: bytes) -> x509.Certificate:
    try:
        return x509.load_der_x509_certificate(certificate)
    except ValueError:
        raise CardError(Problem.UNREADABLE) from None
