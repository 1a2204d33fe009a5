"""Sizes in millimetres, made pixels by the density of the display.

Targets of 20 mm with 5 mm between them. Capitals: EN 301 549 5.1.4 asks 0.7° at the eye, which is
7.33 mm at 600 mm; ``TextSize.LARGE`` gives that to every word on the screen.
"""

import math
from dataclasses import dataclass

from agent.protocol import TextSize
from agent.ui.fonts import Face, face

MM_PER_INCH = 25.4
TARGET_MM = 20.0
GAP_MM = 5.0
LEAST_CAPITAL_MM = 4.0
LARGE_CAPITAL_MM = 7.33


@dataclass(frozen=True, slots=True)
class Style:
    """How a piece of text is set: pixels."""

    face: Face
    size: int  # of the em
    leading: int  # from one baseline to the next

    @property
    def capital(self) -> int:
        return round(self.size * self.face.capital)


# Capital heights in mm by role: (normal, large), and the least that a crowded screen may shrink to.
_CAPITALS = {
    "display": (11.0, 12.0),
    "title": (8.6, 10.4),
    "label": (5.6, 7.9),
    "body": (5.1, 7.5),
    "hint": (4.3, 7.4),
    "chrome": (4.2, 7.4),
    "key": (7.0, 9.0),
}
_BOLD = {"display", "title", "label", "chrome", "key"}


@dataclass(frozen=True, slots=True)
class Sizes:
    density: float  # pixels in a millimetre
    large: bool
    tightness: float = 1.0  # 1 roomy; less where much has to fit

    def px(self, mm: float) -> int:
        return max(1, round(mm * self.density))

    def space(self, mm: float) -> int:
        """Empty room, which gives way first when a screen is crowded."""
        return max(1, round(mm * self.density * math.pow(self.tightness, 1.5)))

    @property
    def target(self) -> int:
        return math.ceil(TARGET_MM * self.density)

    @property
    def gap(self) -> int:
        """Between two targets; never less."""
        return math.ceil(GAP_MM * self.density)

    def style(self, role: str) -> Style:
        normal, large = _CAPITALS[role]
        least = LARGE_CAPITAL_MM if self.large else LEAST_CAPITAL_MM
        capital = max(least, (large if self.large else normal) * self.tightness)
        chosen = face(bold=role in _BOLD)
        size = math.ceil(capital * self.density / chosen.capital)
        return Style(chosen, size, math.ceil(size * (1.2 if role in ("title", "display") else 1.32)))

    @property
    def display(self) -> Style:
        return self.style("display")

    @property
    def title(self) -> Style:
        return self.style("title")

    @property
    def label(self) -> Style:
        return self.style("label")

    @property
    def body(self) -> Style:
        return self.style("body")

    @property
    def hint(self) -> Style:
        return self.style("hint")

    @property
    def chrome(self) -> Style:
        return self.style("chrome")

    @property
    def key(self) -> Style:
        return self.style("key")


def sizes(dpi: float, text_size: TextSize, tightness: float = 1.0) -> Sizes:
    return Sizes(dpi / MM_PER_INCH, text_size is TextSize.LARGE, tightness)
