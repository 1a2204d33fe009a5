"""The city's seal on a certificado: PAdES, over the whole file, and no change allowed after it."""

from io import BytesIO
from pathlib import Path

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter


class Seal:
    """``seal.pem``, ``seal.key`` and ``seal-ca.pem`` of ``folder`` (see ``tls.make``)."""

    def __init__(self, folder: Path, *, reason: str, place: str) -> None:
        signer = signers.SimpleSigner.load(  # type: ignore[no-untyped-call]
            str(folder / "seal.key"), str(folder / "seal.pem"), ca_chain_files=(str(folder / "seal-ca.pem"),)
        )
        if signer is None:
            raise ValueError(f"no usable seal in {folder}")
        self._pdf_signer = signers.PdfSigner(
            signers.PdfSignatureMetadata(
                field_name="Sello",
                md_algorithm="sha256",
                subfilter=SigSeedSubFilter.PADES,
                certify=True,
                docmdp_permissions=MDPPerm.NO_CHANGES,
                reason=reason,
                location=place,
            ),
            signer=signer,
        )

    async def on(self, pdf: bytes) -> bytes:
        sealed = await self._pdf_signer.async_sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)))
        return bytes(sealed.getvalue())
