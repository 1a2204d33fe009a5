"""What can be done here and now; what cannot, and why.

The welcome stands on the city's colour with its skyline; upright above the options, lying beside them.
"""

from dataclasses import dataclass

from agent.ui.box import Box
from agent.ui.drawings.skyline import skyline
from agent.ui.page import Page
from agent.ui.parts import Column, Gap, Paragraph, Part
from agent.ui.renderers.question import draw_options
from agent.ui.theme import Theme
from agent.ui.typeset import fitted
from flows.screens import Home

_SKYLINE = 0.26  # height of the skyline by its width


@dataclass(frozen=True)
class Welcome:
    words: Column
    theme: Theme


def render(screen: Home, page: Page) -> None:
    if page.portrait:
        _upright(screen, page)
    else:
        _lying(screen, page)


def _upright(screen: Home, page: Page) -> None:
    sizes, margin = page.theme.sizes, page.theme.sizes.px(11)
    width = page.box.width - 2 * margin
    welcome = _welcome(screen, page, width, round(page.box.height * 0.3))
    words = welcome.words.height(width)
    above = welcome.theme.sizes.space(13)
    view = min(round(page.box.width * _SKYLINE), max(0, round(page.box.height * 0.36) - words - above))
    band = page.box.top(above + words + view)
    _draw_band(page, band, view)
    welcome.words.draw(page.pen, Box(band.x + margin, band.y + above, width, words))
    overlap = sizes.px(9) if view else 0
    rest = page.box.below(band.height - overlap if view else band.height + sizes.px(6))
    draw_options(screen, page, rest.inset(margin, 0).above(sizes.px(6)), (1, 2), head=False)


def _lying(screen: Home, page: Page) -> None:
    sizes = page.theme.sizes
    band = page.box.left(round(page.box.width * 0.36))
    inner = band.inset(sizes.px(9), sizes.px(10))
    welcome = _welcome(screen, page, inner.width, inner.height)
    words = welcome.words.height(inner.width)
    view = min(round(band.width * 0.5), max(0, inner.height - words))
    _draw_band(page, band, view)
    welcome.words.draw(page.pen, inner)
    rest = page.box.after(band.width).inset(sizes.px(8), sizes.px(8))
    draw_options(screen, page, rest, (1, 2), head=False)


def _welcome(screen: Home, page: Page, width: int, most: int) -> Welcome:
    """The roomiest setting in which it stays under ``most``; the tightest if none does."""
    chosen: Welcome | None = None
    for theme in page.themes():
        chosen = Welcome(Column(_words(screen, theme)), theme)
        roomy = fitted(str(screen.title), theme.sizes.display, width) == theme.sizes.display
        if roomy and chosen.words.height(width) <= most:
            break
    assert chosen is not None
    return chosen


def _words(screen: Home, theme: Theme) -> tuple[Part, ...]:
    colours, sizes = theme.palette, theme.sizes
    parts: list[Part] = [Paragraph(str(screen.title), sizes.display, colours.on_band)]
    for words in screen.body:
        parts += [Gap(sizes.space(3)), Paragraph(str(words), sizes.body, colours.on_band)]
    return tuple(parts)


def _draw_band(page: Page, band: Box, view: int) -> None:
    colours = page.theme.palette
    page.pen.fill(band, colours.band)
    if view >= page.theme.sizes.px(14):
        page.pen.image(band.foot(view), skyline(band.width, view, colours))
