"""A question and its options: shared by Home and Choose.

Cards are as large and stand in as few columns as the display allows; when even the tightest setting
does not hold them they are split in pages.
"""

from dataclasses import dataclass
from functools import partial

from agent.ui.box import Box
from agent.ui.page import Page
from agent.ui.parts import Column, Gap, Grid, Paragraph, Part
from agent.ui.parts.option import OptionCard
from agent.ui.parts.turn import Turn
from agent.ui.theme import Theme
from flows.screens import Choose, Home, Option

_CARD_HEIGHTS = (50.0, 44.0, 38.0, 32.0, 27.0, 23.0)  # mm
_MOST_FILLED = 0.86  # of the height: beyond that smaller cards look calmer


@dataclass(frozen=True)
class Plan:
    theme: Theme
    heading: Column
    grid: Grid
    cards: tuple[OptionCard, ...]

    def fits(self, box: Box, share: float = 1.0) -> bool:
        cell = self.grid.cell_width(box.width)
        return self.height(box.width) <= box.height * share and not any(c.cramped(cell) for c in self.cards)

    def height(self, width: int) -> int:
        return self.heading.height(width) + self.grid.height(width)

    def draw(self, page: Page, box: Box) -> None:
        height = self.heading.height(box.width)
        self.heading.draw(page.pen, box.top(height))
        self.grid.draw(page.pen, box.below(height))


def render_question(screen: Choose, page: Page) -> None:
    sizes = page.theme.sizes
    box = page.box.inset(sizes.px(11), sizes.px(6))
    columns = (1, 2) if page.portrait else (2, 3)
    draw_options(screen, page, box, columns, head=True)


def draw_options(
    screen: Home | Choose, page: Page, box: Box, columns: tuple[int, ...], *, head: bool
) -> None:
    """``head``: with title and body above them."""
    plan = _roomiest(screen, page, box, columns, head=head)
    if plan is None:
        _draw_paged(screen, page, box, columns, head=head)
        return
    spare = box.height - plan.height(box.width)
    above = min(spare * 3 // 10, sizes_above(page)) if head else 0
    plan.draw(page, box.below(above))


def sizes_above(page: Page) -> int:
    """Most room between the header and a title."""
    return page.theme.sizes.px(26)


def _roomiest(
    screen: Home | Choose, page: Page, box: Box, columns: tuple[int, ...], *, head: bool
) -> Plan | None:
    """The first that leaves some air; else the first that fits at all."""
    tightest = None
    themes = list(page.themes())
    for count in columns:
        for theme in themes[:-2] if count == columns[0] else themes:
            make = partial(
                _plan, screen, screen.options, page, theme, min(count, max(1, len(screen.options)))
            )
            if not make(_CARD_HEIGHTS[-1], head=head).fits(box):
                continue
            for least in _CARD_HEIGHTS:
                plan = make(least, head=head)
                if plan.fits(box, _MOST_FILLED):
                    return plan
            tightest = tightest or make(_CARD_HEIGHTS[-1], head=head)
    return tightest


def _plan(
    screen: Home | Choose,
    options: tuple[Option, ...],
    page: Page,
    theme: Theme,
    columns: int,
    least: float,
    *,
    head: bool,
) -> Plan:
    cards = tuple(
        OptionCard(option, partial(page.hands.choose, option.id), theme, least) for option in options
    )
    return Plan(
        theme,
        Column(_heading(screen, theme) if head else ()),
        Grid(cards, columns, theme.sizes.gap),
        cards,
    )


def _heading(screen: Home | Choose, theme: Theme) -> tuple[Part, ...]:
    colours, sizes = theme.palette, theme.sizes
    parts: list[Part] = [Paragraph(str(screen.title), sizes.title, colours.ink)]
    for words in screen.body:
        parts += [Gap(sizes.space(2.5)), Paragraph(str(words), sizes.body, colours.soft)]
    return (*parts, Gap(sizes.space(8)))


def _draw_paged(screen: Home | Choose, page: Page, box: Box, choices: tuple[int, ...], *, head: bool) -> None:
    theme = list(page.themes())[-1]
    foot = theme.sizes.target
    room = box.above(foot + theme.sizes.gap)
    columns, pages = _fewest_pages(screen, page, theme, choices, room, head=head)
    state = page.state
    state.page = max(0, min(state.page, len(pages) - 1))
    plan = _plan(screen, pages[state.page], page, theme, columns, _CARD_HEIGHTS[-1], head=head)
    plan.draw(page, room)
    _turn(page, theme, len(pages)).draw(page.pen, box.foot(foot))


def _fewest_pages(
    screen: Home | Choose, page: Page, theme: Theme, choices: tuple[int, ...], box: Box, *, head: bool
) -> tuple[int, list[tuple[Option, ...]]]:
    """Columns in which every word has room (one if there are none), and the options page by page."""
    best: tuple[int, list[tuple[Option, ...]]] | None = None
    for columns in sorted({1, *choices}):
        plan = _plan(screen, screen.options, page, theme, columns, _CARD_HEIGHTS[-1], head=False)
        if best is not None and not plan.fits(Box(0, 0, box.width, plan.height(box.width))):
            continue
        pages = _split(screen, page, theme, columns, box, head=head)
        if best is None or len(pages) < len(best[1]):
            best = columns, pages
    assert best is not None
    return best


def _split(
    screen: Home | Choose, page: Page, theme: Theme, columns: int, box: Box, *, head: bool
) -> list[tuple[Option, ...]]:
    pages: list[tuple[Option, ...]] = []
    current: tuple[Option, ...] = ()
    for option in screen.options:
        longer = (*current, option)
        plan = _plan(screen, longer, page, theme, columns, _CARD_HEIGHTS[-1], head=head)
        if current and plan.height(box.width) > box.height:
            pages.append(current)
            longer = (option,)
        current = longer
    return [*pages, current]


def _turn(page: Page, theme: Theme, pages: int) -> Turn:
    def go(by: int) -> None:
        page.state.page += by
        page.hands.redraw()

    words = page.words
    return Turn(page.state.page, pages, go, words.before, words.more, words, theme)
