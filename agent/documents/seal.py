"""Is the seal the city's, over the whole file, and has nothing been added after it?"""

from collections.abc import Sequence
from typing import Any

from asn1crypto import x509
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from agent.documents.inspection import Flaw
from agent.documents.shape import NONSENSE, Unfit

IDENTIFIERS = ("organization_identifier", "serial_number")


class Check:
    """``anchors`` are PEM files.

    Validity of the signer's certificate is judged today: the city seals while the citizen waits.
    """

    def __init__(self, anchors: Sequence[str], nif: str) -> None:
        found = load_certs_from_pemder(anchors)  # type: ignore[no-untyped-call]
        self._anchors = list(found)
        self._nif = nif

    def seal(self, reader: PdfFileReader) -> None:
        """Raises ``Unfit``."""
        try:
            seals = reader.embedded_signatures
            if len(seals) != 1:
                raise Unfit(Flaw.NO_SEAL)
            status = validate_pdf_signature(
                seals[0],
                signer_validation_context=ValidationContext(
                    trust_roots=self._anchors, allow_fetching=False, revocation_mode="soft-fail"
                ),
                key_usage_settings=KeyUsageConstraints(
                    key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
                ),
            )
        except (*NONSENSE, SigningError):
            raise Unfit(Flaw.SEAL_BROKEN) from None
        self._judge(status)

    def _judge(self, status: Any) -> None:
        if not (status.intact and status.valid):
            raise Unfit(Flaw.SEAL_BROKEN)
        whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
        if not whole or status.modification_level is not ModificationLevel.NONE or not status.docmdp_ok:
            raise Unfit(Flaw.SEAL_PARTIAL)
        if not status.trusted:
            raise Unfit(Flaw.SEAL_UNTRUSTED)
        if not belongs_to(status.signing_cert, self._nif):
            raise Unfit(Flaw.SEAL_OF_ANOTHER)


def belongs_to(certificate: x509.Certificate, nif: str) -> bool:
    """A body's seal names its NIF in ``organizationIdentifier`` ("VATES-…") or ``serialNumber``."""
    subject = certificate.subject.native
    return any(str(subject.get(name, "")).removeprefix("VATES-") == nif for name in IDENTIFIERS)
