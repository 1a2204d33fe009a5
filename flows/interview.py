"""Questions in a row, with a way back to the one before."""

from collections.abc import Awaitable, Callable
from typing import Any

from flows.visit import GoBack

Question = Callable[[tuple[Any, ...]], Awaitable[Any]]


async def interview(*questions: Question) -> tuple[Any, ...]:
    """Asks each question with the answers so far; ``GoBack`` returns to the one before.

    From the first question ``GoBack`` goes on to the caller.
    """
    answers: list[Any] = []
    while len(answers) < len(questions):
        try:
            answers.append(await questions[len(answers)](tuple(answers)))
        except GoBack:
            if not answers:
                raise
            answers.pop()
    return tuple(answers)
