"""What every screen lets a person do: go back, leave, get help; size, contrast, language.

Where all of it would take too much of the display, size, contrast and language go behind one button.
"""

from collections.abc import Callable
from dataclasses import dataclass

from agent.ui.box import Box
from agent.ui.drawings.icons import Glyph
from agent.ui.parts.button import Button, Weight
from agent.ui.pen import Pen
from agent.ui.theme import Theme

Row = tuple[Button, ...]

_MOST = 0.27  # of the height of the display


@dataclass(frozen=True)
class Footer:
    leave: Row  # back, cancel, help
    looks: Row  # size, contrast, languages
    open_looks: Callable[[], None]
    looks_words: str
    theme: Theme
    margin: int

    def height(self, screen: Box) -> int:
        return self._height_of(self._rows(screen))

    def draw(self, pen: Pen, box: Box) -> None:
        colours, sizes = self.theme.palette, self.theme.sizes
        pen.fill(box, colours.surface)
        pen.fill(box.top(sizes.px(0.4)), colours.hair)
        y = box.y + self._pad
        inner = box.inset(self.margin, 0)
        for row in self._rows(pen.screen):
            draw_row(pen, row, Box(inner.x, y, inner.width, sizes.target), sizes.gap)
            y += sizes.target + sizes.gap

    @property
    def _pad(self) -> int:
        return self.theme.sizes.px(4.0)

    def _height_of(self, rows: tuple[Row, ...]) -> int:
        sizes = self.theme.sizes
        return len(rows) * sizes.target + (len(rows) - 1) * sizes.gap + 2 * self._pad

    def _rows(self, screen: Box) -> tuple[Row, ...]:
        width = screen.width - 2 * self.margin
        everything = (*self.leave, *self.looks)
        if self._fits(everything, width):
            return (everything,)
        rows = (*self._broken(self.looks, width), *self._broken(self.leave, width))
        if self._height_of(rows) <= screen.height * _MOST:
            return rows
        looks = Button("frame:looks", self.looks_words, self.open_looks, self.theme, Weight.QUIET, Glyph.SIZE)
        return self._broken((*self.leave, looks), width)

    def _fits(self, row: Row, width: int) -> bool:
        gaps = self.theme.sizes.gap * (len(row) - 1)
        return sum(button.natural_width() for button in row) + gaps <= width

    def _broken(self, buttons: Row, width: int) -> tuple[Row, ...]:
        rows: list[Row] = []
        row: Row = ()
        for button in buttons:
            if row and not self._fits((*row, button), width):
                rows.append(row)
                row = ()
            row = (*row, button)
        return (*rows, row) if row else tuple(rows)


def draw_row(pen: Pen, row: Row, box: Box, gap: int) -> None:
    """Each as wide as its words, and an equal share of what is left."""
    natural = [button.natural_width() for button in row]
    spare = box.width - sum(natural) - gap * (len(row) - 1)
    x = box.x
    for index, button in enumerate(row):
        last = index == len(row) - 1
        width = box.right - x if last else natural[index] + spare // len(row)
        button.draw(pen, Box(x, box.y, width, box.height))
        x += width + gap
