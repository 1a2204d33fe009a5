"""What every screen lets a person do: go back, leave, get help; size, contrast, language."""

from dataclasses import dataclass

from agent.protocol import Contrast, Draw, Language, TextSize, Wish
from agent.ui.box import Box
from agent.ui.drawings.icons import Glyph
from agent.ui.page import Hands
from agent.ui.parts.button import Button, Weight
from agent.ui.pen import Pen
from agent.ui.theme import Theme

Row = tuple[Button, ...]


@dataclass(frozen=True)
class Footer:
    draw_message: Draw
    hands: Hands
    theme: Theme
    margin: int

    def height(self, width: int) -> int:
        rows = self._rows(width)
        sizes = self.theme.sizes
        return len(rows) * sizes.target + (len(rows) - 1) * sizes.gap + 2 * self._pad

    @property
    def _pad(self) -> int:
        return self.theme.sizes.px(4.0)

    def draw(self, pen: Pen, box: Box) -> None:
        colours, sizes = self.theme.palette, self.theme.sizes
        pen.fill(box, colours.surface)
        pen.fill(box.top(sizes.px(0.4)), colours.hair)
        y = box.y + self._pad
        inner = box.inset(self.margin, 0)
        for row in self._rows(box.width):
            self._draw_row(pen, row, Box(inner.x, y, inner.width, sizes.target))
            y += sizes.target + sizes.gap

    def _draw_row(self, pen: Pen, row: Row, box: Box) -> None:
        """Spread over the width in proportion to the words."""
        gap = self.theme.sizes.gap
        natural = [button.natural_width() for button in row]
        spare = box.width - sum(natural) - gap * (len(row) - 1)
        x = box.x
        for index, button in enumerate(row):
            share = spare // len(row) if index < len(row) - 1 else box.right - x - natural[index]
            width = natural[index] + share
            button.draw(pen, Box(x, box.y, width, box.height))
            x += width + gap

    def _rows(self, width: int) -> tuple[Row, ...]:
        inner = width - 2 * self.margin
        looks, leave = self._looks(), self._leave()
        if self._fits((*leave, *looks), inner):
            return ((*leave, *looks),)
        return (*self._broken(looks, inner), *self._broken(leave, inner))

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

    def _leave(self) -> Row:
        chrome, screen = self.draw_message.chrome, self.draw_message.screen
        buttons: list[Button] = []
        if screen.can_go_back:
            buttons.append(self._wish(Wish.BACK, chrome.back, Glyph.BACK))
        if screen.can_cancel:
            buttons.append(self._wish(Wish.CANCEL, chrome.cancel, Glyph.CANCEL))
        buttons.append(self._wish(Wish.HELP, chrome.help, Glyph.HELP))
        return tuple(buttons)

    def _looks(self) -> Row:
        chrome, look = self.draw_message.chrome, self.draw_message.look
        large = look.text_size is TextSize.LARGE
        high = look.contrast is Contrast.HIGH
        return (
            self._wish(Wish.SIZE, chrome.size, Glyph.SIZE, chosen=large),
            self._wish(Wish.CONTRAST, chrome.contrast, Glyph.CONTRAST, chosen=high),
            *(self._language(language, name) for language, name in chrome.languages),
        )

    def _wish(self, wish: Wish, words: str, glyph: Glyph, *, chosen: bool = False) -> Button:
        weight = Weight.CHOSEN if chosen else Weight.QUIET
        return Button(f"wish:{wish}", words, lambda: self.hands.wish(wish), self.theme, weight, glyph)

    def _language(self, language: Language, name: str) -> Button:
        chosen = language is self.draw_message.look.language
        return Button(
            f"wish:language:{language}",
            name,
            lambda: self.hands.wish(Wish.LANGUAGE, language),
            self.theme,
            Weight.CHOSEN if chosen else Weight.QUIET,
        )
