"""It could not be done: what it means, why, what to do."""

from agent.ui.page import Page
from agent.ui.renderers.statement import Manner, render_statement
from flows.screens import Sorry


def render(screen: Sorry, page: Page) -> None:
    render_statement(screen, page, Manner())
