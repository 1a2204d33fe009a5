"""A card to choose: drawing, label, hint; or why it cannot be chosen now."""

from collections.abc import Callable
from dataclasses import dataclass

from agent.ui.box import Box
from agent.ui.drawings.icons import Glyph, icon
from agent.ui.pen import Pen, text_height
from agent.ui.theme import Theme
from agent.ui.theme.plate import Plate
from agent.ui.typeset import fitted
from flows.screens import Option


@dataclass(frozen=True)
class OptionCard:
    option: Option
    act: Callable[[], None]
    theme: Theme
    least: float = 24.0  # mm of height

    @property
    def _icon(self) -> int:
        if self.option.icon is None:
            return 0
        return self.theme.sizes.px(min(25.0, max(14.0, self.least * 0.56)))

    @property
    def _side(self) -> int:
        return self.theme.sizes.px(5.0)

    @property
    def _chevron(self) -> int:
        return self.theme.sizes.px(6.0)

    def _words_width(self, width: int) -> int:
        icon_room = self._icon + self._side if self._icon else 0
        chevron_room = 0 if self.option.unavailable else self._chevron + self._side // 2
        return width - 2 * self._side - icon_room - chevron_room

    def _words(self) -> list[tuple[str, bool]]:
        """(words, is the label) from top to bottom."""
        words = [(str(self.option.label), True)]
        below = self.option.unavailable or self.option.hint
        return [*words, (str(below), False)] if below else words

    def _text_height(self, width: int) -> int:
        sizes = self.theme.sizes
        return sum(
            text_height(words, sizes.label if label else sizes.hint, width) for words, label in self._words()
        )

    def cramped(self, width: int) -> bool:
        """A word of it would have to be made smaller."""
        sizes, room = self.theme.sizes, self._words_width(width)
        return any(
            fitted(words, sizes.label if label else sizes.hint, room).size
            < (sizes.label if label else sizes.hint).size
            for words, label in self._words()
        )

    def height(self, width: int) -> int:
        sizes = self.theme.sizes
        inside = max(self._text_height(self._words_width(width)), self._icon)
        return max(sizes.target, sizes.px(self.least), inside + 2 * sizes.space(3.5))

    def draw(self, pen: Pen, box: Box) -> None:
        if self.option.unavailable:
            self._paint_off(pen, box)
            return
        pen.touchable(self.option.id, box, self.act, lambda pen, pressed: self._paint(pen, box, pressed))

    def _paint(self, pen: Pen, box: Box, pressed: bool) -> None:
        colours = self.theme.palette
        pen.plate(box, self.theme.raised(pressed=pressed, radius=4.0))
        self._paint_words(pen, box, off=False)
        mark = Box(
            box.right - self._side - self._chevron,
            box.y + (box.height - self._chevron) // 2,
            self._chevron,
            self._chevron,
        )
        pen.image(mark, icon(Glyph.CHEVRON, self._chevron, colours.main, colours.main))

    def _paint_off(self, pen: Pen, box: Box) -> None:
        colours, sizes = self.theme.palette, self.theme.sizes
        pen.plate(box, Plate(sizes.px(4.0), colours.off))
        self._paint_words(pen, box, off=True)

    def _paint_words(self, pen: Pen, box: Box, *, off: bool) -> None:
        colours, sizes = self.theme.palette, self.theme.sizes
        x = box.x + self._side
        if self.option.icon is not None and self._icon:
            plate = Box(x, box.y + (box.height - self._icon) // 2, self._icon, self._icon)
            pen.plate(plate, Plate(sizes.px(3.0), colours.ground if off else colours.tint))
            inner = plate.inset(round(self._icon * 0.13))
            line = colours.off_ink if off else colours.main
            wash = colours.off if off else colours.surface
            pen.image(inner, icon(self.option.icon, inner.width, line, wash))
            x += self._icon + self._side
        width = self._words_width(box.width)
        y = box.y + (box.height - self._text_height(width)) // 2
        for words, label in self._words():
            style = sizes.label if label else sizes.hint
            height = text_height(words, style, width)
            if off:
                colour = colours.off_ink if label else colours.care
            else:
                colour = colours.ink if label else colours.soft
            pen.write(words, style, Box(x, y, width, height), colour)
            y += height
