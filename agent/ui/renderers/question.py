"""A question and its options: shared by Home and Choose.

Options stand in as many columns as the display allows; when even the tightest setting does not
hold them they are split in pages.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from agent.ui.box import Box
from agent.ui.drawings.icons import Glyph
from agent.ui.page import Page
from agent.ui.parts import Column, Gap, Grid, Paragraph, Part
from agent.ui.parts.button import Button
from agent.ui.parts.option import OptionCard
from agent.ui.pen import Align
from agent.ui.theme import Theme
from flows.screens import Choose, Home, Option

Heading = Callable[[Theme], tuple[Part, ...]]


@dataclass(frozen=True)
class Plan:
    theme: Theme
    heading: Column
    grid: Grid

    def height(self, width: int) -> int:
        return self.heading.height(width) + self.grid.height(width)


def heading(screen: Home | Choose, theme: Theme) -> tuple[Part, ...]:
    colours, sizes = theme.palette, theme.sizes
    parts: list[Part] = [Paragraph(str(screen.title), sizes.title, colours.ink)]
    for words in screen.body:
        parts += [Gap(sizes.space(2.5)), Paragraph(str(words), sizes.body, colours.soft)]
    return (*parts, Gap(sizes.space(8)))


def render_question(screen: Home | Choose, page: Page, *, big: bool) -> None:
    margin = page.theme.sizes.px(11)
    box = page.box.inset(margin, page.theme.sizes.px(6))
    options = screen.options
    plan = next(
        (plan for plan in _plans(screen, options, page, big=big) if plan.height(box.width) <= box.height),
        None,
    )
    if plan is None:
        _render_paged(screen, page, box)
        return
    spare = box.height - plan.height(box.width)
    above = min(spare // 4, plan.theme.sizes.px(22))
    _draw(plan, page, box.below(above))


def _plans(screen: Home | Choose, options: tuple[Option, ...], page: Page, *, big: bool) -> list[Plan]:
    columns = (1, 2) if page.portrait else (2, 3)
    if len(options) == 1:
        columns = (1, 1)
    return [
        _plan(screen, options, page, theme, count, big=big)
        for count, themes in ((columns[0], list(page.themes())[:4]), (columns[1], list(page.themes())))
        for theme in themes
    ]


def _plan(
    screen: Home | Choose,
    options: tuple[Option, ...],
    page: Page,
    theme: Theme,
    columns: int,
    *,
    big: bool,
) -> Plan:
    cards = tuple(OptionCard(option, partial(page.hands.choose, option.id), theme, big) for option in options)
    return Plan(theme, Column(heading(screen, theme)), Grid(cards, columns, theme.sizes.gap))


def _draw(plan: Plan, page: Page, box: Box) -> None:
    height = plan.heading.height(box.width)
    plan.heading.draw(page.pen, box.top(height))
    plan.grid.draw(page.pen, box.below(height))


def _render_paged(screen: Home | Choose, page: Page, box: Box) -> None:
    theme = list(page.themes())[-1]
    columns = 1 if page.portrait else 2
    turn = theme.sizes.target + theme.sizes.gap
    pages = _split(screen, page, theme, columns, box.above(turn))
    state = page.state
    state.page = min(state.page, len(pages) - 1)
    _draw(_plan(screen, pages[state.page], page, theme, columns, big=False), page, box.above(turn))
    turn_buttons(page, theme, box.foot(theme.sizes.target), len(pages))


def _split(
    screen: Home | Choose, page: Page, theme: Theme, columns: int, box: Box
) -> list[tuple[Option, ...]]:
    pages: list[tuple[Option, ...]] = []
    current: tuple[Option, ...] = ()
    for option in screen.options:
        longer = (*current, option)
        plan = _plan(screen, longer, page, theme, columns, big=False)
        if current and plan.height(box.width) > box.height:
            pages.append(current)
            longer = (option,)
        current = longer
    return [*pages, current]


def turn_buttons(page: Page, theme: Theme, box: Box, pages: int) -> None:
    """Before and after, and which page this is."""
    colours, sizes = theme.palette, theme.sizes
    side = (box.width - sizes.px(24) - 2 * sizes.gap) // 2

    def turn(by: int) -> None:
        page.state.page += by
        page.hands.redraw()

    if page.state.page > 0:
        back = Button("turn:before", page.words.before, partial(turn, -1), theme, glyph=Glyph.PREVIOUS)
        back.draw(page.pen, box.left(side))
    if page.state.page < pages - 1:
        more = Button("turn:more", page.words.more, partial(turn, 1), theme, glyph=Glyph.NEXT)
        more.draw(page.pen, Box(box.right - side, box.y, side, box.height))
    count = Box(box.x + side + sizes.gap, box.y, sizes.px(24), box.height)
    page.pen.write_middle(f"{page.state.page + 1}/{pages}", sizes.label, count, colours.ink, Align.CENTRE)
