"""One renderer a kind of screen."""

from collections.abc import Callable
from typing import Any

from agent.ui.page import Page
from agent.ui.renderers import choose, closed, done, home, pin, preview, show, sorry, wait
from flows.screens import AnyScreen, Choose, Closed, Done, Home, Pin, Preview, Show, Sorry, Wait

_RENDERERS: dict[type[AnyScreen], Callable[[Any, Page], None]] = {
    Home: home.render,
    Choose: choose.render,
    Pin: pin.render,
    Wait: wait.render,
    Preview: preview.render,
    Show: show.render,
    Done: done.render,
    Sorry: sorry.render,
    Closed: closed.render,
}


def render(page: Page) -> None:
    screen = page.draw.screen
    _RENDERERS[type(screen)](screen, page)
