"""Something to tap with a few words on it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from agent.ui.box import Box
from agent.ui.drawings.icons import Glyph, icon
from agent.ui.pen import Pen, text_height
from agent.ui.theme import Theme
from agent.ui.theme.palette import Colour
from agent.ui.theme.plate import Plate
from agent.ui.theme.sizes import Style
from agent.ui.typeset import width_of


class Weight(StrEnum):
    MAIN = "main"  # one a screen
    PLAIN = "plain"
    QUIET = "quiet"  # what frames every screen
    CHOSEN = "chosen"  # a quiet one that is in force
    HELP = "help"  # a quiet one that should be found


_QUIET = frozenset({Weight.QUIET, Weight.CHOSEN, Weight.HELP})


@dataclass(frozen=True)
class Button:
    id: str
    words: str
    act: Callable[[], None]
    theme: Theme
    weight: Weight = Weight.PLAIN
    glyph: Glyph | None = None

    @property
    def style(self) -> Style:
        return self.theme.sizes.chrome if self.weight in _QUIET else self.theme.sizes.label

    @property
    def _icon_size(self) -> int:
        return round(self.style.size * 1.15) if self.glyph else 0

    @property
    def _icon_gap(self) -> int:
        return round(self.style.size * 0.4) if self.glyph else 0

    @property
    def _side(self) -> int:
        return self.theme.sizes.px(3.2 if self.weight in _QUIET else 6.0)

    def natural_width(self) -> int:
        """On one line."""
        words = width_of(self.words, self.style)
        return max(self.theme.sizes.target, words + self._icon_size + self._icon_gap + 2 * self._side)

    def height(self, width: int) -> int:
        inner = width - self._icon_size - self._icon_gap - 2 * self._side
        text = text_height(self.words, self.style, inner)
        return max(
            self.theme.sizes.px(20.0 if self.weight in _QUIET else 24.0),
            self.theme.sizes.target,
            text + self.theme.sizes.px(5),
        )

    def draw(self, pen: Pen, box: Box) -> None:
        pen.touchable(self.id, box, self.act, lambda pen, pressed: self._paint(pen, box, pressed))

    def _paint(self, pen: Pen, box: Box, pressed: bool) -> None:
        words = self._ground(pen, box, pressed)
        inner = box.inset(self._side, 0)
        text_width = min(width_of(self.words, self.style), inner.width - self._icon_size - self._icon_gap)
        start = inner.x + (inner.width - text_width - self._icon_size - self._icon_gap) // 2
        if self.glyph:
            place = Box(start, box.y + (box.height - self._icon_size) // 2, self._icon_size, self._icon_size)
            pen.image(place, icon(self.glyph, self._icon_size, words, words))
        left = start + self._icon_size + self._icon_gap
        pen.write_middle(self.words, self.style, Box(left, box.y, inner.right - left, box.height), words)

    def _ground(self, pen: Pen, box: Box, pressed: bool) -> Colour:
        """Draws what the words stand on; gives their colour."""
        colours, sizes = self.theme.palette, self.theme.sizes
        radius = sizes.px(3.0)
        if self.weight in (Weight.MAIN, Weight.CHOSEN):
            pen.plate(box, Plate(radius, colours.main_pressed if pressed else colours.main))
            return colours.on_main
        rest = colours.tint if self.weight is Weight.HELP else colours.surface
        fill = colours.pressed if pressed else rest
        pen.plate(box, Plate(radius, fill, sizes.px(0.5), colours.line))
        return colours.ink if self.weight is Weight.QUIET else colours.main
