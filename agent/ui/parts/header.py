"""Where am I: the city, this kiosk, the step."""

from dataclasses import dataclass

from agent.protocol import Chrome
from agent.ui.box import Box
from agent.ui.pen import Align, Pen, text_height
from agent.ui.theme import Theme
from agent.ui.typeset import width_of
from flows.screens import Step


@dataclass(frozen=True)
class Header:
    chrome: Chrome
    step: Step | None
    theme: Theme
    margin: int

    @property
    def _pad(self) -> int:
        return self.theme.sizes.space(4.0)

    @property
    def _where(self) -> str:
        return " · ".join(part for part in (self.chrome.place, self.chrome.kiosk) if part)

    def _step_width(self) -> int:
        if not self.chrome.step:
            return 0
        return width_of(self.chrome.step, self.theme.sizes.chrome) + self.theme.sizes.px(6)

    def _text_width(self, width: int) -> int:
        return width - 2 * self.margin - self._step_width()

    def height(self, width: int) -> int:
        sizes = self.theme.sizes
        room = self._text_width(width)
        text = text_height(self.chrome.city, sizes.chrome, room) + text_height(self._where, sizes.hint, room)
        return text + 2 * self._pad

    def draw(self, pen: Pen, box: Box) -> None:
        colours, sizes = self.theme.palette, self.theme.sizes
        pen.fill(box, colours.surface)
        room = self._text_width(box.width)
        city = text_height(self.chrome.city, sizes.chrome, room)
        inner = Box(box.x + self.margin, box.y + self._pad, room, box.height - 2 * self._pad)
        pen.write(self.chrome.city, sizes.chrome, inner, colours.main)
        pen.write(self._where, sizes.hint, inner.below(city), colours.soft)
        if self.chrome.step:
            width = self._step_width()
            place = Box(box.right - self.margin - width, box.y, width, box.height)
            pen.write_middle(self.chrome.step, sizes.chrome, place, colours.ink, Align.CENTRE)
        self._progress(pen, box)

    def _progress(self, pen: Pen, box: Box) -> None:
        """A line along the foot, filled as far as the person has come."""
        colours, sizes = self.theme.palette, self.theme.sizes
        thick = sizes.px(1.2)
        track = box.foot(thick)
        pen.fill(track, colours.hair)
        if self.step is not None and self.step.of > 0:
            done = min(1.0, self.step.now / self.step.of)
            pen.fill(track.left(round(track.width * done)), colours.main)
