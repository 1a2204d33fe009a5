"""Out of service: why, and where to go instead."""

from agent.ui.page import Page
from agent.ui.renderers.statement import Manner, render_statement
from flows.screens import Closed


def render(screen: Closed, page: Page) -> None:
    render_statement(screen, page, Manner())
