"""A kiosk with a person in front of it: the real stage and visit, doubles behind."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from agent.protocol import Answered, Draw, Language, Wish, Wished, to_screen
from agent.stage import Placard, Stage
from agent.visit import Kiosk, OneVisit
from flows import cities
from flows.padron import padron
from flows.procedure import Procedure
from flows.screens import AnyScreen, Chosen, Entered, Screen
from flows.secret import Secret
from flows.visit import Outcome
from tests.clock import FakeClock, settle
from tests.flows.doubles import CardDouble, CityDouble, PrinterDouble


class Person:
    """Reads what the screen says and answers it, over the protocol as the UI does."""

    def __init__(self, procedure: Procedure = padron) -> None:
        self.clock = FakeClock()
        self.card, self.city, self.printer = CardDouble(), CityDouble(), PrinterDouble()
        pack = cities.load("alicante")
        self.stage = Stage(Placard("babel-1", "Mercado de Babel", pack.name, pack.brand, pack.help_line))
        self.kiosk = Kiosk(
            stage=self.stage,
            pack=pack,
            city=self.city,
            card=self.card,
            printer=self.printer,
            clock=self.clock,
            nearest=pack.kiosks[0],
        )
        self._procedure = procedure
        self._drawn: list[Draw] = []
        self._news = asyncio.Event()
        self.visit: asyncio.Task[Outcome] | None = None

    def starts(self) -> None:
        self.stage.attach(self._see)
        self.visit = asyncio.ensure_future(OneVisit(self.kiosk, self._procedure).run())

    def _see(self, message: bytes) -> None:
        said = to_screen.decode(message)
        assert isinstance(said, Draw)
        self._drawn.append(said)
        self._news.set()

    async def sees(self, kind: type[Screen], containing: str = "") -> AnyScreen:
        """Waits for a screen of that kind with those words on it."""
        async with asyncio.timeout(2):
            while not (
                self._drawn and isinstance(self.now.screen, kind) and containing in words_of(self.now.screen)
            ):
                self._news.clear()
                await self._news.wait()
        return self.now.screen

    @property
    def now(self) -> Draw:
        return self._drawn[-1]

    def taps(self, option: str) -> None:
        self.stage.answered(Answered(seq=self.now.seq, answer=Chosen(option=option)))

    def types(self, characters: str) -> None:
        self.stage.answered(Answered(seq=self.now.seq, answer=Entered(characters=Secret(characters))))

    def wishes(self, wish: Wish, language: Language | None = None) -> None:
        self.stage.wished(Wished(seq=self.now.seq, wish=wish, language=language))

    async def leaves_with(self) -> Outcome:
        """Takes the card back when asked, and goes."""
        assert self.visit is not None
        self.card.pull()
        for _turn in range(50):
            if self.visit.done():
                break
            await settle()
        return self.visit.result()

    def every_word(self) -> str:
        return "\n".join(words_of(draw.screen) for draw in self._drawn)


def words_of(screen: Screen) -> str:
    words = [str(screen.title), *map(str, screen.body), str(screen.spoken or "")]
    for option in screen.options:
        words += [str(option.label), str(option.hint or ""), str(option.unavailable or "")]
    return "\n".join(words)


@pytest.fixture
async def person() -> AsyncIterator[Person]:
    someone = Person()
    yield someone
    if someone.visit is not None and not someone.visit.done():
        someone.visit.cancel()
        await asyncio.wait({someone.visit})
