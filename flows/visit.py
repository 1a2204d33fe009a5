"""All that a flow may ask for: show, ask, wait, and what the kiosk has plugged in.

A flow is one coroutine that reads like the procedure. What may happen at any moment (silence,
cancel, a pulled card, help, another language) is handled once, by the kiosk that runs it
(``agent/visit.py``), and reaches the flow as cancellation. A flow ends by returning after
``finish``, or by ``sorry`` and ``refer``, which raise.
"""

from collections.abc import Awaitable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NoReturn, Protocol, TypeVar

from flows.cities import CityPack, NearbyKiosk
from flows.city import Citizen, City
from flows.devices import CardSlot, PagePrinter
from flows.screens import (
    Answer,
    AnyScreen,
    Choose,
    Chosen,
    Done,
    Entered,
    Option,
    Picture,
    Sorry,
    Wait,
)
from flows.secret import Secret
from flows.text import Text, _

T = TypeVar("T")


class Outcome(StrEnum):
    """How a visit ended; counted by procedure, never with who."""

    DONE = "done"
    REFERRED = "referred"  # to a person at an office
    CARD = "card"
    CITY = "city"
    PRINTER = "printer"
    CANCELLED = "cancelled"
    SILENCE = "silence"
    PULLED = "pulled"
    BROKEN = "broken"  # our own fault


class GoBack(Exception):
    """The person asked for the question before this one."""


class Ended(Exception):
    """The procedure is over; ``screen`` is the last thing the person reads."""

    def __init__(self, screen: AnyScreen, outcome: Outcome) -> None:
        super().__init__(outcome.value)
        self.screen = screen
        self.outcome = outcome


class Stage(Protocol):
    """Where screens are shown. Implemented by the kiosk; by a script in tests."""

    async def ask(self, screen: AnyScreen) -> Answer:
        """Shows the screen until it is answered. Raises ``GoBack``."""
        ...

    async def until(self, screen: AnyScreen, event: Awaitable[T]) -> T | Chosen:
        """Shows the screen until ``event`` happens, or the person takes one of its options.

        Whatever way it ends, the event is not waited for any more.
        """
        ...

    @property
    def language(self) -> str:
        """The visitor's, as a locale name; it may change from one screen to the next."""
        ...

    def watching_card(self) -> AbstractContextManager[None]:
        """Inside, a card that is pulled out ends the visit."""
        ...


@dataclass
class Visit:
    """One person, one procedure."""

    stage: Stage
    pack: CityPack
    city: City
    card: CardSlot
    printer: PagePrinter
    nearest: NearbyKiosk | None = None
    citizen: Citizen | None = field(default=None, repr=False)

    async def choose(self, screen: Choose) -> str:
        answer = await self.stage.ask(screen)
        assert isinstance(answer, Chosen)
        return answer.option

    async def read(self, screen: AnyScreen) -> str:
        """Shows something to read; gives the option that was taken."""
        answer = await self.stage.ask(screen)
        assert isinstance(answer, Chosen)
        return answer.option

    async def enter(self, screen: AnyScreen) -> Secret:
        answer = await self.stage.ask(screen)
        assert isinstance(answer, Entered)
        return answer.characters

    async def working(self, title: Text, work: Awaitable[T], *body: Text) -> T:
        """Shows that the machine is at work. Cannot be left but by cancelling the visit."""
        done = await self.stage.until(Wait(title=title, body=body, picture=Picture.WORKING, limit=None), work)
        assert not isinstance(done, Chosen)
        return done

    def sorry(self, outcome: Outcome, title: Text, *body: Text, code: str | None = None) -> NoReturn:
        """``title``: what it means for their papers. ``body``: why, and what to do."""
        raise Ended(
            Sorry(
                title=title,
                body=body,
                picture=Picture.SORRY,
                options=(finish_option(),),
                can_cancel=False,
                limit=30.0,
                code=code,
            ),
            outcome,
        )

    def refer(self, *body: Text, title: Text | None = None) -> NoReturn:
        """To an office, where a person can look into it. Never says more than it is given."""
        raise Ended(
            Sorry(
                title=title or _("Para este trámite, acuda a una oficina"),
                body=(*body, *where_to_go(self.pack)),
                picture=Picture.OFFICE,
                options=(finish_option(),),
                can_cancel=False,
                limit=45.0,
            ),
            Outcome.REFERRED,
        )

    async def finish(self, title: Text, *body: Text, picture: Picture = Picture.DONE) -> NoReturn:
        raise Ended(
            Done(
                title=title,
                body=body,
                picture=picture,
                options=(finish_option(),),
                can_cancel=False,
                limit=30.0,
            ),
            Outcome.DONE,
        )


def finish_option() -> Option:
    return Option(id="finish", label=_("Terminar"))


def where_to_go(pack: CityPack) -> tuple[Text, ...]:
    """An office by name and address, and the city's line."""
    office = pack.offices[0]
    return (
        _("Puede ir a {office}, {address}.", office=office.name, address=office.address),
        _("O llame al {line}: una persona le atenderá.", line=pack.help_line),
    )
