"""Runs one flow for one citizen, and handles once what may happen at any moment.

Silence, cancel and a pulled card end the visit from outside: the flow is cancelled, cleans up after
itself, and the person is told. Whatever ends it, the kiosk is wiped and ready for the next one.
"""

import asyncio
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from agent import log, patience
from agent.clock import Clock
from agent.stage import Stage
from flows.cities import CityPack, NearbyKiosk
from flows.city import City
from flows.devices import CardProblem, CardSlot, CardTrouble, PagePrinter
from flows.identify import card_refused
from flows.procedure import Procedure
from flows.screens import Answer, AnyScreen, Chosen, Picture, Show, Sorry
from flows.text import _
from flows.visit import Ended, GoBack, Outcome, Visit, finish_option, where_to_go

T = TypeVar("T")
FORGET_WITHIN = 2.0  # s; the city's session ends by itself too
CARD_LEFT = 60.0  # s a forgotten card is asked for


@dataclass(frozen=True, kw_only=True)
class Kiosk:
    """What visits are made of."""

    stage: Stage
    pack: CityPack
    city: City
    card: CardSlot
    printer: PagePrinter
    clock: Clock
    nearest: NearbyKiosk | None


@dataclass(frozen=True)
class Ending:
    outcome: Outcome
    screen: AnyScreen | None  # the last thing the person reads; None: straight home


class OneVisit:
    """The stage as one flow has it; and the ways in which the visit ends from outside."""

    def __init__(self, kiosk: Kiosk, procedure: Procedure) -> None:
        self._kiosk = kiosk
        self._procedure = procedure
        self._log = log.get("visit")
        self._left: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._visit = Visit(
            stage=self,
            pack=kiosk.pack,
            city=kiosk.city,
            card=kiosk.card,
            printer=kiosk.printer,
            nearest=kiosk.nearest,
        )

    # --- flows.visit.Stage -------------------------------------------------------------------

    @property
    def language(self) -> str:
        return self._kiosk.stage.language

    async def ask(self, screen: AnyScreen) -> Answer:
        return await self._kiosk.stage.ask(screen)

    async def until(self, screen: AnyScreen, event: Awaitable[T]) -> T | Chosen:
        return await self._kiosk.stage.until(screen, event)

    @contextmanager
    def watching_card(self) -> Iterator[None]:
        async def watch() -> None:
            await self._kiosk.card.removed()
            self._leave(Outcome.PULLED)

        watcher = asyncio.ensure_future(watch())
        try:
            yield
        finally:
            watcher.cancel()

    # --- from home to home -------------------------------------------------------------------

    async def run(self) -> Outcome:
        """Never raises but for cancellation: every way it can end is an outcome."""
        stage = self._kiosk.stage
        stage.on_cancel = lambda: self._leave(Outcome.CANCELLED)
        try:
            ended = await self._flow_or_leaving()
            if ended.screen is not None:
                await self._last_screen(ended.screen)
            await self._give_card_back()
        finally:
            stage.on_cancel = lambda: None
            await self._forget()
            stage.wipe()
        return ended.outcome

    def _leave(self, outcome: Outcome) -> None:
        if not self._left.done():
            self._left.set_result(outcome)

    async def _flow_or_leaving(self) -> Ending:
        flow = asyncio.ensure_future(self._flow())
        silence = asyncio.ensure_future(self._silence())
        try:
            first: set[asyncio.Future[Any]] = {flow, self._left}
            await asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED)
            if flow.done():  # also when they left at the same moment: what was done is said
                return flow.result()
            flow.cancel()
            await asyncio.wait({flow})
            return self._left_by(self._left.result())
        finally:
            silence.cancel()
            flow.cancel()
            await asyncio.wait({flow})  # it may have a job to call back from the printer

    async def _flow(self) -> Ending:
        try:
            await self._procedure.flow(self._visit)
        except Ended as ended:
            return Ending(ended.outcome, ended.screen)
        except GoBack:
            return Ending(Outcome.CANCELLED, None)
        except CardTrouble as trouble:
            return self._card_trouble(trouble)
        except Exception as error:  # noqa: BLE001 - a flow's fault must not take the kiosk down
            log.crash(self._log, "flow-broken", error, code="K-FLOW", procedure=self._procedure.name)
            return Ending(Outcome.BROKEN, self._broken())
        return Ending(Outcome.DONE, None)

    async def _silence(self) -> None:
        await patience.run_out(self._kiosk.stage, self._kiosk.clock)
        self._leave(Outcome.SILENCE)

    def _left_by(self, outcome: Outcome) -> Ending:
        if outcome is Outcome.PULLED:
            return self._card_trouble(CardTrouble(CardProblem.PULLED))
        return Ending(outcome, None)

    def _card_trouble(self, trouble: CardTrouble) -> Ending:
        try:
            card_refused(self._visit, trouble)
        except Ended as ended:
            return Ending(ended.outcome, ended.screen)

    def _broken(self) -> Sorry:
        return Sorry(
            title=_("Algo ha fallado en el quiosco"),
            body=(
                _("No es culpa suya. Si ha pedido un documento, puede pedirlo otra vez."),
                *where_to_go(self._kiosk.pack),
            ),
            picture=Picture.SORRY,
            options=(finish_option(),),
            can_cancel=False,
            limit=30.0,
            code="K-FLOW",
        )

    async def _last_screen(self, screen: AnyScreen) -> None:
        """Until it is read, or nobody has been there for its limit; no warning, nothing can be lost."""
        await self._for_a_while(self._kiosk.stage.ask(screen), screen.limit or 30.0)

    async def _give_card_back(self) -> None:
        screen = Show(
            title=_("Recoja su DNI"),
            body=(_("Saque su tarjeta del lector."),),
            picture=Picture.CARD_OUT,
            can_cancel=False,
            limit=None,
        )
        await self._for_a_while(self._kiosk.stage.until(screen, self._kiosk.card.removed()), CARD_LEFT)

    async def _for_a_while(self, what: Awaitable[object], seconds: float) -> None:
        doing = asyncio.ensure_future(what)
        pause = asyncio.ensure_future(self._kiosk.clock.sleep(seconds))
        try:
            await asyncio.wait({doing, pause}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            pause.cancel()
            doing.cancel()
            await asyncio.wait({doing})

    async def _forget(self) -> None:
        citizen, self._visit.citizen = self._visit.citizen, None
        if citizen is None:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(FORGET_WITHIN):
                await self._kiosk.city.forget(citizen)
