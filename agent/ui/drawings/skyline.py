"""The city from the sea: the rock and its castle, roofs, palms, waves."""

from functools import lru_cache

from kivy.graphics.texture import Texture

from agent.ui.ink import Ink, sheet, texture
from agent.ui.theme.palette import Colour, Palette

_HIGH = 250.0  # units, to the tip of the flag
_SEA = 26.0


@lru_cache(maxsize=2)
def skyline(width: int, height: int, colours: Palette) -> Texture:
    """Fills the height; where it is wider than high, the town is longer."""
    wide = _HIGH * width / height
    image, ink = sheet(wide, width, height)
    far, near, sea = colours.band_far, colours.band_near, colours.band_sea
    _rock(ink, max(wide * 0.66, wide - 420), far)
    _roofs(ink, wide, near)
    for share, tall in ((0.10, 92.0), (0.17, 70.0), (0.9, 84.0)):
        _palm(ink, wide * share, _HIGH - _SEA, tall, near)
    _waves(ink, wide, sea)
    return texture(image, ink)


def _rock(ink: Ink, middle: float, colour: Colour) -> None:
    """Benacantil, the face that the city is known by, with its castle."""
    slope = ((-330, 0), (-230, 60), (-140, 118), (-75, 168), (-20, 176), (40, 172), (82, 128), (110, 118))
    ink.polygon(_up(middle, (*slope, (140, 70), (240, 34), (320, 0))), colour)
    wall = ((-70, 164), (-70, 192), (-20, 192), (-20, 206), (8, 206), (8, 188), (44, 188), (44, 164))
    ink.polygon(_up(middle, wall), colour)
    for x, top in ((-70, 192), (-54, 192), (-38, 192), (-20, 206), (-2, 206), (16, 188), (32, 188)):
        ink.polygon(_up(middle, ((x, top), (x, top + 7), (x + 8, top + 7), (x + 8, top))), colour)
    ink.line(_up(middle, ((-6, 206), (-6, 236))), 3, colour)
    ink.polygon(_up(middle, ((-5, 236), (18, 229), (-5, 222))), colour)


def _up(x: float, points: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    """From (right of ``x``, above the foot) to the sheet."""
    return tuple((x + right, _HIGH - above) for right, above in points)


def _roofs(ink: Ink, wide: float, colour: Colour) -> None:
    x, index = 0.0, 0
    while x < wide:
        width = (38, 30, 46, 34, 42)[index % 5]
        height = (46, 62, 38, 70, 52, 58, 42)[index % 7]
        ink.polygon(_up(x, ((0, 0), (0, height), (width, height), (width, 0))), colour)
        x, index = x + width, index + 1
    for tower in (wide * 0.44, wide * 0.44 + 58):
        ink.polygon(_up(tower, ((0, 0), (0, 84), (14, 84), (14, 0))), colour)
        ink.polygon(_up(tower, ((-4, 84), (7, 104), (18, 84))), colour)


def _palm(ink: Ink, x: float, foot: float, height: float, colour: Colour) -> None:
    top = foot - height
    ink.line(((x, foot), (x + 3, foot - height * 0.5), (x, top)), 6, colour)
    for dx, dy in ((-34, 12), (-30, -10), (-14, -22), (14, -22), (30, -10), (34, 12)):
        ink.line(((x, top), (x + dx * 0.6, top + dy * 0.9 - 6), (x + dx, top + dy + 4)), 5, colour)


def _waves(ink: Ink, wide: float, colour: Colour) -> None:
    ink.polygon(_up(0, ((0, 0), (0, _SEA), (wide, _SEA), (wide, 0))), colour)
    for index in range(round(wide / 50) + 1):
        ink.circle(index * 50, _HIGH - _SEA + 2, 14 if index % 2 else 9, colour)
