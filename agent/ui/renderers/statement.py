"""A picture, a sentence, a few lines, and what to do next: shared by Show, Wait, Done, Sorry, Closed.

Upright, one below the other with the buttons at the foot; lying, the picture beside the words.
"""

from dataclasses import dataclass
from functools import partial

from agent.ui.box import Box
from agent.ui.drawings.pictures import ASPECT, picture
from agent.ui.page import Page
from agent.ui.parts import Column, Gap, Paragraph, Part
from agent.ui.parts.button import Button, Weight
from agent.ui.parts.life import Life
from agent.ui.pen import Align
from agent.ui.theme import Theme
from flows.screens import AnyScreen, Picture

_SMALLEST_PICTURE_MM = 30.0


@dataclass(frozen=True)
class Manner:
    """What differs between the kinds of statement."""

    align: Align = Align.CENTRE  # upright; lying it is always at the left
    busy: bool = False


def render_statement(screen: AnyScreen, page: Page, manner: Manner) -> None:
    sizes = page.theme.sizes
    box = page.box.inset(sizes.px(11), sizes.px(7))
    if page.portrait:
        _upright(screen, page, manner, box)
    else:
        _lying(screen, page, manner, box)


def _upright(screen: AnyScreen, page: Page, manner: Manner, box: Box) -> None:
    theme, words, buttons = _fit(screen, page, manner, box, manner.align)
    foot = buttons.height(box.width)
    buttons.draw(page.pen, box.foot(foot))
    rest = box.above(foot + theme.sizes.space(6) if foot else 0)
    height = words.height(rest.width)
    spare = rest.height - height
    size = _picture_width(screen, theme, rest.width, spare - theme.sizes.space(8), 120)
    if size:
        picture_height = round(size / ASPECT)
        gap = theme.sizes.space(8)
        above = max(0, (spare - picture_height - gap) * 2 // 5)
        place = Box(rest.x + (rest.width - size) // 2, rest.y + above, size, picture_height)
        _draw_picture(screen.picture, theme, page, place)
        words.draw(page.pen, rest.below(above + picture_height + gap))
    else:
        words.draw(page.pen, rest.below(max(0, spare * 2 // 5)))


def _lying(screen: AnyScreen, page: Page, manner: Manner, box: Box) -> None:
    beside = round(box.width * 0.36) if screen.picture else 0
    gap = page.theme.sizes.px(10) if beside else 0
    right = box.after(beside + gap)
    theme, words, buttons = _fit(screen, page, manner, right, Align.LEFT)
    if beside:
        size = _picture_width(screen, theme, beside, box.height, 150)
        if size:
            place = box.left(beside).centred(size, round(size / ASPECT))
            _draw_picture(screen.picture, theme, page, place)
    foot = buttons.height(right.width)
    buttons.draw(page.pen, right.foot(foot))
    rest = right.above(foot + theme.sizes.space(6) if foot else 0)
    spare = rest.height - words.height(rest.width)
    words.draw(page.pen, rest.below(max(0, spare * 2 // 5)))


def _fit(
    screen: AnyScreen, page: Page, manner: Manner, box: Box, align: Align
) -> tuple[Theme, Column, Column]:
    """The roomiest setting in which words and buttons fit; upright, with a picture above them."""
    wanted = page.theme.sizes.px(_SMALLEST_PICTURE_MM) if page.portrait and screen.picture else 0
    tightest: tuple[Theme, Column, Column] | None = None
    for theme in page.themes():
        words, buttons = _words(screen, page, theme, manner, align), _buttons(screen, page, theme)
        needed = words.height(box.width) + buttons.height(box.width) + theme.sizes.space(6)
        tightest = (theme, words, buttons)
        if needed + wanted <= box.height:
            break
    assert tightest is not None
    return tightest


def _words(screen: AnyScreen, page: Page, theme: Theme, manner: Manner, align: Align) -> Column:
    colours, sizes = theme.palette, theme.sizes
    parts: list[Part] = [Paragraph(str(screen.title), sizes.title, colours.ink, align)]
    for index, words in enumerate(screen.body):
        parts.append(Gap(sizes.space(6 if index == 0 else 3)))
        parts.append(Paragraph(str(words), sizes.body, colours.soft, align))
    if screen.code:
        parts.append(Gap(sizes.space(6)))
        parts.append(Paragraph(f"{page.words.code}: {screen.code}", sizes.hint, colours.soft, align))
    if manner.busy:
        parts.append(Gap(sizes.space(8)))
        parts.append(Life(theme, align))
    return Column(tuple(parts))


def _buttons(screen: AnyScreen, page: Page, theme: Theme) -> Column:
    buttons = tuple(
        Button(
            option.id,
            str(option.label),
            partial(page.hands.choose, option.id),
            theme,
            Weight.MAIN if index == 0 and screen.picture is not Picture.WORKING else Weight.PLAIN,
        )
        for index, option in enumerate(screen.options)
    )
    return Column(buttons, theme.sizes.gap)


def _picture_width(screen: AnyScreen, theme: Theme, width: int, height: int, most_mm: float) -> int:
    """Zero when there is no picture, or no room in which it could be understood."""
    if screen.picture is None:
        return 0
    size = min(width, round(height * ASPECT), theme.sizes.px(most_mm))
    return size if size >= theme.sizes.px(_SMALLEST_PICTURE_MM) else 0


def _draw_picture(which: Picture | None, theme: Theme, page: Page, box: Box) -> None:
    if which is not None:
        page.pen.image(box, picture(which, box.width, box.height, theme.palette))
