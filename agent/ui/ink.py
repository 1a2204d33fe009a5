"""Drawings made textures: shapes drawn four times as large and brought down, so that edges are smooth.

Multisampling would cost 70 MB of the display's process; this costs milliseconds, once a drawing.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

from kivy.graphics.texture import Texture
from PIL import Image, ImageDraw, ImageFilter

from agent.ui.theme.palette import Colour
from agent.ui.theme.plate import Plate

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
    """Shown pixel for pixel, so that the nearest one is the right one, and the cheapest."""
    made = Texture.create(size=image.size, colorfmt="rgba")
    made.mag_filter = made.min_filter = "nearest"
    made.blit_buffer(image.convert("RGBA").tobytes(), colorfmt="rgba", bufferfmt="ubyte")
    made.flip_vertical()
    return made


@lru_cache(maxsize=64)
def plate(which: Plate) -> Texture:
    """As small as it can be, to be stretched by its middle."""
    margin, side = which.margin, 2 * which.border + 2
    field, ink = sheet(side, side, side)
    size = side - 2 * margin
    ink.rounded(
        margin,
        margin,
        size - 1 / ink.finer,
        size - 1 / ink.finer,
        which.radius,
        fill=which.fill,
        edge=which.edge_colour if which.edge else None,
        edge_width=which.edge,
    )
    drawn = field.reduce(ink.finer)
    if not which.strength:
        return upload(drawn)
    mask = Image.new("L", (side, side), 0)
    top = margin + which.drop
    box = (margin, top, margin + size - 1, top + size - 1)
    ImageDraw.Draw(mask).rounded_rectangle(box, which.radius, fill=round(255 * which.strength))
    shadow = Image.new("RGBA", (side, side), (*which.shade, 0))
    shadow.putalpha(mask.filter(ImageFilter.GaussianBlur(which.blur / 2.2)))
    return upload(Image.alpha_composite(shadow, drawn))
