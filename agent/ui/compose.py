"""A whole screen out of a message: header, the renderer's part, footer, and what lies over it."""

from agent.protocol import Draw, Look
from agent.ui.box import Box
from agent.ui.over import draw_looks, draw_over
from agent.ui.page import Hands, Page, State
from agent.ui.parts import Column, Gap, Paragraph, Part
from agent.ui.parts.footer import Footer
from agent.ui.parts.header import Header
from agent.ui.pen import Align, Pen, Scene
from agent.ui.renderers import render
from agent.ui.standing import leave_buttons, look_buttons
from agent.ui.theme import theme_for
from agent.ui.words import MOMENT, MOMENT_HELP, words_in

_MARGIN_MM = 11.0


def compose(message: Draw, size: tuple[int, int], dpi: float, state: State, hands: Hands) -> Scene:
    scene = Scene()
    screen = Box(0, 0, *size)
    pen = Pen.on(scene, screen)
    theme = theme_for(message.look, dpi)
    words = words_in(message.look.language)
    margin = theme.sizes.px(_MARGIN_MM)
    lying = size[0] >= size[1]
    frame = theme.tighter(0.8) if lying else theme

    def open_looks() -> None:
        state.looks = True
        hands.redraw()

    header = Header(message.chrome, message.screen.step, frame, margin, lying)
    footer = Footer(
        leave_buttons(message, hands, frame),
        look_buttons(message, hands, frame),
        open_looks,
        words.looks,
        frame,
        margin,
    )
    top, foot = header.height(size[0]), footer.height(screen)
    scene.body = screen.below(top).above(foot)
    scene.ground = theme.palette.ground
    render(Page(message, theme, scene.body, pen, state, hands, words))
    header.draw(pen, screen.top(top))
    footer.draw(pen, screen.foot(foot))
    if message.over is not None:
        draw_over(message.over, theme, hands, pen)
    elif state.looks:
        draw_looks(message, state, words, theme, hands, pen)
    return scene


def compose_moment(size: tuple[int, int], dpi: float, help_line: str) -> Scene:
    """Nobody answers. Said in every language: whose turn it is, the screen does not know."""
    scene = Scene()
    screen = Box(0, 0, *size)
    pen = Pen.on(scene, screen)
    theme = theme_for(Look(), dpi)
    colours = theme.palette
    scene.ground = colours.ground
    width = size[0] - 2 * theme.sizes.px(_MARGIN_MM)
    for tightness in (1.1, 1.0, 0.8, 0.65):
        sizes = theme.tighter(tightness).sizes
        parts: list[Part] = []
        for words, help_words in zip(MOMENT, MOMENT_HELP, strict=True):
            told = help_words.format(line=help_line)
            parts += [
                Paragraph(words, sizes.title, colours.ink, Align.CENTRE),
                Gap(sizes.space(3)),
                Paragraph(told, sizes.body, colours.soft, Align.CENTRE),
                Gap(sizes.space(20)),
            ]
        column = Column(tuple(parts[:-1]))
        height = column.height(width)
        if height <= size[1] - 2 * sizes.px(_MARGIN_MM):
            break
    scene.body = screen
    column.draw(pen, screen.centred(width, height))
    return scene
