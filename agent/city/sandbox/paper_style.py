"""How a paper looks: its sizes, its type, its tables."""

from functools import cache
from typing import Any

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Table, TableStyle

SIDE = 20 * mm
WIDTH = A4[0] - 2 * SIDE
INK = HexColor("#16212b")
GREY = HexColor("#56616b")
HAIR = HexColor("#c9ced3")
Cell = list[Flowable]

ROWS: list[Any] = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LINEBELOW", (0, 0), (-1, -1), 0.4, HAIR),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 2 * mm),
    ("TOPPADDING", (0, 0), (-1, -1), 1.3 * mm),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 1.6 * mm),
]


def listing(rows: list[list[Flowable]], widths: list[float]) -> Flowable:
    """A table whose head is said again on every page."""
    table = Table(rows, colWidths=widths, repeatRows=1)
    table.setStyle(TableStyle([*ROWS, ("LINEBELOW", (0, 0), (-1, 0), 0.8, GREY)]))
    return table


def grid(*rows: list[Cell]) -> Flowable:
    """Cells one or two in a row, each a label with its value below."""
    filled = [[*row, ""] if len(row) == 1 else [*row] for row in rows]
    table = Table(filled, colWidths=[WIDTH / 2, WIDTH / 2])
    spans = [("SPAN", (0, at), (1, at)) for at, row in enumerate(rows) if len(row) == 1]
    table.setStyle(TableStyle([*ROWS, *spans]))
    return table


def pairs(cells: list[Cell]) -> list[list[Cell]]:
    return [cells[at : at + 2] for at in range(0, len(cells), 2)]


@cache
def style(name: str, colour: Color | None = None) -> ParagraphStyle:
    regular, bold, italic = "Atkinson", "Atkinson-Bold", "Atkinson-Italic"
    options: dict[str, dict[str, Any]] = {
        "title": {"fontName": bold, "fontSize": 19, "leading": 23, "textColor": colour},
        "title-second": {"fontName": regular, "fontSize": 12.5, "leading": 16, "textColor": GREY},
        "opening": {"fontName": regular, "fontSize": 11, "leading": 14.5, "textColor": INK},
        "opening-second": {
            "fontName": italic,
            "fontSize": 9,
            "leading": 11.5,
            "textColor": GREY,
            "spaceBefore": 2,
        },
        "section": {
            "fontName": bold,
            "fontSize": 11.5,
            "leading": 14,
            "textColor": colour,
            "spaceBefore": 4.8 * mm,
            "spaceAfter": 1 * mm,
            "keepWithNext": 1,
        },
        "cell": {"fontName": regular, "fontSize": 8, "leading": 10, "textColor": GREY},
        "label": {"fontName": regular, "fontSize": 8.5, "leading": 10.5, "textColor": GREY},
        "value": {"fontName": regular, "fontSize": 11, "leading": 13.5, "textColor": INK},
        "strong": {"fontName": bold, "fontSize": 11.5, "leading": 13.5, "textColor": INK},
        "small": {"fontName": regular, "fontSize": 9.5, "leading": 11.5, "textColor": INK},
        "tiny": {"fontName": regular, "fontSize": 8.5, "leading": 11.5, "textColor": INK},
        "strong-small": {"fontName": bold, "fontSize": 9.5, "leading": 11.5, "textColor": INK},
        "dated": {
            "fontName": regular,
            "fontSize": 11,
            "leading": 13,
            "textColor": INK,
            "alignment": TA_RIGHT,
        },
        "seal": {"fontName": regular, "fontSize": 9.5, "leading": 12, "textColor": INK},
    }
    return ParagraphStyle(name, **options[name])
