"""A question or a notice laid over the screen: the screen stays in sight, dimmed, and does not answer."""

from dataclasses import dataclass

from agent.protocol import Over, Wish
from agent.ui.box import Box
from agent.ui.page import Hands
from agent.ui.parts import Column, Gap, Paragraph, Part
from agent.ui.parts.button import Button, Weight
from agent.ui.pen import Align, Pen
from agent.ui.theme import Theme


@dataclass(frozen=True)
class Countdown:
    """Seconds that are left, as a number."""

    seconds: int
    theme: Theme

    def height(self, width: int) -> int:
        return round(self.theme.sizes.title.leading * 1.6)

    def draw(self, pen: Pen, box: Box) -> None:
        pen.moving(1.0, lambda pen, turn: self._paint(pen, box, max(0, self.seconds - turn)))

    def _paint(self, pen: Pen, box: Box, left: int) -> None:
        colours, sizes = self.theme.palette, self.theme.sizes
        pen.write_middle(str(left), sizes.title, box, colours.care, Align.CENTRE)


def draw_over(over: Over, theme: Theme, hands: Hands, pen: Pen) -> None:
    colours = theme.palette
    pen.scene.touchables.clear()
    pen.scene.moving.clear()
    pen.fill(pen.screen, colours.shade if not theme.high_contrast else (0, 0, 0), colours.scrim_strength)
    for tightness in (1.0, 0.9, 0.8, 0.7):
        tight = theme.tighter(tightness)
        sizes = tight.sizes
        pad = sizes.space(12)
        width = min(pen.screen.width - 2 * sizes.px(9), sizes.px(240))
        column = _content(over, tight, hands)
        height = column.height(width - 2 * pad) + 2 * pad
        if height <= pen.screen.height - 2 * sizes.px(8):
            break
    card = pen.screen.centred(width, height)
    pen.shadow(card, sizes.px(6), sizes.px(8), colours.shade, colours.shade_strength * 2)
    pen.rounded(card, sizes.px(6), colours.surface)
    if theme.high_contrast:
        pen.rounded(card, sizes.px(6), colours.line, edge=sizes.px(0.8))
    column.draw(pen, card.inset(pad))


def _content(over: Over, theme: Theme, hands: Hands) -> Column:
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
