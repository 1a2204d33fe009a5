"""The pages before they are printed: one at a time, as large as the display allows."""

from functools import partial

from agent.ui.box import Box
from agent.ui.drawings.icons import Glyph
from agent.ui.page import Page
from agent.ui.paper import Paper, paper_of
from agent.ui.parts import Column, Gap, Paragraph, Part
from agent.ui.parts.button import Button, Weight
from agent.ui.pen import Align
from agent.ui.theme import Theme
from agent.ui.typeset import width_of
from flows.screens import Preview


def render(screen: Preview, page: Page) -> None:
    sizes = page.theme.sizes
    box = page.box.inset(sizes.px(11), sizes.px(6))
    page.state.page = max(0, min(page.state.page, len(screen.pages) - 1))
    if page.portrait:
        _upright(screen, page, box)
    else:
        _lying(screen, page, box)


def _upright(screen: Preview, page: Page, box: Box) -> None:
    for theme in page.themes():
        words, buttons = _words(screen, theme), _buttons(screen, page, theme)
        head, foot = words.height(box.width), buttons.height(box.width)
        turn = _turn_height(screen, theme)
        block = theme.sizes.space(5)
        room = box.height - head - foot - turn - 3 * block
        if room >= box.height * 0.45:
            break
    words.draw(page.pen, box.top(head))
    buttons.draw(page.pen, box.foot(foot))
    middle = box.below(head + block).above(foot + block)
    if turn:
        _draw_turn(screen, page, theme, middle.foot(turn))
        middle = middle.above(turn + block)
    _draw_paper(screen, page, theme, middle)


def _lying(screen: Preview, page: Page, box: Box) -> None:
    gap = page.theme.sizes.px(12)
    left = box.left(min(round(box.width * 0.45), round(box.height * 0.78)))
    right = box.after(left.width + gap)
    for theme in page.themes():
        words, buttons = _words(screen, theme), _buttons(screen, page, theme)
        turn = _turn_height(screen, theme)
        block = theme.sizes.space(5)
        foot = buttons.height(right.width)
        if words.height(right.width) + foot + turn + 2 * block <= box.height:
            break
    _draw_paper(screen, page, theme, left)
    words.draw(page.pen, right)
    buttons.draw(page.pen, right.foot(foot))
    if turn:
        _draw_turn(screen, page, theme, right.above(foot + block).foot(turn))


def _words(screen: Preview, theme: Theme) -> Column:
    colours, sizes = theme.palette, theme.sizes
    parts: list[Part] = [Paragraph(str(screen.title), sizes.title, colours.ink)]
    for words in screen.body:
        parts += [Gap(sizes.space(2)), Paragraph(str(words), sizes.body, colours.soft)]
    return Column(tuple(parts))


def _buttons(screen: Preview, page: Page, theme: Theme) -> Column:
    return Column(
        tuple(
            Button(
                option.id,
                str(option.label),
                partial(page.hands.choose, option.id),
                theme,
                Weight.MAIN if index == 0 else Weight.PLAIN,
            )
            for index, option in enumerate(screen.options)
        ),
        theme.sizes.gap,
    )


def _turn_height(screen: Preview, theme: Theme) -> int:
    return theme.sizes.target if len(screen.pages) > 1 else 0


def _draw_turn(screen: Preview, page: Page, theme: Theme, box: Box) -> None:
    """Previous, which page this is, next; each keeps its place, so that a finger need not look for it."""
    count = f"{page.state.page + 1}/{len(screen.pages)}"
    style, gap = theme.sizes.label, theme.sizes.gap
    middle = width_of(count, style) + theme.sizes.px(4)
    side = (box.width - middle - 2 * gap) // 2
    before, after = _turn_buttons(screen, page, theme, side)
    if before is not None:
        before.draw(page.pen, box.left(side))
    place = Box(box.x + side + gap, box.y, middle, box.height)
    page.pen.write_middle(count, style, place, theme.palette.ink, Align.CENTRE)
    if after is not None:
        after.draw(page.pen, Box(box.right - side, box.y, side, box.height))


def _turn_buttons(
    screen: Preview, page: Page, theme: Theme, width: int
) -> tuple[Button | None, Button | None]:
    """Said in full where the words have room."""
    words = page.words

    def turn(by: int) -> None:
        page.state.page += by
        page.hands.redraw()

    def button(name: str, full: str, short: str, glyph: Glyph, by: int) -> Button:
        long = Button(name, full, partial(turn, by), theme, Weight.QUIET, glyph)
        if long.natural_width() <= width:
            return long
        return Button(name, short, partial(turn, by), theme, Weight.QUIET, glyph)

    first, last = page.state.page == 0, page.state.page == len(screen.pages) - 1
    return (
        None if first else button("turn:before", words.previous_page, words.previous, Glyph.PREVIOUS, -1),
        None if last else button("turn:more", words.next_page, words.next, Glyph.NEXT, 1),
    )


def _draw_paper(screen: Preview, page: Page, theme: Theme, box: Box) -> None:
    colours, sizes = theme.palette, theme.sizes
    if not screen.pages:
        return
    paper: Paper = paper_of(screen.pages[page.state.page], box.width, box.height)
    place = box.centred(paper.width, paper.height)
    pen = page.pen
    pen.shadow(place, sizes.px(1), sizes.px(4), colours.shade, colours.shade_strength * 1.6)
    pen.fill(place.inset(-1), colours.line)
    pen.fill(place, colours.paper)
    if paper.texture is not None:
        pen.image(place, paper.texture)
