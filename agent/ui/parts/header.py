"""Where am I: the city, this kiosk, the step."""

from dataclasses import dataclass

from agent.protocol import Chrome
from agent.ui.box import Box
from agent.ui.drawings.icons import Glyph, icon
from agent.ui.pen import Align, Pen, text_height
from agent.ui.theme import Theme
from agent.ui.typeset import width_of
from flows.screens import Step


@dataclass(frozen=True)
class Header:
    """City above place; on one line where the display lies."""

    chrome: Chrome
    step: Step | None
    theme: Theme
    margin: int
    low: bool  # a lying display, on which height is dear

    def height(self, width: int) -> int:
        sizes = self.theme.sizes
        room = self._text_width(width)
        if self.low:
            return max(sizes.chrome.leading, self._mark) + 2 * self._pad
        text = text_height(self.chrome.city, sizes.chrome, room) + text_height(self._where, sizes.hint, room)
        return max(text, self._mark) + 2 * self._pad

    def draw(self, pen: Pen, box: Box) -> None:
        colours, sizes = self.theme.palette, self.theme.sizes
        pen.fill(box, colours.surface)
        mark = Box(box.x + self.margin, box.y + (box.height - self._mark) // 2, self._mark, self._mark)
        pen.image(mark, icon(Glyph.CITY, self._mark, colours.main, colours.on_main))
        room = self._text_width(box.width)
        x = mark.right + self._after_mark
        if self.low and not self._both_fit(box.width):
            pen.write_middle(self._where, sizes.hint, Box(x, box.y, room, box.height), colours.soft)
        elif self.low:
            city = width_of(self.chrome.city, sizes.chrome)
            pen.write_middle(self.chrome.city, sizes.chrome, Box(x, box.y, city, box.height), colours.main)
            left = x + city + sizes.px(5)
            where = width_of(self._where, sizes.hint)
            pen.write_middle(self._where, sizes.hint, Box(left, box.y, where, box.height), colours.soft)
        else:
            city = text_height(self.chrome.city, sizes.chrome, room)
            where = text_height(self._where, sizes.hint, room)
            top = box.y + (box.height - city - where) // 2
            pen.write(self.chrome.city, sizes.chrome, Box(x, top, room, city), colours.main)
            pen.write(self._where, sizes.hint, Box(x, top + city, room, where), colours.soft)
        if self.chrome.step:
            width = self._step_width()
            place = Box(box.right - self.margin - width, box.y, width, box.height)
            pen.write_middle(self.chrome.step, sizes.chrome, place, colours.ink, Align.CENTRE)
        self._progress(pen, box)

    @property
    def _pad(self) -> int:
        return self.theme.sizes.space(3.6)

    @property
    def _mark(self) -> int:
        sizes = self.theme.sizes
        return sizes.px(8 if self.low else 14)

    @property
    def _after_mark(self) -> int:
        return self.theme.sizes.px(4)

    @property
    def _where(self) -> str:
        return " · ".join(part for part in (self.chrome.place, self.chrome.kiosk) if part)

    def _step_width(self) -> int:
        if not self.chrome.step:
            return 0
        return width_of(self.chrome.step, self.theme.sizes.chrome) + self.theme.sizes.px(2)

    def _text_width(self, width: int) -> int:
        """Between the mark and the step."""
        return width - 2 * self.margin - self._mark - self._after_mark - self._step_width()

    def _both_fit(self, width: int) -> bool:
        """City and place on one line; else the place alone, beside the mark of the city."""
        sizes = self.theme.sizes
        both = width_of(self.chrome.city, sizes.chrome) + width_of(self._where, sizes.hint)
        return both + sizes.px(14) <= self._text_width(width)

    def _progress(self, pen: Pen, box: Box) -> None:
        """A line along the foot, filled as far as the person has come."""
        colours, sizes = self.theme.palette, self.theme.sizes
        track = box.foot(sizes.px(1.4))
        if self.step is None or self.step.of <= 0:
            pen.fill(box.foot(sizes.px(0.4)), colours.hair)
            return
        pen.fill(track, colours.hair)
        done = min(1.0, max(0.0, self.step.now / self.step.of))
        pen.fill(track.left(round(track.width * done)), colours.main)
