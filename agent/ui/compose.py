"""A whole screen out of a message: header, the renderer's part, footer, and what lies over it."""

from agent.protocol import Contrast, Draw, Look, TextSize
from agent.ui.box import Box
from agent.ui.over import draw_over
from agent.ui.page import Hands, Page, State
from agent.ui.parts import Column, Gap, Paragraph, Part
from agent.ui.parts.footer import Footer
from agent.ui.parts.header import Header
from agent.ui.pen import Align, Pen, Scene
from agent.ui.renderers import render
from agent.ui.theme import theme_for
from agent.ui.words import MOMENT, MOMENT_HELP, words_in


def compose(message: Draw, size: tuple[int, int], dpi: float, state: State, hands: Hands) -> Scene:
    scene = Scene()
    screen = Box(0, 0, *size)
    pen = Pen.on(scene, screen)
    theme = theme_for(message.look, dpi)
    pen.fill(screen, theme.palette.ground)
    frame = theme if size[1] > size[0] else theme.tighter(0.8)
    margin = theme.sizes.px(11)
    header = Header(message.chrome, message.screen.step, frame, margin)
    footer = Footer(message, hands, frame, margin)
    top, foot = header.height(size[0]), footer.height(size[0])
    box = screen.below(top).above(foot)
    render(Page(message, theme, box, pen, state, hands, words_in(message.look.language)))
    header.draw(pen, screen.top(top))
    footer.draw(pen, screen.foot(foot))
    if message.over is not None:
        draw_over(message.over, theme, hands, pen)
    return scene


def compose_moment(size: tuple[int, int], dpi: float, help_line: str, look: Look | None = None) -> Scene:
    """Nobody answers. Said in every language: whose turn it is, the screen does not know."""
    scene = Scene()
    screen = Box(0, 0, *size)
    pen = Pen.on(scene, screen)
    theme = theme_for(look or Look(contrast=Contrast.NORMAL, text_size=TextSize.NORMAL), dpi)
    colours = theme.palette
    pen.fill(screen, colours.ground)
    for tightness in (1.0, 0.8, 0.65):
        sizes = theme.tighter(tightness).sizes
        parts: list[Part] = []
        for words, help_words in zip(MOMENT, MOMENT_HELP, strict=True):
            told = help_words.format(line=help_line)
            parts += [
                Paragraph(words, sizes.title, colours.ink, Align.CENTRE),
                Gap(sizes.space(3)),
                Paragraph(told, sizes.body, colours.soft, Align.CENTRE),
                Gap(sizes.space(16)),
            ]
        column = Column(tuple(parts[:-1]))
        width = size[0] - 2 * sizes.px(11)
        height = column.height(width)
        if height <= size[1] - 2 * sizes.px(11):
            break
    column.draw(pen, screen.centred(width, height))
    return scene
