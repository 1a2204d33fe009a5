"""What every page of a paper has: the city's mark above; below, how to check it and which page it is."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any

import segno
from fontpkg_atkinson_hyperlegible import __file__ as fonts_at
from PIL import Image
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from flows.cities import CityPack, folder

SIDE = 20 * mm
HEAD = 41 * mm  # from the top edge to the text
FOOT = 43 * mm  # from the bottom edge to the text
MARK = 17 * mm
QR = 25 * mm
GREY = HexColor("#56616b")
DEMONSTRATION = (
    "Documento de demostración, sin valor administrativo · Document de demostració, sense valor administratiu"
)


@dataclass(frozen=True)
class Marks:
    pack: CityPack
    council: tuple[str, str]
    register: tuple[str, str]


@dataclass(frozen=True)
class Foot:
    verify: tuple[str, str]
    verify_url: str
    csv: str
    id: str
    page: tuple[str, str]
    demonstration: bool


def framed(marks: Marks, foot: Foot) -> Callable[..., Canvas]:
    """A canvas that draws head and foot when the number of pages is known."""

    class Framed(Canvas):  # type: ignore[misc]
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self.setViewerPreference("DisplayDocTitle", "true")
            self._drawn: list[dict[str, Any]] = []

        def showPage(self) -> None:
            self._drawn.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, page in enumerate(self._drawn, 1):
                self.__dict__.update(page)
                draw_head(self, marks)
                draw_foot(self, foot, marks, number, len(self._drawn))
                super().showPage()
            super().save()

    return Framed


def draw_head(canvas: Canvas, marks: Marks) -> None:
    top = A4[1] - 14 * mm
    primary = HexColor(marks.pack.colours.primary)
    canvas.drawImage(logo(marks.pack.brand), SIDE, top - MARK, MARK, MARK)
    left = SIDE + MARK + 5 * mm
    canvas.setFillColor(primary)
    canvas.setFont("Atkinson-Bold", 15)
    canvas.drawString(left, top - 6.8 * mm, marks.council[0])
    canvas.setFillColor(GREY)
    canvas.setFont("Atkinson", 11)
    canvas.drawString(left, top - 12.6 * mm, marks.council[1])
    right = A4[0] - SIDE
    canvas.setFont("Atkinson", 9.5)
    canvas.drawRightString(right, top - 6.8 * mm, marks.register[0])
    canvas.setFont("Atkinson", 8.5)
    canvas.drawRightString(right, top - 12.6 * mm, marks.register[1])
    rule = top - MARK - 4 * mm
    canvas.setStrokeColor(primary)
    canvas.setLineWidth(1.2)
    canvas.line(SIDE, rule, right, rule)
    canvas.setStrokeColor(HexColor(marks.pack.colours.accent))
    canvas.setLineWidth(3)
    canvas.line(SIDE, rule, SIDE + MARK, rule)


def draw_foot(canvas: Canvas, foot: Foot, marks: Marks, number: int, pages: int) -> None:
    bottom = 13 * mm
    right = A4[0] - SIDE
    canvas.setStrokeColor(HexColor(marks.pack.colours.primary))
    canvas.setLineWidth(0.6)
    canvas.line(SIDE, bottom + QR + 3 * mm, right, bottom + QR + 3 * mm)
    draw_qr(canvas, foot.verify_url, SIDE, bottom, QR)
    left = SIDE + QR + 5 * mm
    canvas.setFillColor(HexColor("#16212b"))
    canvas.setFont("Atkinson", 8)
    canvas.drawString(left, bottom + 21.6 * mm, foot.verify[0])
    canvas.setFillColor(GREY)
    canvas.drawString(left, bottom + 18 * mm, foot.verify[1])
    canvas.setFillColor(HexColor("#16212b"))
    canvas.setFont("Atkinson", 9)
    canvas.drawString(left, bottom + 13.2 * mm, foot.verify_url.partition("?")[0])
    canvas.setFont("Atkinson-Bold", 13)
    canvas.drawString(left, bottom + 7 * mm, foot.csv)
    canvas.setFillColor(GREY)
    canvas.setFont("Atkinson", 7)
    canvas.drawString(left, bottom + 1.2 * mm, f"{marks.pack.dir3} · {foot.id}")
    said = [words.format(page=number, pages=pages) for words in foot.page]
    canvas.setFont("Atkinson", 8.5)
    canvas.drawRightString(right, bottom + 4.8 * mm, said[0])
    canvas.setFont("Atkinson", 7.5)
    canvas.drawRightString(right, bottom + 1.2 * mm, said[1])
    if foot.demonstration:
        canvas.drawCentredString(A4[0] / 2, 7 * mm, DEMONSTRATION)


def draw_qr(canvas: Canvas, words: str, left: float, bottom: float, size: float) -> None:
    """As rectangles: sharp on any printer."""
    rows = [list(row) for row in segno.make(words, error="m", micro=False).matrix]
    module = size / len(rows)
    canvas.setFillColor(HexColor("#000000"))
    path = canvas.beginPath()
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                path.rect(left + x * module, bottom + size - (y + 1) * module, module, module)
    canvas.drawPath(path, stroke=0, fill=1)


@cache
def fonts() -> None:
    """Atkinson Hyperlegible, embedded in every paper."""
    files = fonts_at.rpartition("/")[0] + "/files/AtkinsonHyperlegible-"
    for name, file in (("Atkinson", "Regular"), ("Atkinson-Bold", "Bold"), ("Atkinson-Italic", "Italic")):
        pdfmetrics.registerFont(TTFont(name, f"{files}{file}.ttf"))
    pdfmetrics.registerFontFamily(
        "Atkinson", normal="Atkinson", bold="Atkinson-Bold", italic="Atkinson-Italic"
    )


@cache
def logo(brand: str) -> ImageReader:
    """On white and no larger than print needs (17 mm at 360 dpi): printers are slow with transparency."""
    with Image.open(folder(brand) / "logo.png") as drawn:
        mark = drawn.convert("RGBA").resize((240, 240), Image.Resampling.LANCZOS)
    paper = Image.new("RGB", mark.size, "white")
    paper.paste(mark, mask=mark.getchannel("A"))
    out = BytesIO()
    paper.save(out, "PNG")
    out.seek(0)
    return ImageReader(out)
