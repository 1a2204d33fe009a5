"""From home to a visit and home again."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from agent.day import LOOK_KEPT, Day
from agent.health.monitor import SOON, Monitor
from agent.protocol import Language, Wish
from flows.devices import Need
from flows.padron import padron
from flows.screens import Choose, Home, Show, Wait
from hal.device import Fault, Health
from tests.clock import settle
from tests.flows.conftest import Person

OFFLINE = Fault("K-PRINTER-OFFLINE", "no answer", "check the cable", "offline")


class Lobby(Person):
    """A person in front of a kiosk that lives its day."""

    def __init__(self) -> None:
        super().__init__()
        self.printer_health = Health.works()
        self.monitor = Monitor({Need.PAGE_PRINTER: self._ask}, self.clock)
        self.day = Day(self.kiosk, [padron], self.monitor)
        self._tasks: list[asyncio.Future[None]] = []

    async def _ask(self) -> Health:
        return self.printer_health

    def opens(self) -> None:
        self.stage.attach(self._see)
        self._tasks = [asyncio.ensure_future(part.run()) for part in (self.day, self.monitor)]

    async def closes(self) -> None:
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(set(self._tasks))


@pytest.fixture
async def lobby() -> AsyncIterator[Lobby]:
    found = Lobby()
    yield found
    await found.closes()


async def test_a_visit_starts_at_home_and_ends_there_and_is_counted(lobby: Lobby) -> None:
    lobby.opens()
    await lobby.sees(Home)
    lobby.taps("padron")
    await lobby.sees(Wait, "DNI")
    assert lobby.day.procedure == "padron"
    lobby.wishes(Wish.CANCEL)
    await lobby.sees(Home)
    assert lobby.day.procedure is None
    assert lobby.day.visits == {"padron": {"cancelled": 1}}


async def test_what_cannot_be_done_is_shown_with_the_reason_and_another_kiosk(lobby: Lobby) -> None:
    lobby.printer_health = Health.faulty(OFFLINE)
    lobby.opens()
    await lobby.sees(Home)
    await lobby.clock.advance(SOON)
    await lobby.sees(Home, "La impresora no está lista ahora. El quiosco más cercano")
    lobby.taps("padron")
    await settle()
    assert lobby.day.procedure is None
    lobby.printer_health = Health.works()
    await lobby.clock.advance(SOON)
    await settle()
    assert lobby.now.screen.options[0].unavailable is None


async def test_a_language_chosen_at_home_stays_for_the_visit(lobby: Lobby) -> None:
    lobby.opens()
    await lobby.sees(Home)
    lobby.wishes(Wish.LANGUAGE, Language.ENGLISH)
    await lobby.sees(Home, "What do you need")
    lobby.taps("padron")
    await lobby.sees(Wait, "Insert your electronic ID card")


async def test_a_language_left_behind_at_home_goes_away_by_itself(lobby: Lobby) -> None:
    lobby.opens()
    await lobby.sees(Home)
    lobby.wishes(Wish.LANGUAGE, Language.ENGLISH)
    await lobby.sees(Home, "What do you need")
    await settle()
    await lobby.clock.advance(LOOK_KEPT)
    await lobby.sees(Home, "Qué necesita")


async def test_a_forgotten_card_is_asked_for_before_the_next_visitor(lobby: Lobby) -> None:
    lobby.opens()
    await lobby.sees(Home)
    lobby.taps("padron")
    await lobby.sees(Wait, "DNI")
    lobby.card.insert()
    await settle()
    lobby.wishes(Wish.CANCEL)
    await lobby.sees(Show, "Recoja su DNI")
    lobby.card.pull()
    await lobby.sees(Home)


async def test_the_next_visitor_starts_from_nothing(lobby: Lobby) -> None:
    lobby.opens()
    await lobby.sees(Home)
    lobby.wishes(Wish.CONTRAST)
    lobby.taps("padron")
    await lobby.sees(Wait, "DNI")
    lobby.wishes(Wish.CANCEL)
    await lobby.sees(Home)
    assert lobby.now.look.contrast == "normal"
    assert not isinstance(lobby.now.screen, Choose)
