"""Pages as pictures for the screen."""

from io import BytesIO

import pypdfium2

from agent.documents.inspection import MOST_PAGES, Flaw
from agent.documents.shape import Unfit

A4 = (595.28, 841.89)  # points
ABOUT = 4.0  # points that a page may be off


def of(pdf: bytes, width: int) -> tuple[bytes, ...]:
    """PNG, ``width`` pixels wide, in order. Raises ``Unfit``."""
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError:
        raise Unfit(Flaw.NOT_A_PDF) from None
    try:
        if not 0 < len(document) <= MOST_PAGES:
            raise Unfit(Flaw.TOO_MANY_PAGES)
        pages = [document[number] for number in range(len(document))]
        if not all(is_a4(*page.get_size()) for page in pages):
            raise Unfit(Flaw.NOT_A4)
        return tuple(page_of(found, width) for found in pages)
    except pypdfium2.PdfiumError:
        raise Unfit(Flaw.NOT_A_PDF) from None
    finally:
        document.close()


def is_a4(width: float, height: float) -> bool:
    """Upright or lying."""
    short, long = sorted((width, height))
    return abs(short - A4[0]) <= ABOUT and abs(long - A4[1]) <= ABOUT


def page_of(page: pypdfium2.PdfPage, width: int) -> bytes:
    picture = page.render(scale=width / page.get_width()).to_pil()
    out = BytesIO()
    picture.save(out, "PNG", compress_level=1)  # speed before size: it travels over a Unix socket
    return out.getvalue()
