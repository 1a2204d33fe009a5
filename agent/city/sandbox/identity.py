"""Who is at the kiosk, on the city's own terms: the signature over the city's challenge, and whose it is.

Nothing here is shared with the kiosk's own check: the city is another party and takes nobody's word.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from agent.city.sandbox import nif

LONGEST_PATH = 5
NIF = re.compile(r"(?:IDCES-)?([0-9XYZ][0-9]{7}[A-Z])")


class Rejected(Exception):
    """The evidence proves nothing. The text is for a technician, without personal data."""


@dataclass(frozen=True, repr=False)
class Evidence:
    nonce: bytes
    signature: bytes
    certificate: bytes
    chain: tuple[bytes, ...]
    ocsp: bytes | None


@dataclass(frozen=True, repr=False)
class Claimed:
    nif: str
    given: str
    surname: str


def anchors(place: Path) -> tuple[x509.Certificate, ...]:
    """The authorities in a PEM file, or in a folder's (``.pem``, ``.crt``). Nobody else becomes an anchor."""
    files = sorted(place.iterdir()) if place.is_dir() else [place]
    return tuple(
        certificate
        for path in files
        if path.suffix in (".pem", ".crt") and b"-----BEGIN CERTIFICATE" in path.read_bytes()
        for certificate in x509.load_pem_x509_certificates(path.read_bytes())
        if is_authority(certificate)
    )


def is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        return False


def check(evidence: Evidence, trusted: Sequence[x509.Certificate], now: datetime) -> Claimed:
    """Raises ``Rejected``."""
    leaf, *rest = certificates(evidence)
    path = path_to_anchor(leaf, rest, trusted, now)
    check_leaf(leaf)
    check_signature(leaf, evidence.signature, evidence.nonce)
    if evidence.ocsp is not None:
        check_revocation(evidence.ocsp, leaf, path[1], now)
    return claimed(leaf)


def certificates(evidence: Evidence) -> list[x509.Certificate]:
    try:
        return [x509.load_der_x509_certificate(der) for der in (evidence.certificate, *evidence.chain)]
    except ValueError as wrong:
        raise Rejected("a certificate cannot be read") from wrong


def path_to_anchor(
    leaf: x509.Certificate,
    others: Iterable[x509.Certificate],
    trusted: Sequence[x509.Certificate],
    now: datetime,
) -> list[x509.Certificate]:
    """From the leaf to an anchor, each issued by the next and valid now."""
    path = [leaf]
    candidates = [*trusted, *others]
    while len(path) <= LONGEST_PATH:
        last = path[-1]
        if not last.not_valid_before_utc <= now <= last.not_valid_after_utc:
            raise Rejected("a certificate is not valid now")
        if last in trusted and last is not leaf:
            return path
        issuer = next((it for it in candidates if it not in path and issued(last, it)), None)
        if issuer is None:
            break
        path.append(issuer)
    raise Rejected("no path to a trusted authority")


def issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return is_authority(issuer)


def check_leaf(leaf: x509.Certificate) -> None:
    try:
        usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, ValueError) as wrong:
        raise Rejected("the certificate does not say what it is for") from wrong
    if not usage.digital_signature:
        raise Rejected("the certificate is not for authentication")


def check_signature(leaf: x509.Certificate, signature: bytes, nonce: bytes) -> None:
    key = leaf.public_key()
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < 2048:
        raise Rejected("the card's key is not RSA of 2048 bits or more")
    try:
        key.verify(signature, nonce, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature as wrong:
        raise Rejected("the signature is not over our challenge") from wrong


def check_revocation(der: bytes, leaf: x509.Certificate, issuer: x509.Certificate, now: datetime) -> None:
    try:
        response = ocsp.load_der_ocsp_response(der)
        if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
            raise Rejected("the OCSP response is not an answer")
        check_responder(response, issuer)
        late = response.next_update_utc is not None and response.next_update_utc < now
        if response.serial_number != leaf.serial_number or late:
            raise Rejected("the OCSP response is not about this certificate today")
        if response.certificate_status is not ocsp.OCSPCertStatus.GOOD:
            raise Rejected("the certificate is revoked")
    except ValueError as wrong:
        raise Rejected("the OCSP response cannot be read") from wrong


def check_responder(response: ocsp.OCSPResponse, issuer: x509.Certificate) -> None:
    """Signed by the issuer, or by a responder that the issuer made one."""
    signer = issuer
    for candidate in response.certificates:
        if candidate != issuer and responder_of(candidate, issuer):
            signer = candidate
    key, algorithm = signer.public_key(), response.signature_hash_algorithm
    try:
        if isinstance(key, rsa.RSAPublicKey) and algorithm is not None:
            key.verify(response.signature, response.tbs_response_bytes, padding.PKCS1v15(), algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey) and algorithm is not None:
            key.verify(response.signature, response.tbs_response_bytes, ec.ECDSA(algorithm))
        else:
            raise Rejected("the OCSP response is signed in a way we do not know")
    except InvalidSignature as wrong:
        raise Rejected("the OCSP response is not the authority's") from wrong


def responder_of(candidate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        candidate.verify_directly_issued_by(issuer)
        uses = candidate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
        return False
    return ExtendedKeyUsageOID.OCSP_SIGNING in uses


def claimed(leaf: x509.Certificate) -> Claimed:
    """``serialNumber`` has the NIF; ``CN`` is "APELLIDO1 APELLIDO2, NOMBRE (AUTENTICACIÓN)"."""
    number = NIF.fullmatch(attribute(leaf, NameOID.SERIAL_NUMBER))
    if number is None or not nif.valid(number[1]):
        raise Rejected("the certificate has no NIF that holds")
    surname = attribute(leaf, NameOID.COMMON_NAME).partition(",")[0]
    return Claimed(
        number[1], attribute(leaf, NameOID.GIVEN_NAME), surname or attribute(leaf, NameOID.SURNAME)
    )


def attribute(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    found = certificate.subject.get_attributes_for_oid(oid)
    return str(found[0].value).strip() if found else ""
