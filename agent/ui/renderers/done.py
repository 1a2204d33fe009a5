"""It ended well."""

from agent.ui.page import Page
from agent.ui.renderers.statement import Manner, render_statement
from flows.screens import Done


def render(screen: Done, page: Page) -> None:
    render_statement(screen, page, Manner())
