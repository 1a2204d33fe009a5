"""A calm sign that the machine is at work: three dots, one after the other, three times a second."""

from dataclasses import dataclass

from agent.ui.box import Box
from agent.ui.pen import Align, Pen
from agent.ui.theme import Theme
from agent.ui.theme.plate import Plate

_PERIOD = 0.33  # s; each step draws the whole window again


@dataclass(frozen=True)
class Life:
    theme: Theme
    align: Align

    @property
    def _dot(self) -> int:
        return self.theme.sizes.px(4.5)

    def height(self, width: int) -> int:
        return self._dot

    def draw(self, pen: Pen, box: Box) -> None:
        wide = 5 * self._dot
        x = box.x + (box.width - wide) // 2 if self.align is Align.CENTRE else box.x
        row = Box(x, box.y, wide, self._dot)
        pen.moving(_PERIOD, lambda pen, turn: self._paint(pen, row, turn))

    def _paint(self, pen: Pen, row: Box, turn: int) -> None:
        colours = self.theme.palette
        for index in range(3):
            dot = Box(row.x + index * 2 * self._dot, row.y, self._dot, self._dot)
            lit = turn % 3 == index
            pen.plate(dot, Plate(self._dot // 2, colours.main if lit else colours.hair))
