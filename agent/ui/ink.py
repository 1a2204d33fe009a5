"""Drawings made textures: shapes drawn four times as large and brought down, so that edges are smooth.

Multisampling would cost 70 MB of the display's process; this costs milliseconds, once a drawing.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

from kivy.graphics.texture import Texture
from PIL import Image, ImageDraw, ImageFilter

from agent.ui.theme.palette import Colour

_FINER = 4
_LARGE = 320  # px; from here on edges are long and memory counts
_LARGE_FINER = 2


@dataclass
class Ink:
    """A sheet of ``units`` × ``units`` on which shapes are drawn in the order they are named."""

    draw: ImageDraw.ImageDraw
    finer: int
    scale: float

    def _at(self, *points: float) -> list[float]:
        return [value * self.scale for value in points]

    def line(self, points: tuple[tuple[float, float], ...], width: float, colour: Colour) -> None:
        """With round ends and corners."""
        scaled = [(x * self.scale, y * self.scale) for x, y in points]
        self.draw.line(scaled, fill=colour, width=max(1, round(width * self.scale)), joint="curve")
        for x, y in points:
            self.circle(x, y, width / 2, colour)

    def circle(self, x: float, y: float, radius: float, colour: Colour) -> None:
        self.draw.ellipse(self._at(x - radius, y - radius, x + radius, y + radius), fill=colour)

    def ring(self, x: float, y: float, radius: float, width: float, colour: Colour) -> None:
        """``radius`` is of the middle of the line."""
        outer = radius + width / 2
        self.draw.ellipse(
            self._at(x - outer, y - outer, x + outer, y + outer),
            outline=colour,
            width=max(1, round(width * self.scale)),
        )

    def arc(
        self, x: float, y: float, radius: float, start: float, end: float, width: float, colour: Colour
    ) -> None:
        """Degrees clockwise from three o'clock."""
        outer = radius + width / 2
        box = self._at(x - outer, y - outer, x + outer, y + outer)
        self.draw.arc(box, start, end, fill=colour, width=max(1, round(width * self.scale)))
        for angle in (start, end):
            turn = math.radians(angle)
            self.circle(x + radius * math.cos(turn), y + radius * math.sin(turn), width / 2, colour)

    def ellipse(self, x: float, y: float, across: float, down: float, width: float, colour: Colour) -> None:
        """``across`` and ``down`` are half axes of the middle of the line."""
        half = width / 2
        box = self._at(x - across - half, y - down - half, x + across + half, y + down + half)
        self.draw.ellipse(box, outline=colour, width=max(1, round(width * self.scale)))

    def half(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """The right half of a circle."""
        self.draw.pieslice(self._at(x - radius, y - radius, x + radius, y + radius), -90, 90, fill=colour)

    def clear(self, x: float, y: float, width: float, height: float) -> None:
        self.draw.rectangle(self._at(x, y, x + width, y + height), fill=(0, 0, 0, 0))

    def polygon(self, points: tuple[tuple[float, float], ...], colour: Colour) -> None:
        self.draw.polygon([(x * self.scale, y * self.scale) for x, y in points], fill=colour)

    def rounded(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        radius: float,
        fill: Colour | None = None,
        edge: Colour | None = None,
        edge_width: float = 0.0,
    ) -> None:
        self.draw.rounded_rectangle(
            self._at(x, y, x + width, y + height),
            radius=radius * self.scale,
            fill=fill,
            outline=edge,
            width=max(1, round(edge_width * self.scale)) if edge else 0,
        )


def sheet(units: float, width: int, height: int) -> tuple[Image.Image, Ink]:
    """A transparent sheet whose width is ``units``; finish it with ``texture``."""
    finer = _FINER if max(width, height) < _LARGE else _LARGE_FINER
    image = Image.new("RGBA", (width * finer, height * finer), (0, 0, 0, 0))
    return image, Ink(ImageDraw.Draw(image), finer, width * finer / units)


def texture(image: Image.Image, ink: Ink) -> Texture:
    return upload(image.reduce(ink.finer))


def upload(image: Image.Image) -> Texture:
    made = Texture.create(size=image.size, colorfmt="rgba")
    made.blit_buffer(image.convert("RGBA").tobytes(), colorfmt="rgba", bufferfmt="ubyte")
    made.flip_vertical()
    return made


@lru_cache(maxsize=32)
def corner(radius: int, edge: int = 0) -> Texture:
    """A rounded square to be stretched by its middle: full, or only its edge of that width."""
    side = 2 * radius + 2
    image, ink = sheet(side, side, side)
    white = (255, 255, 255)
    if edge:
        ink.rounded(0, 0, side - 0.25, side - 0.25, radius, edge=white, edge_width=edge)
    else:
        ink.rounded(0, 0, side - 0.25, side - 0.25, radius, fill=white)
    return texture(image, ink)


@lru_cache(maxsize=8)
def soft_corner(radius: int, blur: int) -> Texture:
    """The shadow of ``corner(radius)``, ``blur`` pixels wider on each side."""
    side = 2 * (radius + blur) + 2
    mask = Image.new("L", (side, side), 0)
    ImageDraw.Draw(mask).rounded_rectangle((blur, blur, side - blur - 1, side - blur - 1), radius, fill=255)
    mask = mask.filter(ImageFilter.GaussianBlur(blur / 2.2))
    white = Image.new("L", (side, side), 255)
    return upload(Image.merge("RGBA", (white, white, white, mask)))
