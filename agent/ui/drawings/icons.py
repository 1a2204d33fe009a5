"""The small drawings: one line weight, one wash of colour, on a sheet of 48 units."""

from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache

from kivy.graphics.texture import Texture

from agent.ui.ink import Ink, sheet, texture
from agent.ui.theme.palette import Colour
from flows.screens import Icon

_LINE = 3.2


class Glyph(StrEnum):
    """Signs of the screen's own buttons."""

    BACK = "back"
    CANCEL = "cancel"
    HELP = "help"
    SIZE = "size"
    CONTRAST = "contrast"
    DELETE = "delete"
    SHIFT = "shift"
    NEXT = "next"
    PREVIOUS = "previous"
    CHEVRON = "chevron"
    CITY = "city"


Drawing = Callable[[Ink, Colour, Colour], None]


@lru_cache(maxsize=96)
def icon(which: Icon | Glyph, size: int, line: Colour, wash: Colour) -> Texture:
    image, ink = sheet(48, size, size)
    _DRAWINGS[which](ink, line, wash)
    return texture(image, ink)


def _padron(ink: Ink, line: Colour, wash: Colour) -> None:
    """A house on a sheet."""
    _sheet(ink, line, wash)
    ink.line(((16, 24), (24, 17), (32, 24)), _LINE, line)
    ink.line(((19, 23), (19, 33), (29, 33), (29, 23)), _LINE, line)


def _sheet(ink: Ink, line: Colour, wash: Colour) -> None:
    ink.rounded(8, 4, 32, 40, 4, fill=wash, edge=line, edge_width=_LINE)


def _person(ink: Ink, line: Colour, wash: Colour) -> None:
    _bust(ink, 24, 15, 1.0, line, wash)


def _bust(ink: Ink, x: float, y: float, scale: float, line: Colour, wash: Colour) -> None:
    """Head at (x, y); shoulders 27 units wide at scale 1."""
    half, foot = 15 * scale, 28 * scale
    ink.rounded(x - half, y + 11 * scale, 2 * half, 26 * scale, 13 * scale, fill=line)
    inner = half - _LINE
    ink.rounded(x - inner, y + 11 * scale + _LINE, 2 * inner, 26 * scale, 11 * scale, fill=wash)
    ink.clear(x - half - 1, y + foot, 2 * half + 2, 20)
    ink.line(((x - half + _LINE / 2, y + foot), (x + half - _LINE / 2, y + foot)), _LINE, line)
    ink.circle(x, y, 9 * scale, line)
    ink.circle(x, y, 9 * scale - _LINE, wash)


def _family(ink: Ink, line: Colour, wash: Colour) -> None:
    _bust(ink, 14, 13, 0.72, line, wash)
    _bust(ink, 34, 13, 0.72, line, wash)
    _bust(ink, 24, 26, 0.60, line, wash)


def _history(ink: Ink, line: Colour, wash: Colour) -> None:
    """A clock whose hand has gone back."""
    ink.circle(25, 24, 17, wash)
    ink.arc(25, 24, 17, -150, 150, _LINE, line)
    ink.line(((10, 8), (10, 16.5), (18.5, 16.5)), _LINE, line)
    ink.line(((25, 14), (25, 25), (32, 29)), _LINE, line)


def _paper(ink: Ink, line: Colour, wash: Colour) -> None:
    _sheet(ink, line, wash)
    for y, right in ((15, 32), (23, 32), (31, 25)):
        ink.line(((16, y), (right, y)), _LINE, line)


def _seal(ink: Ink, line: Colour, wash: Colour) -> None:
    """A sheet with a seal and its ribbons."""
    ink.rounded(6, 4, 30, 38, 4, fill=wash, edge=line, edge_width=_LINE)
    for y, right in ((14, 28), (22, 22)):
        ink.line(((13, y), (right, y)), _LINE, line)
    ink.polygon(((28, 34), (26, 47), (32.5, 43), (39, 47), (37, 34)), line)
    ink.circle(32.5, 31, 10, line)
    ink.circle(32.5, 31, 10 - _LINE, wash)
    ink.line(((29, 31), (31.8, 34), (36.4, 28.4)), 2.6, line)


def _receipt(ink: Ink, line: Colour, wash: Colour) -> None:
    """A till receipt, its foot torn, with a euro."""
    edge = ((10, 4), (38, 4), (38, 44), (33.3, 40), (28.7, 44), (24, 40), (19.3, 44), (14.7, 40), (10, 44))
    ink.polygon(edge, wash)
    ink.line((*edge, edge[0]), _LINE, line)
    ink.arc(25.5, 21, 8, 45, 315, _LINE, line)
    ink.line(((14.5, 19), (25, 19)), 2.4, line)
    ink.line(((14.5, 23.4), (25, 23.4)), 2.4, line)


def _calendar(ink: Ink, line: Colour, wash: Colour) -> None:
    ink.rounded(5, 8, 38, 36, 4, fill=wash, edge=line, edge_width=_LINE)
    ink.polygon(((6, 12), (42, 12), (42, 19), (6, 19)), line)
    for x in (15, 33):
        ink.line(((x, 4.5), (x, 11)), _LINE, line)
    for x, y in ((15, 27), (24, 27), (33, 27), (15, 35.5), (24, 35.5)):
        ink.circle(x, y, 2.5, line)


def _scan(ink: Ink, line: Colour, wash: Colour) -> None:
    """A sheet within the corners of a finder."""
    ink.rounded(14, 10, 20, 28, 2, fill=wash, edge=line, edge_width=2.6)
    for x, y, dx, dy in ((4, 4, 1, 1), (44, 4, -1, 1), (4, 44, 1, -1), (44, 44, -1, -1)):
        ink.line(((x + 8 * dx, y), (x, y), (x, y + 8 * dy)), _LINE, line)
    ink.line(((8, 24), (40, 24)), _LINE, line)


def _check(ink: Ink, line: Colour, wash: Colour) -> None:
    """A code seen through a glass: is this paper genuine?"""
    ink.circle(21, 21, 15, wash)
    ink.ring(21, 21, 15, _LINE, line)
    ink.line(((32, 32), (43, 43)), 4.4, line)
    ink.line(((14.5, 21.5), (19, 26), (28, 16)), _LINE, line)


def _ask(ink: Ink, line: Colour, wash: Colour) -> None:
    """A speech bubble with a question in it."""
    ink.polygon(((12, 34), (12, 46), (26, 36)), line)
    ink.rounded(4, 4, 40, 34, 9, fill=wash, edge=line, edge_width=_LINE)
    ink.arc(24, 16, 5.6, -180, 80, _LINE, line)
    ink.line(((24.6, 21.8), (24.6, 24.6)), _LINE, line)
    ink.circle(24.4, 31, 2.3, line)


def _home(ink: Ink, line: Colour, wash: Colour) -> None:
    ink.polygon(((9, 22), (24, 8), (39, 22), (39, 43), (9, 43)), wash)
    ink.line(((9, 20), (9, 42), (39, 42), (39, 20)), _LINE, line)
    ink.line(((4, 24), (24, 6), (44, 24)), _LINE, line)
    ink.line(((19.5, 42), (19.5, 30), (28.5, 30), (28.5, 42)), _LINE, line)


def _school(ink: Ink, line: Colour, wash: Colour) -> None:
    """A graduate's cap."""
    ink.polygon(((13, 22), (35, 22), (35, 34), (24, 39), (13, 34)), wash)
    ink.line(((13, 23), (13, 33.5), (24, 38.5), (35, 33.5), (35, 23)), _LINE, line)
    ink.polygon(((3, 18), (24, 8), (45, 18), (24, 28)), wash)
    ink.line(((3, 18), (24, 8), (45, 18), (24, 28), (3, 18)), _LINE, line)
    ink.line(((43, 19), (43, 33)), _LINE, line)


def _work(ink: Ink, line: Colour, wash: Colour) -> None:
    """A briefcase."""
    ink.line(((17, 13), (17, 6.5), (31, 6.5), (31, 13)), _LINE, line)
    ink.rounded(4, 13, 40, 29, 4, fill=wash, edge=line, edge_width=_LINE)
    ink.line(((5, 26), (43, 26)), _LINE, line)
    ink.rounded(20, 22.5, 8, 7, 1.5, fill=line)


def _car(ink: Ink, line: Colour, wash: Colour) -> None:
    ink.polygon(((11, 22), (15, 11), (33, 11), (37, 22)), wash)
    ink.line(((10, 22), (14.5, 10.5), (33.5, 10.5), (38, 22)), _LINE, line)
    ink.rounded(4, 21, 40, 16, 4, fill=wash, edge=line, edge_width=_LINE)
    for x in (12.5, 35.5):
        ink.circle(x, 29, 2.6, line)
        ink.rounded(x - 4.5, 36, 9, 7, 2, fill=line)
    ink.line(((20, 29), (28, 29)), _LINE, line)


def _travel(ink: Ink, line: Colour, wash: Colour) -> None:
    """The globe."""
    ink.circle(24, 24, 19, wash)
    ink.ring(24, 24, 19, _LINE, line)
    ink.ellipse(24, 24, 8.5, 19, _LINE * 0.85, line)
    ink.line(((6, 24), (42, 24)), _LINE * 0.85, line)
    ink.line(((9, 14.5), (39, 14.5)), _LINE * 0.7, line)
    ink.line(((9, 33.5), (39, 33.5)), _LINE * 0.7, line)


def _money(ink: Ink, line: Colour, wash: Colour) -> None:
    """A euro."""
    ink.circle(24, 24, 19, wash)
    ink.ring(24, 24, 19, _LINE, line)
    ink.arc(27, 24, 9.5, 50, 310, _LINE, line)
    ink.line(((12.5, 21.4), (26, 21.4)), 2.6, line)
    ink.line(((12.5, 26.6), (26, 26.6)), 2.6, line)


def _other(ink: Ink, line: Colour, wash: Colour) -> None:
    ink.circle(24, 24, 19, wash)
    ink.ring(24, 24, 19, _LINE, line)
    for x in (15, 24, 33):
        ink.circle(x, 24, 2.9, line)


# --- signs of the screen's own buttons ---


def _back(ink: Ink, line: Colour, wash: Colour) -> None:
    ink.line(((42, 24), (8, 24)), 4.6, line)
    ink.line(((22, 9), (7, 24), (22, 39)), 4.6, line)


def _cancel(ink: Ink, line: Colour, wash: Colour) -> None:
    ink.line(((10, 10), (38, 38)), 4.8, line)
    ink.line(((38, 10), (10, 38)), 4.8, line)


def _help(ink: Ink, line: Colour, wash: Colour) -> None:
    ink.ring(24, 24, 20, 4, line)
    ink.arc(24, 19.5, 6, -180, 80, 4.2, line)
    ink.line(((24.8, 25.6), (24.8, 28)), 4.2, line)
    ink.circle(24.6, 35, 2.8, line)


def _size(ink: Ink, line: Colour, wash: Colour) -> None:
    """A small and a large A."""
    _letter_a(ink, 11, 40, 18, 3.8, line)
    _letter_a(ink, 32, 40, 32, 4.8, line)


def _letter_a(ink: Ink, x: float, foot: float, height: float, width: float, line: Colour) -> None:
    half = height * 0.40
    ink.line(((x - half, foot), (x, foot - height), (x + half, foot)), width, line)
    bar = foot - height * 0.32
    ink.line(((x - half * 0.66, bar), (x + half * 0.66, bar)), width * 0.9, line)


def _contrast(ink: Ink, line: Colour, wash: Colour) -> None:
    ink.ring(24, 24, 19, 4, line)
    ink.half(24, 24, 19, line)


def _delete(ink: Ink, line: Colour, wash: Colour) -> None:
    edge = ((17, 9), (44, 9), (44, 39), (17, 39), (4, 24))
    ink.polygon(edge, wash)
    ink.line((*edge, edge[0]), 3.4, line)
    ink.line(((23.5, 18), (35.5, 30)), 3.6, line)
    ink.line(((35.5, 18), (23.5, 30)), 3.6, line)


def _shift(ink: Ink, line: Colour, wash: Colour) -> None:
    edge = ((24, 5), (43, 25), (33, 25), (33, 42), (15, 42), (15, 25), (5, 25))
    ink.polygon(edge, wash)
    ink.line((*edge, edge[0]), 3.4, line)


def _next(ink: Ink, line: Colour, wash: Colour) -> None:
    ink.line(((6, 24), (40, 24)), 4.6, line)
    ink.line(((26, 9), (41, 24), (26, 39)), 4.6, line)


def _chevron(ink: Ink, line: Colour, wash: Colour) -> None:
    ink.line(((17, 8), (33, 24), (17, 40)), 5.2, line)


def _city(ink: Ink, line: Colour, wash: Colour) -> None:
    """The mark of the city, until its pack brings one: a castle over the sea."""
    ink.rounded(0, 0, 48, 48, 11, fill=line)
    castle = ((11, 29), (11, 13), (15.5, 13), (15.5, 17), (20, 17), (20, 13), (28, 13), (28, 17))
    ink.polygon((*castle, (32.5, 17), (32.5, 13), (37, 13), (37, 29)), wash)
    ink.rounded(20.5, 21, 7, 12, 3.5, fill=line)
    for y in (33.5, 39):
        for x in (15, 24, 33):
            ink.arc(x, y - 4.5, 5.2, 30, 150, 2.6, wash)


_DRAWINGS: dict[Icon | Glyph, Drawing] = {
    Icon.PADRON: _padron,
    Icon.PERSON: _person,
    Icon.FAMILY: _family,
    Icon.HISTORY: _history,
    Icon.PAPER: _paper,
    Icon.SEAL: _seal,
    Icon.RECEIPT: _receipt,
    Icon.CALENDAR: _calendar,
    Icon.SCAN: _scan,
    Icon.CHECK: _check,
    Icon.ASK: _ask,
    Icon.HOME: _home,
    Icon.SCHOOL: _school,
    Icon.WORK: _work,
    Icon.CAR: _car,
    Icon.TRAVEL: _travel,
    Icon.MONEY: _money,
    Icon.OTHER: _other,
    Glyph.BACK: _back,
    Glyph.CANCEL: _cancel,
    Glyph.HELP: _help,
    Glyph.SIZE: _size,
    Glyph.CONTRAST: _contrast,
    Glyph.DELETE: _delete,
    Glyph.SHIFT: _shift,
    Glyph.NEXT: _next,
    Glyph.PREVIOUS: _back,
    Glyph.CHEVRON: _chevron,
    Glyph.CITY: _city,
}
