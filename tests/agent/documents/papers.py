"""PDFs of every kind, good and bad, made on the spot."""

import asyncio
from io import BytesIO
from pathlib import Path
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign import signers
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from agent.city.sandbox import tls
from agent.city.sandbox.seal import Seal

Name, Dictionary, Array = generic.NameObject, generic.DictionaryObject, generic.ArrayObject
NIF = "P0301400H"


def plain(pages: int = 1, size: tuple[float, float] = A4) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, pagesize=size)
    for number in range(1, pages + 1):
        canvas.drawString(100, 500, f"Página {number}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def sealed(folder: Path, pdf: bytes | None = None) -> bytes:
    """With the city's seal, as the city hall puts it."""
    return asyncio.run(Seal(folder, reason="Prueba", place="Alicante").on(pdf or plain()))


def sealed_by(folder: Path, holder: tls.Holder, pdf: bytes | None = None) -> bytes:
    """With a seal of somebody of the city's own authority, or not."""
    folder.mkdir(exist_ok=True)
    holder.write(folder, "seal")
    (folder / "seal-ca.pem").write_bytes(b"")
    signer = signers.SimpleSigner.load(str(folder / "seal.key"), str(folder / "seal.pem"))  # type: ignore[no-untyped-call]
    return signed(pdf or plain(), signer, "Sello")


def signed(pdf: bytes, signer: Any, field: str) -> bytes:
    meta = signers.PdfSignatureMetadata(field_name=field)
    out = signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), meta, signer=signer)
    return bytes(out.getvalue())


def changed(pdf: bytes, **entries: Any) -> bytes:
    """With entries added to the catalogue, in an update at its end."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    for name, value in entries.items():
        writer.root[Name(f"/{name}")] = value
    writer.update_root()
    return written(writer)


def with_annotation(pdf: bytes, **entries: Any) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    corners = Array([generic.NumberObject(n) for n in (0, 0, 9, 9)])
    annotation = Dictionary({Name("/Type"): Name("/Annot"), Name("/Rect"): corners})
    annotation.update({Name(f"/{name}"): value for name, value in entries.items()})
    page[Name("/Annots")] = Array([writer.add_object(annotation)])
    writer.update_container(page)
    return written(writer)


def action(kind: str, **entries: Any) -> Any:
    found = Dictionary({Name("/S"): Name(f"/{kind}")})
    found.update({Name(f"/{name}"): value for name, value in entries.items()})
    return found


def encrypted() -> bytes:
    from pyhanko.pdf_utils.reader import PdfFileReader

    writer = copy_into_new_writer(PdfFileReader(BytesIO(plain())))
    writer.encrypt("owner", "")
    return written(writer)


def written(writer: Any) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
