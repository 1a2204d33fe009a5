"""One question, one answer."""

from agent.ui.page import Page
from agent.ui.renderers.question import render_question
from flows.screens import Choose


def render(screen: Choose, page: Page) -> None:
    render_question(screen, page)
