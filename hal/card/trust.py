"""Whom to believe about a citizen: path to a configured anchor, validity, usage, policy, revocation.

The chain is validated twice: first without revocation, so that a made-up certificate cannot send the
kiosk to an address of its own choice, then with the responder's answer. Of the path, only the
citizen's certificate must be vouched for now: the DNIe's issuers publish no OCSP for their own, and
those are in the kiosk's configuration or under an anchor that is.
"""

import asyncio
import binascii
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from asn1crypto import pem, x509
from asn1crypto.ocsp import OCSPResponse
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    ExpiredError,
    PathError,
    RevokedError,
    ValidationError,
)
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)

from hal.card import CardError, Problem, ocsp
from hal.card.settings import Revocation, TrustSettings
from hal.card.tlv import BadTlv, first

TEST_MARK = "PRUEBAS SIN VALIDEZ"
CLOCK = timedelta(seconds=60)  # a kiosk's clock may differ from the responder's by this much
_LONGEST = 16 * 1024  # bytes of a certificate
_MOST = 8  # certificates of a card

# asn1crypto parses on touch, and it and what stands on it raise what the broken bytes make them raise:
# LookupError is KeyError and IndexError, UnsupportedAlgorithm a key of a kind that nobody knows.
_BROKEN = (
    *(ValueError, TypeError, LookupError, AttributeError, OverflowError),
    *(RecursionError, NotImplementedError, UnsupportedAlgorithm, InvalidSignature),
)

_NO_CHECK = RevocationCheckingRule.NO_CHECK
_PATH_ONLY = CertRevTrustPolicy(RevocationCheckingPolicy(_NO_CHECK, _NO_CHECK))
_VOUCHED = CertRevTrustPolicy(RevocationCheckingPolicy(RevocationCheckingRule.OCSP_REQUIRED, _NO_CHECK))


class BadTrust(Exception):
    """The configuration cannot be believed as it is. ``code`` is for the technician."""

    code = "K-CARD-TRUST"
    fix = 'Correct `card.trust` in the kiosk\'s configuration: real anchors, and `revocation = "ocsp"`.'


class Trust:
    """Raises ``BadTrust`` for anchors that are missing, broken, or of a test PKI in production."""

    def __init__(self, settings: TrustSettings) -> None:
        if not settings.anchors:
            raise BadTrust("no anchor is configured")
        if settings.production and settings.revocation is Revocation.OFF:
            raise BadTrust("revocation is off on a kiosk in production")
        self._settings = settings
        self._anchors = tuple(_from_file(name) for name in settings.anchors)
        self._intermediates = tuple(_from_file(name) for name in settings.intermediates)
        if settings.production and any(map(_is_test, (*self._anchors, *self._intermediates))):
            raise BadTrust("a test certificate on a kiosk in production")

    def check(self, certificate: bytes, chain: Sequence[bytes], when: datetime | None = None) -> bytes | None:
        """The OCSP response (DER) that vouches for ``certificate``; ``None`` where revocation is off.

        Raises ``CardError``: ``EXPIRED``, ``REVOKED``, ``UNTRUSTED``, or ``UNCHECKED`` when nobody said
        whether it is revoked. No exception carries text of the certificate. Not for use in a loop: it
        blocks, for ``ocsp_timeout`` at most.
        """
        moment = when or datetime.now(UTC)
        subject, carried = _card_certificates(certificate, chain)
        self._refuse_unless_for_identifying(subject)
        path = self._validated(subject, carried, moment, None)
        if self._settings.production and any(map(_is_test, path)):
            raise CardError(Problem.UNTRUSTED)
        if self._settings.revocation is Revocation.OFF:
            return None
        response = self._ask(subject, path)
        self._validated(subject, carried, moment, response)
        return bytes(response.dump())

    def _validated(
        self,
        subject: x509.Certificate,
        carried: Sequence[x509.Certificate],
        moment: datetime,
        response: OCSPResponse | None,
    ) -> ValidationPath:
        """``response`` must vouch for ``subject``; without one, only the path is looked at."""
        doubt = Problem.UNTRUSTED if response is None else Problem.UNCHECKED
        try:
            context = ValidationContext(
                trust_roots=self._anchors,
                other_certs=self._intermediates,
                moment=moment,
                ocsps=() if response is None else (response,),
                revinfo_policy=_PATH_ONLY if response is None else _VOUCHED,
                time_tolerance=CLOCK,
                allow_fetching=False,
            )
            validator = CertificateValidator(subject, carried, context)
            validating = validator.async_validate_usage({"digital_signature"})  # type: ignore[no-untyped-call]
            path: ValidationPath = asyncio.run(validating)
        except (PathError, ValidationError) as refused:
            raise CardError(_problem(refused, doubt)) from None
        except _BROKEN:
            raise CardError(doubt) from None
        return path

    def _refuse_unless_for_identifying(self, subject: x509.Certificate) -> None:
        wanted = set(self._settings.policies)
        try:
            stated = subject.certificate_policies_value
            policies = {entry["policy_identifier"].dotted for entry in stated or ()}
        except _BROKEN:
            raise CardError(Problem.UNTRUSTED) from None
        if wanted and not wanted & policies:
            raise CardError(Problem.UNTRUSTED)

    def _ask(self, subject: x509.Certificate, path: ValidationPath) -> OCSPResponse:
        try:
            url = self._settings.ocsp_url or next(iter(subject.ocsp_urls), "")
            issuer = list(path)[-2]
            question = ocsp.request(subject.dump(), issuer.dump())
            answer = ocsp.ask(url, question, self._settings.ocsp_timeout)
            response = OCSPResponse.load(answer, strict=True)
            if response["response_status"].native != "successful":
                raise CardError(Problem.UNCHECKED)
            response.native  # noqa: B018  parses all of it, here where it may fail
        except (ocsp.Unanswered, *_BROKEN):
            raise CardError(Problem.UNCHECKED) from None
        return response


def _problem(refused: Exception, doubt: Problem) -> Problem:
    """Of the citizen's certificate; what is wrong with an issuer's or a responder's is not theirs to mend."""
    match refused:
        case RevokedError(is_ee_cert=True, is_side_validation=False):
            return Problem.REVOKED
        case ExpiredError(is_ee_cert=True, is_side_validation=False):
            return Problem.EXPIRED
    return doubt


def _card_certificates(
    certificate: bytes, chain: Sequence[bytes]
) -> tuple[x509.Certificate, tuple[x509.Certificate, ...]]:
    if len(chain) > _MOST:
        raise CardError(Problem.UNTRUSTED)
    try:
        return _parsed(certificate), tuple(_parsed(der) for der in chain)
    except _BROKEN:
        raise CardError(Problem.UNTRUSTED) from None


def _parsed(der: bytes) -> x509.Certificate:
    """Raises what ``_BROKEN`` lists."""
    if len(der) > _LONGEST:
        raise ValueError
    certificate = x509.Certificate.load(der, strict=True)
    certificate.native  # noqa: B018  parses all of it, here where it may fail
    return certificate


def _from_file(name: str) -> x509.Certificate:
    try:
        data = Path(name).read_bytes()
        if pem.detect(data):
            data = pem.unarmor(data)[2]
        return _parsed(first(data).encoded)
    except (OSError, BadTlv, binascii.Error, *_BROKEN) as broken:
        raise BadTrust(f"{name}: not a certificate that can be read") from broken


def _is_test(certificate: x509.Certificate) -> bool:
    return TEST_MARK in certificate.subject.human_friendly or TEST_MARK in certificate.issuer.human_friendly
