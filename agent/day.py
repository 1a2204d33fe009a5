"""The kiosk's day: home, a visit, home again, for ever."""

import asyncio
from collections import Counter
from collections.abc import Sequence

from agent import log, menu
from agent.clock import happens_within
from agent.health.monitor import Monitor
from agent.protocol import Look
from agent.visit import Kiosk, OneVisit
from flows.procedure import Procedure
from flows.screens import Chosen

LOOK_KEPT = 45.0  # s that a language or size chosen at home stays when nobody touches any more


class Day:
    def __init__(self, kiosk: Kiosk, procedures: Sequence[Procedure], monitor: Monitor) -> None:
        self._kiosk = kiosk
        self._procedures = {procedure.name: procedure for procedure in procedures}
        self._monitor = monitor
        self._log = log.get("day")
        self.procedure: str | None = None  # under way
        self.visits: dict[str, Counter[str]] = {name: Counter() for name in self._procedures}

    async def run(self) -> None:
        while True:
            procedure = await self._at_home()
            self.procedure = procedure.name
            try:
                outcome = await OneVisit(self._kiosk, procedure).run()
            finally:
                self.procedure = None
            self.visits[procedure.name][outcome.value] += 1
            self._log.info("visit-ended", procedure=procedure.name, outcome=outcome.value)

    async def _at_home(self) -> Procedure:
        forgetting = asyncio.ensure_future(self._forget_look())
        try:
            while True:
                version = self._monitor.version
                home = menu.home(tuple(self._procedures.values()), self._monitor.fault, self._kiosk.nearest)
                chosen = await self._kiosk.stage.until(home, self._monitor.changed(version))
                if isinstance(chosen, Chosen):
                    return self._procedures[chosen.option]
        finally:
            forgetting.cancel()

    async def _forget_look(self) -> None:
        """Who chose English and walked away does not leave the next one with English."""
        stage = self._kiosk.stage
        while True:
            stage.stirred.clear()
            waiting = LOOK_KEPT if stage.look != Look() else None
            if not await happens_within(self._kiosk.clock, stage.stirred, waiting):
                stage.reset_look()
