"""The big drawings, on a sheet of 240 × 180 units: machines in metal, papers white, and one accent
that says where to look.
"""

from collections.abc import Callable
from functools import lru_cache

from kivy.graphics.texture import Texture

from agent.ui.ink import Ink, sheet, texture
from agent.ui.theme.palette import Colour, Palette
from flows.screens import Picture

ASPECT = 4 / 3

Drawing = Callable[[Ink, Palette], None]


@lru_cache(maxsize=4)
def picture(which: Picture, width: int, height: int, palette: Palette) -> Texture:
    image, ink = sheet(240, width, height)
    _DRAWINGS[which](ink, palette)
    return texture(image, ink)


def _backdrop(ink: Ink, colours: Palette, wash: Colour | None = None) -> None:
    ink.circle(120, 90, 88, wash or colours.tint)


def _arrow(ink: Ink, x: float, top: float, tip: float, colour: Colour) -> None:
    """Straight up or down, from ``top`` to ``tip``."""
    way = 1 if tip > top else -1
    ink.line(((x, top), (x, tip - 3 * way)), 8, colour)
    ink.line(((x - 15, tip - 16 * way), (x, tip), (x + 15, tip - 16 * way)), 8, colour)


def _reader(ink: Ink, colours: Palette) -> None:
    """The mouth of the card reader, seen from the front."""
    ink.rounded(44, 18, 152, 62, 12, fill=colours.metal)
    ink.rounded(44, 18, 152, 62, 12, edge=colours.metal_dark, edge_width=3)
    ink.rounded(62, 56, 116, 12, 6, fill=colours.ink if colours.ground != (0, 0, 0) else (0, 0, 0))
    ink.circle(172, 34, 5, colours.good)


def _card(ink: Ink, colours: Palette, x: float, y: float, *, chip_up: bool = True) -> None:
    """An identity card held upright, 84 wide and 108 high, its chip towards the reader."""
    paper, line = colours.paper, colours.main if colours.ground != (0, 0, 0) else (90, 90, 90)
    ink.rounded(x, y, 84, 108, 8, fill=paper, edge=line, edge_width=3)
    chip_y = y + 14 if chip_up else y + 72
    ink.rounded(x + 30, chip_y, 24, 20, 4, fill=(222, 178, 66), edge=(140, 104, 22), edge_width=2)
    ink.line(((x + 30, chip_y + 10), (x + 54, chip_y + 10)), 1.6, (140, 104, 22))
    ink.line(((x + 42, chip_y + 1), (x + 42, chip_y + 19)), 1.6, (140, 104, 22))
    face_y = y + 48 if chip_up else y + 14
    ink.rounded(x + 12, face_y, 26, 34, 3, fill=(214, 226, 233))
    ink.circle(x + 25, face_y + 12, 6, (104, 128, 144))
    ink.rounded(x + 15, face_y + 20, 20, 14, 6, fill=(104, 128, 144))
    for row in range(3):
        width = (32, 26, 32)[row]
        top = face_y + 4 + row * 11
        ink.line(((x + 46, top), (x + 44 + width, top)), 3.4, (150, 168, 180))


def _card_in(ink: Ink, colours: Palette) -> None:
    _backdrop(ink, colours)
    _card(ink, colours, 78, 62)
    _reader(ink, colours)
    ink.rounded(62, 56, 116, 12, 6, fill=_slot(colours))
    _arrow(ink, 205, 158, 96, colours.accent)


def _slot(colours: Palette) -> Colour:
    return (0, 0, 0) if colours.ground == (0, 0, 0) else colours.ink


def _card_out(ink: Ink, colours: Palette) -> None:
    _backdrop(ink, colours)
    _card(ink, colours, 78, 70)
    _reader(ink, colours)
    ink.rounded(62, 56, 116, 12, 6, fill=_slot(colours))
    _arrow(ink, 205, 96, 158, colours.accent)


def _card_upside_down(ink: Ink, colours: Palette) -> None:
    """The card the wrong way round at the left, turned at the right."""
    _backdrop(ink, colours)
    _card(ink, colours, 18, 40, chip_up=False)
    _card(ink, colours, 138, 40)
    ink.circle(60, 40, 15, colours.care)
    _cross(ink, 60, 40, (255, 255, 255) if colours.ground != (0, 0, 0) else (0, 0, 0))
    ink.circle(180, 40, 15, colours.good)
    _tick(ink, 180, 40, 0.36, (255, 255, 255) if colours.ground != (0, 0, 0) else (0, 0, 0))
    ink.arc(120, 94, 17, 200, 340, 7, colours.accent)
    ink.line(((126, 76), (137, 89), (143, 73)), 6, colours.accent)


def _cross(ink: Ink, x: float, y: float, colour: Colour) -> None:
    ink.line(((x - 5.5, y - 5.5), (x + 5.5, y + 5.5)), 4, colour)
    ink.line(((x - 5.5, y + 5.5), (x + 5.5, y - 5.5)), 4, colour)


def _tick(ink: Ink, x: float, y: float, scale: float, colour: Colour) -> None:
    ink.line(
        ((x - 22 * scale, y + 1 * scale), (x - 6 * scale, y + 17 * scale), (x + 24 * scale, y - 17 * scale)),
        11 * scale,
        colour,
    )


def _printed(ink: Ink, colours: Palette, x: float, y: float, width: float, height: float) -> None:
    """A sheet with a house for a seal and lines of text."""
    line = colours.main if colours.ground != (0, 0, 0) else (90, 90, 90)
    ink.rounded(x, y, width, height, 3, fill=colours.paper, edge=line, edge_width=3)
    ink.rounded(x + 12, y + 11, 14, 14, 3, fill=(11, 79, 113))
    ink.line(((x + 34, y + 15), (x + width - 16, y + 15)), 3.6, (130, 150, 164))
    ink.line(((x + 34, y + 22), (x + width - 34, y + 22)), 3.6, (130, 150, 164))
    row = y + 38
    while row < y + height - 8:
        ink.line(((x + 13, row), (x + width - 14, row)), 3.2, (176, 190, 200))
        row += 10


def _printing(ink: Ink, colours: Palette) -> None:
    _backdrop(ink, colours)
    ink.rounded(76, 14, 88, 60, 4, fill=colours.paper, edge=colours.metal_dark, edge_width=3)
    ink.rounded(34, 56, 172, 70, 12, fill=colours.metal, edge=colours.metal_dark, edge_width=3)
    ink.circle(184, 76, 5, colours.good)
    ink.rounded(58, 98, 124, 10, 5, fill=_slot(colours))
    _printed(ink, colours, 70, 103, 100, 66)
    ink.rounded(58, 96, 124, 9, 4, fill=_slot(colours))


def _paper_out_here(ink: Ink, colours: Palette) -> None:
    _backdrop(ink, colours)
    ink.rounded(30, 20, 180, 48, 12, fill=colours.metal, edge=colours.metal_dark, edge_width=3)
    ink.rounded(54, 46, 132, 11, 5, fill=_slot(colours))
    _printed(ink, colours, 66, 52, 108, 116)
    ink.rounded(54, 45, 132, 9, 4, fill=_slot(colours))
    _arrow(ink, 205, 92, 156, colours.accent)


def _working(ink: Ink, colours: Palette) -> None:
    """Papers being looked up: a sheet under a glass."""
    _backdrop(ink, colours)
    _printed(ink, colours, 66, 24, 96, 126)
    ink.circle(150, 112, 35, colours.surface)
    ink.line(((174, 138), (199, 164)), 13, colours.main)
    ink.circle(150, 112, 31, colours.tint)
    ink.ring(150, 112, 32, 8, colours.main)
    for index, x in enumerate((136, 150, 164)):
        ink.circle(x, 112, 5, colours.accent if index == 1 else colours.main)


def _done(ink: Ink, colours: Palette) -> None:
    _backdrop(ink, colours, colours.good_wash)
    ink.circle(120, 90, 62, colours.good)
    _tick(ink, 119, 91, 1.35, (255, 255, 255) if colours.ground != (0, 0, 0) else (0, 0, 0))


def _sorry(ink: Ink, colours: Palette) -> None:
    """A notice, not an alarm."""
    _backdrop(ink, colours, colours.care_wash)
    ink.circle(120, 90, 62, colours.care)
    on = (255, 255, 255) if colours.ground != (0, 0, 0) else (0, 0, 0)
    ink.line(((120, 58), (120, 98)), 14, on)
    ink.circle(120, 123, 9, on)


def _office(ink: Ink, colours: Palette) -> None:
    """The town hall."""
    _backdrop(ink, colours)
    stone, line = colours.surface, colours.main
    ink.line(((120, 8), (120, 34)), 4, line)
    ink.polygon(((122, 8), (146, 14), (122, 21)), colours.accent)
    ink.polygon(((40, 66), (120, 32), (200, 66)), line)
    ink.rounded(46, 66, 148, 84, 2, fill=stone, edge=line, edge_width=4)
    ink.circle(120, 53, 7, stone)
    for x in (62, 150):
        for column in (0, 18):
            ink.rounded(x + column, 80, 10, 52, 5, fill=line)
    ink.rounded(102, 90, 36, 60, 18, fill=line)
    ink.rounded(102, 120, 36, 30, 0, fill=line)
    ink.rounded(32, 148, 176, 14, 4, fill=line)


def _closed(ink: Ink, colours: Palette) -> None:
    """A kiosk with a bar across its screen."""
    _backdrop(ink, colours, colours.care_wash)
    ink.rounded(72, 12, 96, 126, 10, fill=colours.metal, edge=colours.metal_dark, edge_width=3)
    ink.rounded(84, 24, 72, 90, 5, fill=colours.surface)
    ink.circle(120, 69, 24, colours.care)
    on = (255, 255, 255) if colours.ground != (0, 0, 0) else (0, 0, 0)
    ink.rounded(105, 64, 30, 10, 3, fill=on)
    ink.rounded(100, 138, 40, 22, 2, fill=colours.metal_dark)
    ink.rounded(74, 156, 92, 12, 5, fill=colours.metal_dark)


_DRAWINGS: dict[Picture, Drawing] = {
    Picture.CARD_IN: _card_in,
    Picture.CARD_OUT: _card_out,
    Picture.CARD_UPSIDE_DOWN: _card_upside_down,
    Picture.PRINTING: _printing,
    Picture.PAPER_OUT_HERE: _paper_out_here,
    Picture.WORKING: _working,
    Picture.DONE: _done,
    Picture.SORRY: _sorry,
    Picture.OFFICE: _office,
    Picture.CLOSED: _closed,
}
