"""What can be done here and now; what cannot, and why."""

from agent.ui.page import Page
from agent.ui.renderers.question import render_question
from flows.screens import Home


def render(screen: Home, page: Page) -> None:
    render_question(screen, page, big=True)
