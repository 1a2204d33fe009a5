"""What lies over a screen: a question or a notice of the supervisor's, or the choice of how to see.

The screen stays in sight, dimmed, and does not answer.
"""

from collections.abc import Callable
from dataclasses import dataclass

from agent.protocol import Draw, Over, Wish
from agent.ui.box import Box
from agent.ui.page import Hands, State
from agent.ui.parts import Column, Gap, Paragraph, Part
from agent.ui.parts.button import Button, Weight
from agent.ui.pen import Align, Pen
from agent.ui.standing import look_buttons
from agent.ui.theme import Theme
from agent.ui.words import Words

_TIGHTNESS = (1.1, 1.0, 0.9, 0.8, 0.7, 0.6)


@dataclass(frozen=True)
class Countdown:
    """Seconds that are left, as a number."""

    seconds: int
    theme: Theme

    def height(self, width: int) -> int:
        return round(self.theme.sizes.display.leading * 1.3)

    def draw(self, pen: Pen, box: Box) -> None:
        pen.moving(1.0, lambda pen, turn: self._paint(pen, box, max(0, self.seconds - turn)))

    def _paint(self, pen: Pen, box: Box, left: int) -> None:
        colours, sizes = self.theme.palette, self.theme.sizes
        pen.write_middle(str(left), sizes.display, box, colours.care, Align.CENTRE)


def draw_over(over: Over, theme: Theme, hands: Hands, pen: Pen) -> None:
    _lay(theme, pen, lambda tight: _notice(over, tight, hands))


def draw_looks(message: Draw, state: State, words: Words, theme: Theme, hands: Hands, pen: Pen) -> None:
    """Size, contrast and languages, where the footer has no room for them."""

    def close() -> None:
        state.looks = False
        hands.redraw()

    def content(tight: Theme) -> Column:
        buttons = look_buttons(message, hands, tight)
        shut = Button("frame:close", words.close, close, tight)
        return Column((*buttons, shut), tight.sizes.gap)

    _lay(theme, pen, content)


def _lay(theme: Theme, pen: Pen, content: Callable[[Theme], Column]) -> None:
    colours = theme.palette
    pen.scene.touchables.clear()
    pen.scene.moving.clear()
    pen.scene.written.clear()
    pen.fill(pen.screen, colours.shade, colours.scrim_strength)
    width = min(pen.screen.width - 2 * theme.sizes.px(9), theme.sizes.px(240))
    for tightness in _TIGHTNESS:
        sizes = theme.tighter(tightness).sizes
        pad = sizes.space(11)
        column = content(theme.tighter(tightness))
        height = column.height(width - 2 * pad) + 2 * pad
        if height <= pen.screen.height - 2 * sizes.px(5):
            break
    card = pen.screen.centred(width, height)
    pen.scene.body = card
    pen.plate(card, theme.dialogue())
    column.draw(pen, card.inset(pad))


def _notice(over: Over, theme: Theme, hands: Hands) -> Column:
    colours, sizes = theme.palette, theme.sizes
    parts: list[Part] = [Paragraph(over.title, sizes.title, colours.ink, Align.CENTRE)]
    if over.body:
        parts += [Gap(sizes.space(6)), Paragraph(over.body, sizes.body, colours.soft, Align.CENTRE)]
    if over.seconds is not None:
        parts += [Gap(sizes.space(4)), Countdown(over.seconds, theme)]
    parts += [
        Gap(sizes.space(9)),
        Button(f"wish:{Wish.STAY}", over.button, lambda: hands.wish(Wish.STAY), theme, Weight.MAIN),
    ]
    return Column(tuple(parts))
