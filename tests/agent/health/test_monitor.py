"""What is believed of a device, and when."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from agent.health.monitor import EVERY, SOON, Monitor
from flows.devices import Need
from hal.device import Fault, Health
from tests.clock import FakeClock, settle

NO_PAPER = Fault("K-PRINTER-NO-PAPER", "the tray is empty", "fill it", "no-paper")


class Patient:
    def __init__(self) -> None:
        self.health = Health.works()
        self.asked = 0

    async def feels(self) -> Health:
        self.asked += 1
        return self.health


@asynccontextmanager
async def watched(patient: Patient) -> AsyncIterator[tuple[Monitor, FakeClock]]:
    clock = FakeClock()
    monitor = Monitor({Need.PAGE_PRINTER: patient.feels}, clock)
    rounds = asyncio.ensure_future(monitor.run())
    await settle()
    try:
        yield monitor, clock
    finally:
        rounds.cancel()
        await asyncio.wait({rounds})


async def test_one_bad_answer_turns_nobody_away_and_two_do() -> None:
    patient = Patient()
    async with watched(patient) as (monitor, clock):
        patient.health = Health.faulty(NO_PAPER)
        await clock.advance(EVERY)
        assert monitor.fault(Need.PAGE_PRINTER) is None
        await clock.advance(SOON)
        assert monitor.fault(Need.PAGE_PRINTER) == NO_PAPER


async def test_a_good_answer_counts_at_once() -> None:
    patient = Patient()
    patient.health = Health.unsure(NO_PAPER)
    async with watched(patient) as (monitor, clock):
        await clock.advance(SOON)
        assert monitor.fault(Need.PAGE_PRINTER) == NO_PAPER
        patient.health = Health.works()
        await clock.advance(SOON)
        assert monitor.fault(Need.PAGE_PRINTER) is None


async def test_a_change_wakes_who_waits_for_one_even_if_it_came_first() -> None:
    patient = Patient()
    async with watched(patient) as (monitor, clock):
        version = monitor.version
        patient.health = Health.faulty(NO_PAPER)
        await clock.advance(EVERY)
        await clock.advance(SOON)
        async with asyncio.timeout(1):
            await monitor.changed(version)


async def test_the_time_of_a_fault_is_when_it_was_first_seen() -> None:
    patient = Patient()
    async with watched(patient) as (monitor, clock):
        patient.health = Health.faulty(NO_PAPER)
        await clock.advance(EVERY)
        since = monitor.conditions()[Need.PAGE_PRINTER].since
        await clock.advance(60)
        assert monitor.conditions()[Need.PAGE_PRINTER].since == since


async def test_a_device_that_is_well_is_left_alone_for_a_while() -> None:
    patient = Patient()
    async with watched(patient) as (_monitor, clock):
        await clock.advance(60)
        assert patient.asked == 1 + 60 / EVERY
