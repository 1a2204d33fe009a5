"""What a renderer is given to draw one screen."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from agent.protocol import Draw, Language, Wish
from agent.ui.box import Box
from agent.ui.pen import Pen
from agent.ui.theme import Theme
from agent.ui.words import Words

#: From roomy to crowded. Text gives way down to the least height its size allows (theme/sizes.py).
_TIGHTNESS = (1.0, 0.93, 0.86, 0.79, 0.72, 0.64)
_ROOMY = (1.22, 1.1)  # an upright display is tall: larger is kinder


class Hands(Protocol):
    """What touching something does."""

    def choose(self, option: str) -> None: ...

    def enter(self) -> None:
        """Sends what was typed, and forgets it."""
        ...

    def wish(self, wish: Wish, language: Language | None = None) -> None: ...

    def redraw(self) -> None:
        """What is kept in ``State`` has changed."""
        ...


@dataclass
class State:
    """What the screen itself knows of one question; gone with its ``seq``."""

    seq: int
    typed: list[str] = field(default_factory=list, repr=False)
    board: str = "digits"
    page: int = 0
    looks: bool = False  # size, contrast and languages are open over the screen

    def forget(self) -> None:
        self.typed.clear()


@dataclass(frozen=True)
class Page:
    draw: Draw
    theme: Theme
    box: Box  # for the renderer: what header and footer leave
    pen: Pen
    state: State
    hands: Hands
    words: Words

    @property
    def portrait(self) -> bool:
        return self.pen.screen.height > self.pen.screen.width

    def themes(self) -> Iterator[Theme]:
        """Ever tighter; the last is for a screen that must be split in pages."""
        for tightness in (*_ROOMY, *_TIGHTNESS) if self.portrait else _TIGHTNESS:
            yield self.theme.tighter(tightness)
