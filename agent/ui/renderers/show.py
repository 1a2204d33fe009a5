"""Something to read, then go on."""

from agent.ui.page import Page
from agent.ui.pen import Align
from agent.ui.renderers.statement import Manner, render_statement
from flows.screens import Show


def render(screen: Show, page: Page) -> None:
    render_statement(screen, page, Manner(align=Align.LEFT))
