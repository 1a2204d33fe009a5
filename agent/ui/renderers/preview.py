"""The pages before they are printed: one at a time, as large as the display allows."""

from functools import partial

from agent.ui.box import Box
from agent.ui.page import Page
from agent.ui.paper import Paper, paper_of
from agent.ui.parts import Column, Gap, Paragraph, Part
from agent.ui.parts.button import Button, Weight
from agent.ui.parts.turn import Turn
from agent.ui.theme import Theme
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
        block = max(theme.sizes.gap, theme.sizes.space(6))
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
        block = max(theme.sizes.gap, theme.sizes.space(6))
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
    def go(by: int) -> None:
        page.state.page += by
        page.hands.redraw()

    words = page.words
    turn = Turn(page.state.page, len(screen.pages), go, words.previous_page, words.next_page, words, theme)
    turn.draw(page.pen, box)


def _draw_paper(screen: Preview, page: Page, theme: Theme, box: Box) -> None:
    colours, sizes = theme.palette, theme.sizes
    if not screen.pages:
        return
    paper: Paper = paper_of(screen.pages[page.state.page], box.width, box.height)
    place = box.centred(paper.width, paper.height)
    pen = page.pen
    pen.fill(place.inset(-sizes.px(0.4)), colours.hair)
    if paper.texture is not None:
        pen.image(place, paper.texture)
    else:
        pen.fill(place, colours.paper)
