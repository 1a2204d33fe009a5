"""The card's PIN. What is typed is in ``State`` only; here it is a number of dots."""

from dataclasses import dataclass
from functools import partial

from agent.ui.box import Box
from agent.ui.page import Page
from agent.ui.parts import Column, Gap, Paragraph, Part
from agent.ui.parts.accept import Accept
from agent.ui.parts.dots import Dots
from agent.ui.parts.keypad import Keypad
from agent.ui.theme import Theme
from flows.screens import Pin


@dataclass(frozen=True)
class Plan:
    theme: Theme
    words: Column
    dots: Dots
    keypad: Keypad
    accept: Accept


def render(screen: Pin, page: Page) -> None:
    sizes = page.theme.sizes
    box = page.box.inset(sizes.px(10), sizes.px(5))
    if page.portrait:
        _upright(screen, page, box)
    else:
        _lying(screen, page, box)


def _plan(screen: Pin, page: Page, theme: Theme) -> Plan:
    return Plan(
        theme,
        Column(_words(screen, theme)),
        Dots(len(page.state.typed), screen.longest, theme),
        Keypad(
            page.state.board,
            page.words,
            theme,
            partial(_type, screen, page),
            partial(_delete, page),
            partial(_turn, page),
            wide=not page.portrait and page.state.board != "digits",
        ),
        Accept(page.words.accept, page.hands.enter, theme, enabled=_long_enough(screen, page)),
    )


def _upright(screen: Pin, page: Page, box: Box) -> None:
    """Words, dots, keys, and the main button at the foot."""
    for theme in page.themes():
        plan = _plan(screen, page, theme)
        gap, block = theme.sizes.gap, theme.sizes.space(7)
        keys, accept = plan.keypad.height(box.width), plan.accept.height(box.width)
        dots, words = plan.dots.height(box.width), plan.words.height(box.width)
        if words + dots + keys + accept + 2 * block + gap <= box.height:
            break
    spare = max(0, box.height - (words + dots + keys + accept + 2 * block + gap))
    box = box.below(min(spare * 3 // 10, theme.sizes.px(26)))
    plan.words.draw(page.pen, box)
    box = box.below(words + block)
    plan.dots.draw(page.pen, box.top(dots))
    box = box.below(dots + block)
    plan.keypad.draw(page.pen, box.top(keys))
    plan.accept.draw(page.pen, box.below(keys + gap).top(accept))


def _lying(screen: Pin, page: Page, box: Box) -> None:
    """Digits: words at the left, keys at the right. Letters need the whole width."""
    if page.state.board == "digits":
        _lying_digits(screen, page, box)
    else:
        _lying_letters(screen, page, box)


def _lying_digits(screen: Pin, page: Page, box: Box) -> None:
    between = page.theme.sizes.px(12)
    left = box.left((box.width - between) // 2)
    right = box.after(left.width + between)
    for theme in page.themes():
        plan = _plan(screen, page, theme)
        block = theme.sizes.space(6)
        dots, accept = plan.dots.height(left.width), plan.accept.height(left.width)
        words, keys = plan.words.height(left.width), plan.keypad.height(right.width)
        needed = words + dots + accept + 2 * block
        if max(needed, keys) <= box.height:
            break
    above = max(0, (box.height - max(needed, keys)) // 3)
    height = max(needed, keys)
    block_box = left.below(above).top(height)
    plan.words.draw(page.pen, block_box)
    plan.dots.draw(page.pen, block_box.above(accept + block).foot(dots))
    plan.accept.draw(page.pen, block_box.foot(accept))
    plan.keypad.draw(page.pen, right.below(above + (height - keys) // 2))


def _lying_letters(screen: Pin, page: Page, box: Box) -> None:
    for theme in page.themes():
        plan = _plan(screen, page, theme)
        gap = theme.sizes.gap
        keys, dots = plan.keypad.height(box.width), plan.dots.height(box.width)
        title = Paragraph(str(screen.title), theme.sizes.label, theme.palette.ink)
        head = title.height(box.width)
        if head + dots + keys + gap <= box.height:
            break
    title.draw(page.pen, box.top(head))
    row = box.below(head).top(dots)
    accept_width = row.width // 4
    plan.dots.draw(page.pen, row.left(row.width - accept_width - gap))
    plan.accept.draw(page.pen, Box(row.right - accept_width, row.y, accept_width, dots))
    plan.keypad.draw(page.pen, box.foot(keys))


def _words(screen: Pin, theme: Theme) -> tuple[Part, ...]:
    colours, sizes = theme.palette, theme.sizes
    parts: list[Part] = [Paragraph(str(screen.title), sizes.title, colours.ink)]
    for words in screen.body:
        parts += [Gap(sizes.space(3)), Paragraph(str(words), sizes.body, colours.soft)]
    return tuple(parts)


def _long_enough(screen: Pin, page: Page) -> bool:
    return len(page.state.typed) >= screen.shortest


def _type(screen: Pin, page: Page, character: str) -> None:
    if len(page.state.typed) < screen.longest:
        page.state.typed.append(character)
    page.hands.redraw()


def _delete(page: Page) -> None:
    if page.state.typed:
        page.state.typed.pop()
    page.hands.redraw()


def _turn(page: Page, board: str) -> None:
    page.state.board = board
    page.hands.redraw()
