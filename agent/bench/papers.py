"""What came out of the printers, in order: pages as PDF and PNG, tickets as PNG."""

import asyncio
import io
from enum import StrEnum

import msgspec
import pypdfium2

from agent.bench.events import Events

DPI = 110  # of a page's picture on the bench


class Kind(StrEnum):
    PAGES = "pages"
    TICKET = "ticket"


class NoSuchPaper(LookupError):
    pass


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """``pictures`` are PNG, one a side."""

    number: int
    kind: Kind
    job: str
    pdf: bytes | None
    pictures: tuple[bytes, ...]

    def __repr__(self) -> str:
        return f"Paper({self.number}, {self.kind})"


class Papers:
    def __init__(self, events: Events) -> None:
        self._events = events
        self._all: list[Paper] = []
        self._rendering = asyncio.Lock()  # PDFium is not thread-safe

    def accepted(self) -> None:
        self._events.tell("paper", "the page printer has a new job", accepted=True)

    async def pages(self, job: str, pdf: bytes) -> None:
        async with self._rendering:
            pictures = await asyncio.to_thread(_render, pdf)
            self._keep(Kind.PAGES, job, pdf, pictures)

    def ticket(self, job: str, png: bytes) -> None:
        self._keep(Kind.TICKET, job, None, (png,))

    def of(self, kind: Kind) -> tuple[Paper, ...]:
        return tuple(paper for paper in self._all if paper.kind is kind)

    @property
    def all(self) -> tuple[Paper, ...]:
        return tuple(self._all)

    def __getitem__(self, number: int) -> Paper:
        """Raises ``NoSuchPaper``."""
        if not 1 <= number <= len(self._all):
            raise NoSuchPaper(number)
        return self._all[number - 1]

    def _keep(self, kind: Kind, job: str, pdf: bytes | None, pictures: tuple[bytes, ...]) -> None:
        paper = Paper(number=len(self._all) + 1, kind=kind, job=job, pdf=pdf, pictures=pictures)
        self._all.append(paper)
        what = "a ticket" if kind is Kind.TICKET else f"{len(pictures)} page{'s' * (len(pictures) != 1)}"
        self._events.tell("paper", f"paper came out: {what}", **summary(paper))


def summary(paper: Paper) -> dict[str, object]:
    return {
        "number": paper.number,
        "kind": paper.kind.value,
        "job": paper.job,
        "pictures": len(paper.pictures),
        "pdf": paper.pdf is not None,
    }


def _render(pdf: bytes) -> tuple[bytes, ...]:
    """Empty for what is not a PDF: the printer printed garbage, and the bench shows that it did."""
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError:
        return ()
    with document:
        return tuple(_png(page) for page in document)


def _png(page: pypdfium2.PdfPage) -> bytes:
    file = io.BytesIO()
    page.render(scale=DPI / 72).to_pil().save(file, "PNG", compress_level=3)
    return file.getvalue()
