"""Plays a scripted visit on the bench and writes down what happened, with times and pictures."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from PIL import Image

from agent.bench.handles import Handles
from agent.bench.papers import Kind
from agent.bench.person import NotThere, Person
from agent.bench.visit_script import Do, Script
from agent.protocol import Seen

Say = Callable[[str], None]
LOST = frozenset({"sorry", "closed"})  # from where a visit does not go on
FOR_EVER = 24 * 3600.0  # s; the camera is stopped, it does not tire


class StepReport(msgspec.Struct, frozen=True, kw_only=True):
    """``next_ms``: from the act before (a finger lifted, a card put in) until the next screen was drawn;
    ``ready_ms``: until the screen on which the person can go on. ``None`` where nothing was to change.
    """

    after: str  # what the person did before
    screen: str
    next_ms: float | None
    ready_ms: float | None


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """``machine_ms``: all that is not the person, from the first touch to the paper and the thanks."""

    procedure: str
    arguments: dict[str, str]
    outcome: str  # "done", or what went wrong
    ended_well: bool
    steps: tuple[StepReport, ...]
    machine_ms: float
    total_ms: float
    papers: int
    tickets: int
    pictures: tuple[str, ...]


@dataclass
class Camera:
    """A picture of every screen that stays up long enough to be seen."""

    bench: Handles
    taken: list[tuple[str, Image.Image]] = field(default_factory=list)

    async def run(self) -> None:
        last: Seen | None = None
        while True:
            seen = await self.bench.watcher.sees(_another_than(last), FOR_EVER)
            picture = await self.bench.screen.picture()
            if self.bench.watcher.seen is seen:
                self.taken.append((seen.screen, picture))
            last = seen

    def save(self, folder: Path) -> tuple[str, ...]:
        names = []
        for number, (screen, picture) in enumerate(self.taken, start=1):
            names.append(f"{number:02}-{screen}.png")
            picture.save(folder / names[-1])
        return tuple(names)


def _another_than(last: Seen | None) -> Callable[[Seen], bool]:
    """The same screen in another language is another picture; the same with another key to touch is not."""

    def looks(seen: Seen) -> tuple[object, ...]:
        return (seen.seq, seen.over, seen.look)

    return lambda seen: last is None or looks(seen) != looks(last)


@dataclass
class Visitor:
    bench: Handles
    say: Say

    async def plays(self, script: Script, folder: Path, arguments: Mapping[str, str]) -> Report:
        """Writes ``visit.json``, the pictures and the papers. What the kiosk does wrong is in the report."""
        before = self._counts()
        began = time.monotonic()
        camera = Camera(self.bench)
        steps, trouble = await self._play(script, camera)
        total = time.monotonic() - began
        pages, tickets = (now - then for now, then in zip(self._counts(), before, strict=True))
        if trouble is None and (pages, tickets) != (script.papers, script.tickets):
            trouble = f"{pages} papers and {tickets} tickets came out"
        report = Report(
            procedure=script.procedure,
            arguments=dict(arguments),
            outcome=trouble or "done",
            ended_well=trouble is None,
            steps=tuple(steps),
            machine_ms=_ms(sum(step.ready_ms or 0.0 for step in steps) / 1000),
            total_ms=_ms(total),
            papers=pages,
            tickets=tickets,
            pictures=await asyncio.to_thread(camera.save, folder),
        )
        self._keep(report, folder)
        return report

    async def _play(self, script: Script, camera: Camera) -> tuple[list[StepReport], str | None]:
        person = Person(self.bench)
        steps: list[StepReport] = []
        filming = asyncio.create_task(camera.run())
        try:
            for do in script.steps:
                await person.reads(do.on, having=do.taps or do.having, unless=LOST)
                steps.append(self._told(person, do.on, str(do)))
                await self._does(person, do)
            await person.reads(script.ends_on, unless=LOST)
            steps.append(self._told(person, script.ends_on, ""))
        except NotThere as trouble:
            return steps, str(trouble)
        finally:
            filming.cancel()
            await asyncio.wait([filming])
        return steps, None

    async def _does(self, person: Person, do: Do) -> None:
        match do:
            case Do(taps=str(target)):
                await person.taps(target)
            case Do(inserts=str(card)):
                await person.inserts(card)
            case Do(types_pin_of=str(card)):
                await person.types_pin(self.bench.drawer[card].pin)
            case Do(takes_card=True):
                await person.takes_card()
            case Do(turns_on=str(fault)):
                await self.bench.faults.turn(fault, True)
            case Do(mends=True):
                await self.bench.faults.clear()

    def _told(self, person: Person, screen: str, does: str) -> StepReport:
        reaction, person.reaction = person.reaction, None
        step = StepReport(
            after=person.act,
            screen=screen,
            next_ms=None if reaction is None else _ms(reaction.next),
            ready_ms=None if reaction is None else _ms(reaction.ready),
        )
        times = "" if reaction is None else f"{step.next_ms:8.1f} {step.ready_ms:8.1f}"
        self.say(f"{times:>17}  {screen:<8} {does}")
        return step

    def _counts(self) -> tuple[int, int]:
        return len(self.bench.papers.of(Kind.PAGES)), len(self.bench.papers.of(Kind.TICKET))

    def _keep(self, report: Report, folder: Path) -> None:
        pages, tickets = self.bench.papers.of(Kind.PAGES), self.bench.papers.of(Kind.TICKET)
        if report.papers and pages[-1].pdf is not None:
            (folder / "document.pdf").write_bytes(pages[-1].pdf)
        if report.tickets:
            (folder / "ticket.png").write_bytes(tickets[-1].pictures[0])
        told = msgspec.json.format(msgspec.json.encode(report), indent=2)
        (folder / "visit.json").write_bytes(told + b"\n")


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
