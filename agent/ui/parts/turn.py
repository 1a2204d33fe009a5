"""Previous, which part of how many this is, next.

Each keeps its place, so that a finger need not look for it; said in full where the words have room.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from agent.ui.box import Box
from agent.ui.drawings.icons import Glyph
from agent.ui.parts.button import Button, Weight
from agent.ui.pen import Align, Pen
from agent.ui.theme import Theme
from agent.ui.typeset import width_of
from agent.ui.words import Words


@dataclass(frozen=True)
class Turn:
    now: int  # from 0
    of: int
    go: Callable[[int], None]  # by how many
    before: str  # in full
    after: str
    words: Words
    theme: Theme

    def height(self, width: int) -> int:
        return self.theme.sizes.target

    def draw(self, pen: Pen, box: Box) -> None:
        count = f"{self.now + 1}/{self.of}"
        style, gap = self.theme.sizes.label, self.theme.sizes.gap
        middle = width_of(count, style) + self.theme.sizes.px(4)
        side = (box.width - middle - 2 * gap) // 2
        if self.now > 0:
            button = self._button("turn:before", self.before, self.words.previous, Glyph.PREVIOUS, -1, side)
            button.draw(pen, box.left(side))
        place = Box(box.x + side + gap, box.y, middle, box.height)
        pen.write_middle(count, style, place, self.theme.palette.ink, Align.CENTRE)
        if self.now < self.of - 1:
            button = self._button("turn:more", self.after, self.words.next, Glyph.NEXT, 1, side)
            button.draw(pen, Box(box.right - side, box.y, side, box.height))

    def _button(self, name: str, full: str, short: str, glyph: Glyph, by: int, width: int) -> Button:
        button = Button(name, full, partial(self.go, by), self.theme, Weight.QUIET, glyph)
        if button.natural_width() <= width:
            return button
        return Button(name, short, partial(self.go, by), self.theme, Weight.QUIET, glyph)
