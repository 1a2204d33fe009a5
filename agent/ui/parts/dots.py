"""How much has been typed, never what."""

from dataclasses import dataclass

from agent.ui.box import Box
from agent.ui.pen import Pen
from agent.ui.theme import Theme
from agent.ui.theme.plate import Plate


@dataclass(frozen=True)
class Dots:
    typed: int
    longest: int
    theme: Theme

    def height(self, width: int) -> int:
        return self.theme.sizes.px(20)

    def draw(self, pen: Pen, box: Box) -> None:
        colours, sizes = self.theme.palette, self.theme.sizes
        pen.plate(box, Plate(sizes.px(3), colours.surface, sizes.px(0.7), colours.main))
        inner = box.inset(sizes.px(5), 0)
        step = min(sizes.px(9), inner.width // max(1, self.longest))
        dot = min(sizes.px(5), round(step * 0.7))
        left = inner.x + (inner.width - step * self.typed) // 2
        for index in range(self.typed):
            place = Box(left + index * step + (step - dot) // 2, box.y + (box.height - dot) // 2, dot, dot)
            pen.plate(place, Plate(dot // 2, colours.ink))
        if self.typed == 0:
            caret = Box(box.x + box.width // 2, box.y + box.height // 4, sizes.px(0.6), box.height // 2)
            pen.fill(caret, colours.main)
