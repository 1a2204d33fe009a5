"""Something is being done or waited for."""

from agent.ui.page import Page
from agent.ui.renderers.statement import Manner, render_statement
from flows.screens import Wait


def render(screen: Wait, page: Page) -> None:
    render_statement(screen, page, Manner(busy=screen.busy))
