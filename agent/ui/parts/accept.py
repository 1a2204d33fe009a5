"""The main button of a keypad: greyed until enough is typed."""

from collections.abc import Callable
from dataclasses import dataclass

from agent.ui.box import Box
from agent.ui.parts.button import Button, Weight
from agent.ui.pen import Align, Pen
from agent.ui.theme import Theme
from agent.ui.theme.plate import Plate


@dataclass(frozen=True)
class Accept:
    words: str
    act: Callable[[], None]
    theme: Theme
    enabled: bool

    def _button(self) -> Button:
        return Button("key:ok", self.words, self.act, self.theme, Weight.MAIN)

    def height(self, width: int) -> int:
        return self._button().height(width)

    def draw(self, pen: Pen, box: Box) -> None:
        if self.enabled:
            self._button().draw(pen, box)
            return
        colours, sizes = self.theme.palette, self.theme.sizes
        pen.plate(box, Plate(sizes.px(3), colours.off))
        pen.write_middle(self.words, sizes.label, box, colours.off_ink, Align.CENTRE)
