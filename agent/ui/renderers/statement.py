"""A picture, a sentence, a few lines, and what to do next: shared by Show, Wait, Done, Sorry, Closed.

Upright, one below the other with the buttons at the foot; lying, the picture beside the words. On a
crowded display the picture goes first, and then the lines are split in pages.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from agent.ui.box import Box
from agent.ui.drawings.icons import Glyph
from agent.ui.drawings.pictures import ASPECT, picture
from agent.ui.page import Page
from agent.ui.parts import Column, Gap, Paragraph, Part
from agent.ui.parts.button import Button, Weight
from agent.ui.parts.life import Life
from agent.ui.pen import Align
from agent.ui.theme import Theme
from flows.screens import AnyScreen

_SMALLEST_PICTURE_MM = 34.0
_LARGEST_PICTURE_MM = 150.0
_BESIDE = 0.36  # of the width, for the picture of a lying display


@dataclass(frozen=True)
class Manner:
    """What differs between the kinds of statement."""

    align: Align = Align.CENTRE  # upright; lying it is always at the left
    busy: bool = False


@dataclass(frozen=True)
class Plan:
    theme: Theme
    words: Column
    buttons: Column
    box: Box  # for words and buttons
    picture: bool

    @property
    def foot(self) -> int:
        return self.buttons.height(self.box.width)

    @property
    def between(self) -> int:
        return self.theme.sizes.space(6) if self.foot else 0

    @property
    def spare(self) -> int:
        return self.box.height - self.words.height(self.box.width) - self.foot - self.between


def render_statement(screen: AnyScreen, page: Page, manner: Manner) -> None:
    sizes = page.theme.sizes
    box = page.box.inset(sizes.px(11), sizes.px(7))
    plan = next(_that_fit(screen, page, manner, box), None)
    if plan is None:
        plan = _paged(screen, page, manner, box)
    if page.portrait:
        _draw_upright(screen, page, plan)
    else:
        _draw_lying(screen, page, plan, box)


def _that_fit(screen: AnyScreen, page: Page, manner: Manner, box: Box) -> Iterator[Plan]:
    """From roomy to crowded; the picture is given up last."""
    for with_picture in (True, False) if screen.picture else (False,):
        for theme in page.themes():
            plan = _plan(screen, page, manner, theme, box, with_picture, range(len(screen.body)))
            needed = _picture_room(theme) if with_picture and page.portrait else 0
            if plan.spare >= needed:
                yield plan


def _picture_room(theme: Theme) -> int:
    return round(theme.sizes.px(_SMALLEST_PICTURE_MM) / ASPECT) + theme.sizes.space(8)


def _plan(
    screen: AnyScreen,
    page: Page,
    manner: Manner,
    theme: Theme,
    box: Box,
    with_picture: bool,
    lines: range,
    turn: Part | None = None,
) -> Plan:
    if with_picture and not page.portrait:
        box = box.after(round(box.width * _BESIDE) + page.theme.sizes.px(10))
    align = manner.align if page.portrait else Align.LEFT
    words = _words(screen, page, theme, manner, align, lines)
    buttons = _buttons(screen, page, theme)
    return Plan(
        theme, words, Column((*((turn,) if turn else ()), *buttons), theme.sizes.gap), box, with_picture
    )


def _words(screen: AnyScreen, page: Page, theme: Theme, manner: Manner, align: Align, lines: range) -> Column:
    colours, sizes = theme.palette, theme.sizes
    parts: list[Part] = [Paragraph(str(screen.title), sizes.title, colours.ink, align)]
    for count, index in enumerate(lines):
        parts.append(Gap(sizes.space(3 if count else 6)))
        parts.append(Paragraph(str(screen.body[index]), sizes.body, colours.soft, align))
    if screen.code and (not lines or lines[-1] == len(screen.body) - 1):
        parts.append(Gap(sizes.space(6)))
        parts.append(Paragraph(f"{page.words.code}: {screen.code}", sizes.hint, colours.soft, align))
    if manner.busy:
        parts.append(Gap(sizes.space(8)))
        parts.append(Life(theme, align))
    return Column(tuple(parts))


def _buttons(screen: AnyScreen, page: Page, theme: Theme) -> tuple[Part, ...]:
    return tuple(
        Button(
            option.id,
            str(option.label),
            partial(page.hands.choose, option.id),
            theme,
            Weight.PLAIN if index else Weight.MAIN,
        )
        for index, option in enumerate(screen.options)
    )


# --- drawing -------------------------------------------------------------------------------------


def _draw_upright(screen: AnyScreen, page: Page, plan: Plan) -> None:
    box, sizes = plan.box, plan.theme.sizes
    plan.buttons.draw(page.pen, box.foot(plan.foot))
    if not plan.picture:
        above = min(max(0, plan.spare * 3 // 10), sizes.px(26))
        plan.words.draw(page.pen, box.below(above))
        return
    gap = sizes.space(8)
    width = min(box.width, round((plan.spare - gap) * ASPECT), sizes.px(_LARGEST_PICTURE_MM))
    height = round(width / ASPECT)
    above = max(0, (plan.spare - height - gap) * 2 // 5)
    _draw_picture(screen, page, Box(box.x + (box.width - width) // 2, box.y + above, width, height))
    plan.words.draw(page.pen, box.below(above + height + gap))


def _draw_lying(screen: AnyScreen, page: Page, plan: Plan, whole: Box) -> None:
    if plan.picture:
        beside = whole.left(round(whole.width * _BESIDE))
        width = min(beside.width, round(beside.height * ASPECT), page.theme.sizes.px(_LARGEST_PICTURE_MM))
        _draw_picture(screen, page, beside.centred(width, round(width / ASPECT)))
    plan.buttons.draw(page.pen, plan.box.foot(plan.foot))
    plan.words.draw(page.pen, plan.box.below(max(0, plan.spare * 2 // 5)))


def _draw_picture(screen: AnyScreen, page: Page, box: Box) -> None:
    if screen.picture is not None:
        page.pen.image(box, picture(screen.picture, box.width, box.height, page.theme.palette))


# --- in pages ------------------------------------------------------------------------------------


def _paged(screen: AnyScreen, page: Page, manner: Manner, box: Box) -> Plan:
    """As many lines at a time as fit, and a button to the others."""
    theme = list(page.themes())[-1]
    pages: list[range] = []
    start = 0
    for end in range(1, len(screen.body) + 1):
        plan = _plan(screen, page, manner, theme, box, False, range(start, end), _turn(page, theme, 2))
        if plan.spare < 0 and end - 1 > start:
            pages.append(range(start, end - 1))
            start = end - 1
    pages.append(range(start, len(screen.body)))
    page.state.page %= len(pages)
    turn = _turn(page, theme, len(pages))
    return _plan(screen, page, manner, theme, box, False, pages[page.state.page], turn)


def _turn(page: Page, theme: Theme, pages: int) -> Part | None:
    """One button that goes round: the next lines, and after the last the first again."""
    if pages < 2:
        return None

    def turn() -> None:
        page.state.page += 1
        page.hands.redraw()

    last = page.state.page == pages - 1
    words = page.words.before if last else page.words.more
    return Button("turn:more", words, turn, theme, Weight.PLAIN, Glyph.PREVIOUS if last else Glyph.NEXT)
