"""Asks every device and the city how they are, and says what can be offered.

One bad answer is not a fault: it takes ``PATIENCE`` of them in a row, so that a printer that wakes
up or a lost packet does not turn visitors away. A good answer counts at once.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from agent import log
from agent.clock import Clock
from flows.devices import Need
from hal.device import Fault, Health, State

EVERY = 5.0  # s between rounds when all is well
SOON = 2.0  # s when something is not
PATIENCE = 2  # bad answers in a row
DEADLINE = 4.0  # s; a driver promises 3

Ask = Callable[[], Awaitable[Health]]


@dataclass(frozen=True)
class Condition:
    health: Health
    since: datetime
    bad: int = 0

    @property
    def fault(self) -> Fault | None:
        """The fault, once it is believed."""
        if self.health.state is State.WORKS or self.bad < PATIENCE:
            return None
        return self.health.fault


class Monitor:
    def __init__(self, asks: Mapping[Need, Ask], clock: Clock) -> None:
        self._asks = asks
        self._clock = clock
        self._log = log.get("health")
        self._conditions: dict[Need, Condition] = {}
        self._changed = asyncio.Event()
        self.version = 0  # of what can be offered

    async def run(self) -> None:
        async with asyncio.TaskGroup() as rounds:
            for need, ask in self._asks.items():
                rounds.create_task(self._keep_asking(need, ask))

    async def changed(self, version: int) -> None:
        """Returns when what can be offered is no longer what it was at ``version``."""
        while self.version == version:
            self._changed.clear()
            await self._changed.wait()

    def fault(self, need: Need) -> Fault | None:
        """Why the need cannot be met; ``None`` if it can, or if nothing says that it cannot."""
        condition = self._conditions.get(need)
        return None if condition is None else condition.fault

    def conditions(self) -> Mapping[Need, Condition]:
        return dict(self._conditions)

    async def _keep_asking(self, need: Need, ask: Ask) -> None:
        while True:
            condition = self._judge(need, await self._answer(need, ask))
            fine = condition.health.state is State.WORKS
            await self._clock.sleep(EVERY if fine else SOON)

    async def _answer(self, need: Need, ask: Ask) -> Health:
        try:
            async with asyncio.timeout(DEADLINE):
                return await ask()
        except TimeoutError:
            return Health.unsure(
                Fault(
                    code="K-DEVICE-SILENT",
                    cause=f"{need.value}: no answer to a health question within {DEADLINE:.0f} s",
                    fix="check power and cable; `kiosk test` asks again",
                    kind="offline",
                )
            )

    def _judge(self, need: Need, health: Health) -> Condition:
        old = self._conditions.get(need)
        bad = 0 if health.state is State.WORKS else (old.bad if old else 0) + 1
        same = old is not None and old.health == health
        condition = Condition(health, old.since if old and same else self._clock.now(), bad)
        self._conditions[need] = condition
        before = old.fault if old else None
        if condition.fault != before:
            self.version += 1
            self._changed.set()
        if condition.fault != before:
            fault = condition.fault or before
            assert fault is not None
            self._log.warning(
                "device-fault", device=need.value, code=fault.code, over=condition.fault is None
            )
        return condition
