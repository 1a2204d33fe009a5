"""Questions in a row."""

from typing import Any

import pytest

from flows.interview import interview
from flows.visit import GoBack


class Scripted:
    """Answers what it is told, in order; ``None`` goes back."""

    def __init__(self, *answers: str | None) -> None:
        self._answers = list(answers)
        self.asked: list[str] = []

    def question(self, name: str) -> Any:
        async def ask(_so_far: tuple[Any, ...]) -> str:
            self.asked.append(name)
            answer = self._answers.pop(0)
            if answer is None:
                raise GoBack
            return answer

        return ask


async def test_answers_come_in_the_order_of_the_questions() -> None:
    person = Scripted("a", "b")
    assert await interview(person.question("1"), person.question("2")) == ("a", "b")


async def test_going_back_asks_the_one_before_again() -> None:
    person = Scripted("a", None, "c", "d")
    assert await interview(person.question("1"), person.question("2")) == ("c", "d")
    assert person.asked == ["1", "2", "1", "2"]


async def test_going_back_from_the_first_leaves() -> None:
    person = Scripted(None)
    with pytest.raises(GoBack):
        await interview(person.question("1"))
