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
    OK = "ok"
    INFO = "info"
    PRINTER = "printer"


Drawing = Callable[[Ink, Colour, Colour], None]


@lru_cache(maxsize=96)
def icon(which: Icon | Glyph, size: int, line: Colour, wash: Colour) -> Texture:
    image, ink = sheet(48, size, size)
    _DRAWINGS.get(which, _other)(ink, line, wash)
    return texture(image)


def _other(ink: Ink, line: Colour, wash: Colour) -> None:
    for x in (12, 24, 36):
        ink.circle(x, 24, 4, line)


_DRAWINGS: dict[Icon | Glyph, Drawing] = {}
