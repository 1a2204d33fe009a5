"""The big drawings, on a sheet of 240 × 180 units."""

from collections.abc import Callable
from functools import lru_cache

from kivy.graphics.texture import Texture

from agent.ui.ink import Ink, sheet, texture
from agent.ui.theme.palette import Palette
from flows.screens import Picture

ASPECT = 4 / 3

Drawing = Callable[[Ink, Palette], None]


@lru_cache(maxsize=6)
def picture(which: Picture, width: int, height: int, palette: Palette) -> Texture:
    image, ink = sheet(240, width, height)
    _DRAWINGS.get(which, _plain)(ink, palette)
    return texture(image)


def _plain(ink: Ink, colours: Palette) -> None:
    ink.circle(120, 90, 70, colours.tint)


_DRAWINGS: dict[Picture, Drawing] = {}
