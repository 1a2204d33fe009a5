"""The supervisor: what a kiosk is made of, put together. Reads like a parts list."""

import argparse
import asyncio
import os
import signal
from collections.abc import Sequence
from importlib.metadata import entry_points, version
from pathlib import Path
from typing import Any

import msgspec

from agent import config, log
from agent.clock import SystemClock
from agent.config import BadConfig, Config
from agent.day import Day
from agent.health.monitor import Monitor
from agent.ledger.prints import Ended, JournalTrouble, PrintJournal
from agent.ports import CardPort, PrinterPort
from agent.protocol import DeviceStatus, Status
from agent.server import Access, Server
from agent.stage import Placard, Stage
from agent.visit import Kiosk
from flows import cities
from flows.cities import CityPack, NearbyKiosk, NoSuchCity
from flows.devices import Need
from flows.procedure import Procedure
from hal.registry import NoSuchDriver, driver

DEVICES = {"card": Need.CARD, "page": Need.PAGE_PRINTER, "ticket": Need.TICKET_PRINTER}


class Supervisor:
    def __init__(self, settings: Config) -> None:
        clock = SystemClock()
        pack = cities.load(settings.kiosk.city)
        self.settings = settings
        self.devices = {name: device(name, table) for name, table in settings.devices.items()}
        self.city = city_adapter(settings.city)
        self.journal = PrintJournal(settings.kiosk.state / "prints.sqlite")
        self.stage = Stage(placard(settings, pack))
        self.monitor = Monitor(
            {
                Need.CITY: self.city.health,
                **{DEVICES[name]: found.health for name, found in self.devices.items()},
            },
            clock,
        )
        kiosk = Kiosk(
            stage=self.stage,
            pack=pack,
            city=self.city,
            card=CardPort(self.devices["card"]),
            printer=PrinterPort(self.devices["page"], self.journal, clock),
            clock=clock,
            nearest=nearest(settings, pack),
        )
        self.day = Day(kiosk, procedures(), self.monitor)
        self.server = Server(
            path=settings.kiosk.socket,
            stage=self.stage,
            access=Access(frozenset(settings.access.screen), frozenset(settings.access.technician)),
            clock=clock,
            status=self.status,
            procedure=lambda: self.day.procedure,
        )

    async def run(self) -> None:
        listening = asyncio.Event()
        async with asyncio.TaskGroup() as parts:
            parts.create_task(self.server.run(listening))
            parts.create_task(self.day.run())
            parts.create_task(self.city.run())
            for found in self.devices.values():
                parts.create_task(found.run())
            parts.create_task(self.monitor.run())
            parts.create_task(self.settle_prints())
            await listening.wait()
            log.get("supervisor").info("ready", kiosk=self.settings.kiosk.id)

    async def settle_prints(self) -> None:
        """Jobs that a crash cut short: the printer is asked what became of them; nothing is sent again."""
        try:
            for job in self.journal.open_jobs():
                settled = await self.devices["page"].settle(job.id)
                await asyncio.to_thread(self.journal.settle, job.id, Ended.of(settled))
                log.get("prints").warning("job-settled-after-restart", job=job.id, became=settled.value)
        except JournalTrouble as error:
            # They stay open for the next start; new jobs are refused while the journal takes none.
            log.crash(log.get("prints"), "journal-broken", error, code=error.code)

    def status(self) -> Status:
        return Status(
            kiosk=self.settings.kiosk.id,
            version=version("ciberkiosko"),
            screen="drawn" if self.stage.watched else "absent",
            visit=self.day.procedure,
            devices=tuple(
                DeviceStatus(
                    name=need.value,
                    state=condition.health.state.value,
                    code=condition.health.fault.code if condition.health.fault else None,
                    cause=condition.health.fault.cause if condition.health.fault else None,
                    fix=condition.health.fault.fix if condition.health.fault else None,
                    since=condition.since.isoformat(timespec="seconds"),
                )
                for need, condition in self.monitor.conditions().items()
            ),
            visits={name: dict(counts) for name, counts in self.day.visits.items()},
        )


def device(name: str, table: dict[str, Any]) -> Any:
    if name not in DEVICES:
        raise BadConfig(f"devices.{name}: no such kind; there are {', '.join(DEVICES)}")
    settings = dict(table)
    try:
        return driver(name, settings.pop("driver", ""))(settings)
    except (NoSuchDriver, msgspec.ValidationError, OSError) as error:
        raise BadConfig(f"devices.{name}: {error}") from error


def city_adapter(table: dict[str, Any]) -> Any:
    settings = dict(table)
    name = settings.pop("adapter", "rest")
    found = tuple(entry_points(group="kiosk.cities", name=name))
    if len(found) != 1:
        raise BadConfig(f"city.adapter: {len(found)} are called {name}")
    try:
        return found[0].load()(settings)
    except (msgspec.ValidationError, OSError) as error:
        raise BadConfig(f"city: {error}") from error


def procedures() -> Sequence[Procedure]:
    return [entry.load() for entry in entry_points(group="kiosk.procedures")]


def placard(settings: Config, pack: CityPack) -> Placard:
    return Placard(
        kiosk=settings.kiosk.id,
        place=settings.kiosk.place,
        city=pack.name,
        brand=pack.brand,
        help_line=pack.help_line,
    )


def nearest(settings: Config, pack: CityPack) -> NearbyKiosk | None:
    return next((kiosk for kiosk in pack.kiosks if kiosk.id == settings.kiosk.nearest), None)


async def supervise(settings: Config) -> None:
    task = asyncio.current_task()
    assert task is not None
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, task.cancel)
    try:
        await Supervisor(settings).run()
    except asyncio.CancelledError:
        log.get("supervisor").info("stopped")


def main() -> int:
    arguments = argparse.ArgumentParser(prog="kiosk-supervisor", description=__doc__)
    arguments.add_argument("--config", type=Path, default=Path("/etc/kiosk/kiosk.toml"))
    chosen = arguments.parse_args()
    log.configure()
    try:
        settings = config.load(chosen.config)
        asyncio.run(supervise(settings))
    except (BadConfig, NoSuchCity) as error:
        fix = "mend the key that is named and start again"
        log.get("supervisor").critical("bad-config", code="K-CONFIG", cause=str(error), fix=fix)
        return os.EX_CONFIG
    except JournalTrouble as error:
        cause = f"the print journal cannot be opened ({error}), so nothing may be printed"
        fix = "check that the folder of [kiosk] state can be written and has room"
        log.get("supervisor").critical("no-journal", code=error.code, cause=cause, fix=fix)
        return os.EX_IOERR
    return 0
